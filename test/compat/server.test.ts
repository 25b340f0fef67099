import { expect, test } from "bun:test";
import { signIn } from "../../src/client/index.ts";
import { paths } from "../../src/protocol/http.ts";
import { eventually } from "../support/eventually.ts";
import { ServerProcess } from "../support/server-process.ts";
import { type Line, readWire } from "./recording.ts";

/** Released states of the wire: today's server must serve clients of any of them. */
const recordings = ["version-1"];

/** How often these come depends on the moment. */
const ephemeral: ReadonlySet<unknown> = new Set(["typists", "presence", "readers", "peers", "raid", "ping", "pong"]);

test.each(recordings)("clients of %s are served by today's server", async (name) => {
  await replay(name, (frame) => [frame]);
});

test.each(recordings)("[P70] [P74] [P75] and so they are with everything that a newer client adds (%s)", async (name) => {
  await replay(name, (frame) => [
    ...(frame.type === "hello" ? [] : [{ type: "wave", requestId: 4_000, intensity: 7 }]),
    { ...frame, fromTheFuture: { nested: [1, "二", null] }, ...(frame.type === "hello" && { features: ["telepathy"] }) },
  ]);
});

type Json = Readonly<Record<string, unknown>>;

/** Lets each client say what it said then, when it has heard what it had heard then; the answers must come to the same. */
async function replay(name: string, change: (frame: Json) => readonly Json[]): Promise<void> {
  await using server = await ServerProcess.start();
  const lines = readWire(name);
  const recordedNames = new Names();
  for (const { frame } of lines) recordedNames.learn(frame);
  const names = new Names();
  const clients = new Map<string, ReplayingClient>();
  const heard = new Map<string, string[]>();
  for (const client of new Set(lines.map((line) => line.client))) {
    clients.set(client, await ReplayingClient.open(server.url, client, names));
  }
  for (const { client, direction, frame } of lines) {
    if (direction === "down") {
      const expected = heard.get(client) ?? [];
      expected.push(...factsOf(frame, recordedNames));
      heard.set(client, expected);
      continue;
    }
    for (const [each, expected] of heard) await clients.get(each)?.hears(expected);
    for (const frameNow of change(names.restore(recordedNames.replace(frame)) as Json)) clients.get(client)?.say(frameNow);
  }
  for (const [each, expected] of heard) await clients.get(each)?.heardOnly(expected);
  for (const client of clients.values()) client.close();
}

/** Ids differ from run to run; users and rooms are known by their names. */
class Names {
  readonly #nameOfId = new Map<string, string>();
  readonly #idOfName = new Map<string, string>();

  learn(value: unknown): void {
    if (typeof value !== "object" || value === null) return;
    const { id, nickname, name, kind } = value as Json;
    if (typeof id === "string") this.#note(id, kind === "direct" ? "<direct>" : `<${nickname ?? name}>`);
    for (const inner of Object.values(value)) this.learn(inner);
  }

  replace(value: unknown): unknown {
    return exchange(value, (text) => this.#nameOfId.get(text) ?? text);
  }

  restore(value: unknown): unknown {
    return exchange(value, (text) => this.#idOfName.get(text) ?? text);
  }

  #note(id: string, name: string): void {
    this.#nameOfId.set(id, name);
    this.#idOfName.set(name, id);
  }
}

function exchange(value: unknown, map: (text: string) => string): unknown {
  if (typeof value === "string") return map(value);
  if (Array.isArray(value)) return value.map((item) => exchange(item, map));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [map(name), exchange(inner, map)]));
}

/** What a frame tells, without what differs from run to run. Events are told one by one: how many share a frame depends on the moment. */
function factsOf(frame: Line["frame"], names: Names): string[] {
  if (ephemeral.has(frame.type)) return [];
  const { logId, events, ...rest } = names.replace(frame) as Json;
  const facts = frame.type === "events" ? (events as Json[]).map((event) => ({ logId, ...event })) : [{ ...rest, events }];
  return facts.map((fact) =>
    JSON.stringify(fact, function (this: Json, key, value) {
      // A conversation tells the user's own role since roles decide who may mention all; members always had one.
      const isOwnRole = key === "role" && "kind" in this;
      return varying.has(key) || isOwnRole ? undefined : value;
    }),
  );
}

/** `readSeq` and what belongs to it: when a marker moves depends on a timer of the client. */
const varying: ReadonlySet<string> = new Set([
  ...["at", "serverTime", "sessionId", "epoch", "isOnline", "online", "onlineCount", "onlinePeers"],
  ...["readSeq", "readMessageCount", "head", "messageCount", "memberCount"],
  // A sentence may change [P5].
  "message",
  // Not there in older recordings.
  ...["limits", "features", "isRetryable", "first", "last"],
]);

class ReplayingClient {
  readonly #socket: WebSocket;
  readonly #facts: string[] = [];
  readonly #token: string;
  readonly #names: Names;

  private constructor(socket: WebSocket, token: string, names: Names) {
    this.#socket = socket;
    this.#token = token;
    this.#names = names;
    socket.addEventListener("message", ({ data }) => this.#hear(JSON.parse(String(data)) as Line["frame"]));
  }

  static async open(url: string, nickname: string, names: Names): Promise<ReplayingClient> {
    const { token } = await signIn(url, { nickname });
    const socket = new WebSocket(url.replace(/^http/, "ws") + paths.socket);
    await new Promise((resolve) => socket.addEventListener("open", resolve));
    return new ReplayingClient(socket, token ?? "", names);
  }

  say(frame: Json): void {
    this.#socket.send(JSON.stringify(frame.type === "hello" ? { ...frame, token: this.#token } : frame));
  }

  /** Waits until all of it came; more may have come already. */
  async hears(expected: readonly string[]): Promise<void> {
    await eventually(() => expect(expected.filter((fact) => !this.#facts.includes(fact))).toEqual([]));
  }

  /** Waits until all of it came, and nothing else. */
  async heardOnly(expected: readonly string[]): Promise<void> {
    await eventually(() => expect(this.#facts.toSorted()).toEqual(expected.toSorted()));
  }

  close(): void {
    this.#socket.close();
  }

  #hear(frame: Line["frame"]): void {
    this.#names.learn(frame);
    if (frame.type === "error" && frame.code === "unsupported") return;
    this.#facts.push(...factsOf(frame, this.#names));
  }
}
