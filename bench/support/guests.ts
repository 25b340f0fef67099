import { paths } from "../../src/protocol/http.ts";
import { LOBBY_ID } from "../../src/protocol/ids.ts";
import { PROTOCOL_VERSION } from "../../src/protocol/version.ts";
import { type FrameListener, frameText, RawClient } from "./raw-client.ts";
import type { ServerProcess } from "./server-process.ts";

/** A guest who was welcomed. */
export interface Guest {
  readonly client: RawClient;
  /** The lobby's head in the welcome. */
  readonly head: number;
}

const AT_ONCE = 32;
const WELCOME_TIMEOUT_MS = 20_000;
const PONG = JSON.stringify({ type: "pong" });

/** A token for each guest; `undefined` where there is no sign-in. */
export function signIn(
  { hasSessions }: { readonly hasSessions: boolean },
  server: ServerProcess,
  count: number,
): Promise<(string | undefined)[]> {
  if (!hasSessions) return Promise.resolve(Array.from({ length: count }, () => undefined));
  return mapSome(Array.from({ length: count }).keys(), async (index) => {
    const body = JSON.stringify({ nickname: `ann-${String(index).padStart(4, "0")}` });
    const response = await fetch(server.url + paths.sessions, { method: "POST", body });
    if (!response.ok) throw new Error(`Signing in: ${response.status} ${await response.text()}`);
    return ((await response.json()) as { token: string }).token;
  });
}

/** Connects and says hello, for each token. Later frames go to each client's `onFrame`. */
export function enter(server: ServerProcess, tokens: readonly (string | undefined)[]): Promise<Guest[]> {
  return mapSome(tokens.values(), (token) => greet(server, token));
}

/** The first two letters of a frame's type: enough to distinguish the types that matter here. */
export function typeStart(bytes: Uint8Array, start: number): string {
  const place = start + '{"type":"'.length;
  return String.fromCharCode(bytes[place] ?? 0, bytes[place + 1] ?? 0);
}

/** Answers pings, so that the connection stays open. */
export const answerPings: FrameListener = (client, bytes, start) => {
  if (typeStart(bytes, start) === "pi") client.send(PONG);
};

async function greet(server: ServerProcess, token: string | undefined): Promise<Guest> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const timer = setTimeout(() => reject(new Error("No welcome in time.")), WELCOME_TIMEOUT_MS);
  const client = await RawClient.connect(server.port, (_, bytes, start, end) => {
    const frame = JSON.parse(frameText(bytes, start, end));
    if (frame.type !== "welcome") return;
    client.onFrame = answerPings;
    resolve(frame.conversations.find(({ id }: { id: string }) => id === LOBBY_ID).head);
  });
  client.onClose = () => reject(new Error("The server closed the connection before the welcome."));
  client.send(JSON.stringify({ type: "hello", version: PROTOCOL_VERSION, token, cursors: {} }));
  const head = await promise;
  clearTimeout(timer);
  client.onClose = () => {};
  return { client, head };
}

/** `Promise.all`, but a few at a time. */
export async function mapSome<Item, Result>(items: Iterator<Item>, use: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  let count = 0;
  const work = async (): Promise<void> => {
    for (let next = items.next(); !next.done; next = items.next()) {
      const place = count;
      count += 1;
      results[place] = await use(next.value);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return results;
}
