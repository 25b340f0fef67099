import { join } from "node:path";
import type { ServerRole } from "../../src/protocol/accounts.ts";
import type { AdminAnswer, AdminCommandName } from "../../src/protocol/admin.ts";
import { CONTROL_SOCKET, controlPaths } from "../../src/protocol/control.ts";
import { paths, type SignedIn } from "../../src/protocol/http.ts";

const PASSWORD = "correct horse battery";

export interface CommandOptions {
  readonly headers?: Readonly<Record<string, string>>;
}

/** A command over HTTP; without a token it is a stranger's. A text is sent as it is. */
export function command(
  url: string,
  token: string | undefined,
  name: string,
  input: object | string = {},
  { headers = {} }: CommandOptions = {},
): Promise<Response> {
  return fetch(url + paths.adminCommand.replace(":command", name), {
    method: "POST",
    headers: { ...(token !== undefined && { Authorization: `Bearer ${token}` }), ...headers },
    body: typeof input === "string" ? input : JSON.stringify(input),
  });
}

/** A command of the operator, at the machine. */
export function operatorCommand(dataFolder: string, name: string, input: object | string = {}): Promise<Response> {
  return fetch(`http://shoal${controlPaths.admin}${name}`, {
    method: "POST",
    unix: join(dataFolder, CONTROL_SOCKET),
    body: typeof input === "string" ? input : JSON.stringify(input),
  });
}

/** The answer of the operator's command. */
export async function operate<Name extends AdminCommandName>(
  dataFolder: string,
  name: Name,
  input: object = {},
): Promise<AdminAnswer<Name>> {
  const response = await operatorCommand(dataFolder, name, input);
  const answer: unknown = await response.json();
  if (!response.ok) throw new Error(`${name}: ${JSON.stringify(answer)}`);
  return answer as AdminAnswer<Name>;
}

export type Token = SignedIn & { readonly token: string };

export async function newGuest(url: string, nickname: string, headers: Readonly<Record<string, string>> = {}): Promise<Token> {
  return await signedIn(url, { nickname }, headers);
}

export async function newAccount(
  server: { url: string; dataFolder: string },
  nickname: string,
  role: ServerRole = "member",
): Promise<Token> {
  const account = await signedIn(server.url, { nickname, password: PASSWORD, isNew: true });
  if (role !== "member") await operate(server.dataFolder, "set-role", { userId: account.user.id, serverRole: role });
  return account;
}

async function signedIn(url: string, body: object, headers: Readonly<Record<string, string>> = {}): Promise<Token> {
  const response = await fetch(url + paths.sessions, { method: "POST", headers, body: JSON.stringify(body) });
  const answer: unknown = await response.json();
  if (response.status !== 201) throw new Error(JSON.stringify(answer));
  return answer as Token;
}
