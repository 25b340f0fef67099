import { type Account, account as accountSchema } from "../protocol/accounts.ts";
import { type AccountLink, accountLink, paths } from "../protocol/http.ts";
import { call, type RequestOptions, readAnswer, refusalOf } from "./http-call.ts";

/** What `changePassword` takes. */
export interface PasswordChange {
  /** The password until now. */
  current: string;
  /** The new one: 8 to 128 characters. */
  password: string;
}

/** What `becomeAdministrator` takes. */
export interface AdministratorRequest {
  /** The code of the operator's link. */
  administratorLink: string;
  /** For a guest: claims the nickname. */
  password?: string;
}

/** A line of an export. */
export interface OwnDataLine {
  /** `export`, `profile`, `session`, `identity`, `block`, `report`, `upload`, `conversation`, `message`, `reaction`, `end`, or one of a newer server. */
  readonly type: string;
  /** What the type says. */
  readonly [name: string]: unknown;
}

/**
 * Whether the user can come back without a device, and what they are to the server [P151a]. Throws `not-found` from an older server.
 * @example if (!(await account(url, { token })).isAccount) console.log("Your nickname is gone with your last device.");
 */
export async function account(url: string, options: RequestOptions = {}): Promise<Account> {
  return await readAnswer(await call(url, paths.account, "GET", options), accountSchema);
}

/**
 * Gives a guest a password: from then on the nickname is theirs, and `signIn` with the two opens it on any device [P150a]. Throws `password-invalid`
 * unless it has 8 to 128 characters, `password-needed` when there is a password already.
 * @example await claimAccount(url, "correct horse battery", { token });
 */
export async function claimAccount(url: string, password: string, options: RequestOptions = {}): Promise<void> {
  await putPassword(url, { password }, options);
}

/**
 * Changes the password, and signs out every other device [P150d]. Throws `credentials-invalid` for a wrong current password, `password-invalid`,
 * `rate-limited` after wrong ones.
 * @example await changePassword(url, { current: "correct horse battery", password: "another horse battery" }, { token });
 */
export async function changePassword(url: string, passwords: PasswordChange, options: RequestOptions = {}): Promise<void> {
  await putPassword(url, passwords, options);
}

/**
 * Makes the user an administrator with a one-time link of the operator's [P153b]. A guest gives a password, and claims the nickname with it. Throws
 * `account-link-invalid`, `password-needed`.
 * @example const { serverRole } = await becomeAdministrator(url, { administratorLink: code }, { token });
 */
export async function becomeAdministrator(
  url: string,
  request: AdministratorRequest,
  options: RequestOptions = {},
): Promise<Account> {
  return await readAnswer(await call(url, paths.administrators, "POST", options, request), accountSchema);
}

/**
 * A one-time code with which a user sets a new password within 15 minutes, and is signed in: see `resetLink` of `signIn` [P152a]. For administrators:
 * others are refused with `not-allowed`. Throws `not-found`.
 * @example const { code } = await createResetLink(url, user.id, { token });
 */
export async function createResetLink(url: string, userId: string, options: RequestOptions = {}): Promise<AccountLink> {
  return await readAnswer(await call(url, paths.resetLinks, "POST", options, { userId }), accountLink);
}

/**
 * All that is the user's own, as lines of JSON: profile, sessions, conversations, messages, reactions [P178a]. Each line has a `type`; the last one is
 * `end`, and is missing where the export was cut off. It comes while it is read: take it line by line, and break off whenever you like. Throws
 * `rate-limited` for the fourth one within a minute, and while another one is under way.
 * @example for await (const line of exportOwnData(url, { token })) file.write(`${JSON.stringify(line)}\n`);
 */
export async function* exportOwnData(url: string, options: RequestOptions = {}): AsyncGenerator<OwnDataLine, void> {
  const response = await call(url, paths.accountExport, "GET", options);
  if (!response.ok || response.body === null) throw await refusalOf(response);
  const decoder = new TextDecoder();
  const reader = response.body.getReader();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      rest += decoder.decode(value, { stream: !done });
      const lines = rest.split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) yield JSON.parse(line);
      if (done) return;
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}

/**
 * Deletes the user and all that is theirs: texts, files, reactions, profile, sessions [P178b]. There is no way back. An account names its password; where
 * there is none, `password` is left out. Throws `password-needed`, `credentials-invalid`, `rate-limited` after wrong ones, and `last-administrator` where the
 * server would have no administrator any more.
 * @example await deleteAccount(url, "correct horse battery", { token });
 */
export async function deleteAccount(url: string, password: string | undefined, options: RequestOptions = {}): Promise<void> {
  const response = await call(url, paths.account, "DELETE", options, password === undefined ? undefined : { password });
  if (!response.ok) throw await refusalOf(response);
}

async function putPassword(url: string, body: object, options: RequestOptions): Promise<void> {
  const response = await call(url, paths.account, "PUT", options, body);
  if (!response.ok) throw await refusalOf(response);
}
