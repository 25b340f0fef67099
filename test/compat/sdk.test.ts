import { describe, expect, test } from "bun:test";
import { ShoalClient } from "../../src/client/index.ts";
import { FakeTransport } from "../../src/client/testing/fake-transport.ts";
import { settle } from "../../src/client/testing/settle.ts";
import { FakeClock } from "../support/fake-clock.ts";
import { downFromFuture } from "./future.ts";
import { readWire } from "./recording.ts";

/** Released states of the wire: today's SDK must live with a server of any of them. */
const recordings = ["version-1"];

interface Outcome {
  readonly state: string;
  readonly messages: readonly string[];
  readonly conversations: readonly string[];
  readonly unknownTypes: readonly unknown[];
  /** What the next `hello` says. */
  readonly cursors: Readonly<Record<string, number>>;
}

describe.each(recordings)("a server of %s", (name) => {
  const clients = [...new Set(readWire(name).map(({ client }) => client))];

  test.each(clients)("is understood by today's SDK (%s)", async (client) => {
    const outcome = await replay(name, client, (text) => [text]);
    expect(outcome).toMatchObject({ state: "live", unknownTypes: [] });
    expect(outcome.messages.length).toBeGreaterThan(3);
    expect(outcome.conversations.length).toBeGreaterThan(1);
  });

  test.each(clients)("[P70] [P71] [P72] [P73] [P74] which loses nothing by what a newer one adds to it (%s)", async (client) => {
    const present = await replay(name, client, (text) => [text]);
    const future = await replay(name, client, downFromFuture);
    expect({ ...future, unknownTypes: [], cursors: {} }).toEqual({ ...present, unknownTypes: [], cursors: {} });
    expect(future.cursors).toEqual(doubled(present.cursors));
    expect(new Set(future.unknownTypes)).toEqual(new Set(["reaction"]));
  });
});

test("[P72] an unknown error says whether to try again, and a known one can be told from it", async () => {
  const { client, transport } = await open();
  const joined = client.join("r_1");
  say(transport, readWire("version-1")[1]?.frame);
  const error = {
    type: "error",
    requestId: 1,
    code: "tomorrow-only",
    message: "Come tomorrow.",
    isRetryable: true,
    retryAfterMs: 9,
  };
  say(transport, error);
  await expect(joined).rejects.toMatchObject({
    code: "tomorrow-only",
    message: "Come tomorrow.",
    isRetryable: true,
    retryAfterMs: 9,
  });
  client.close();
});

test("[P71] an answer with a conversation of an unknown kind refuses the request, and nothing else", async () => {
  const { client, transport } = await open();
  const joined = client.join("b_1");
  say(transport, readWire("version-1")[1]?.frame);
  say(transport, { type: "conversation", requestId: 1, conversation: { id: "b_1", kind: "broadcast" } });
  await expect(joined).rejects.toMatchObject({ code: "unsupported" });
  expect(client.state).toBe("live");
  client.close();
});

test("a known event with an invalid field is still an error: a part of it is missing", async () => {
  const { client, transport } = await open();
  say(transport, readWire("version-1")[1]?.frame);
  say(transport, { type: "events", logId: "lobby", after: 1, messageCount: 1, events: [{ seq: 2, at: 1, type: "message" }] });
  expect(client.state).toBe("waiting");
  client.close();
});

async function open() {
  const transport = new FakeTransport();
  const client = new ShoalClient("http://shoal.test", { transport, clock: new FakeClock(), token: "t".repeat(43) });
  await settle();
  transport.channel.open();
  return { client, transport };
}

function say(transport: FakeTransport, frame: unknown): void {
  transport.channel.sayText(JSON.stringify(frame));
}

/** What a client makes of everything that the server said to it. */
async function replay(name: string, clientName: string, change: (text: string) => string[]): Promise<Outcome> {
  const { client, transport } = await open();
  const messages: string[] = [];
  const unknownTypes: unknown[] = [];
  client.on("event", ({ conversationId, event }) => {
    if (event.type === "message") messages.push(`${conversationId}: ${event.by.nickname}: ${event.text}`);
    if (event.type === "unknown") unknownTypes.push(event.original.type);
  });
  for (const { client: each, direction, frame } of readWire(name)) {
    if (each !== clientName || direction === "up") continue;
    for (const text of change(JSON.stringify(frame))) transport.channel.sayText(text);
  }
  const { state } = client;
  const conversations = [...client.conversations.values()].map((each) => (each.kind === "room" ? each.name : each.peer.nickname));
  transport.channel.drop();
  client.probe();
  transport.channel.open();
  const [hello] = transport.channel.takeSent();
  client.close();
  return { state, messages, conversations, unknownTypes, cursors: hello?.type === "hello" ? hello.cursors : {} };
}

function doubled(cursors: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(cursors).map(([id, seq]) => [id, seq * 2]));
}
