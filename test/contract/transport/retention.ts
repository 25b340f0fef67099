import { expect, test } from "bun:test";
import { type Conversation, LOBBY_ID, type LogEntry, type ShoalClient } from "../../../src/client/index.ts";
import { operate } from "../../support/administration.ts";
import { eventually } from "../../support/eventually.ts";
import type { Participant } from "../../support/people.ts";
import { TcpProxy } from "../../support/proxy.ts";
import { SeededRandom } from "../../support/random.ts";
import { startTestServer, type TestServer } from "../../support/test-server.ts";
import type { Subject } from "./subject.ts";

const STEPS = 40;
const emoji = ["👍", "🎉"];

export function retentionRules({ enter }: Subject): void {
  test("[P190a] [P190c] [P192a] [P192b] [P192d] who is connected is told what is not kept, who comes back finds it in the welcome", async () => {
    await using server = await startTestServer();
    using ann = await enter(server, "ann");
    using ben = await enter(server, "ben");
    const timeline = ben.client.timeline(LOBBY_ID);
    await timeline.loadNewest();
    const first = await ann.client.send(LOBBY_ID, "pearl");
    await ann.client.send(LOBBY_ID, "what?", { replyTo: first.seq });
    const last = await ann.client.send(LOBBY_ID, "clam");
    await eventually(() => expect(ben.client.conversations.get(LOBBY_ID)?.messageCount).toBe(3));
    await server.trim();
    expect((await ann.client.history(LOBBY_ID)).floor).toBe(0);

    await operate(server.dataFolder, "set-settings", { retentionMessages: 2 });
    await server.trim();
    await eventually(() => {
      const { floor, messageCount, readMessageCount } = lobbyOf(ben.client);
      expect({ floor, unread: messageCount - readMessageCount }).toEqual({ floor: first.seq, unread: 2 });
      timeline.flush();
      const [quoting] = timeline.entries;
      expect(quoting).toMatchObject({ text: "what?", reply: { seq: first.seq } });
      expect(quoting).not.toHaveProperty("reply.by");
    });
    expect(timeline.hasOlder).toBe(false);
    using later = await enter(server, "later");
    expect(later.client.moderation.retentionOf(lobbyOf(later.client))).toEqual({ days: 0, messages: 2 });
    expect(lobbyOf(later.client)).toMatchObject({ floor: first.seq, lastMessage: { seq: last.seq } });
  });

  const random = new SeededRandom();
  test(`[P192c] [P17d] whatever goes meanwhile, a client is told of every hole and shows what the log has (seed ${random.seed})`, async () => {
    await using server = await startTestServer();
    await using proxy = await TcpProxy.start(server.url);
    using ann = await enter(server, "ann");
    using ben = await enter(server, "ben", proxy);
    const told = recordOf(ben, lobbyOf(ben.client).head);
    const timeline = ben.client.timeline(LOBBY_ID);
    await timeline.loadNewest();
    for (let step = 0; step < STEPS; step += 1) await act(server, { ann, proxy, random });
    proxy.isAccepting = true;
    await operate(server.dataFolder, "set-settings", { retentionMessages: random.integer(1, 10) });
    await server.trim();
    const end = await ann.client.send(LOBBY_ID, "the end");
    await eventually(() => expect(ben.client.state).toBe("live"), 20_000);
    await eventually(() => expect(told.place()).toBe(end.seq), 20_000);
    expect(told.holes).toEqual([]);

    // What is told once may have been lost with the network: a welcome tells it again.
    server.clock.advance(60_000);
    // A client that begins now sees the same.
    using other = await ben.onAnotherDevice();
    await eventually(() => expect(stateOf(ben.client)).toEqual(stateOf(other.client)));
    const fresh = other.client.timeline(LOBBY_ID);
    await Promise.all([timeline.loadNewest(), fresh.loadNewest()]);
    await eventually(() => {
      timeline.flush();
      const shown = timeline.entries.filter(isMessage);
      const [firstShown] = shown;
      expect(shown.at(-1)?.seq).toBe(end.seq);
      expect(shown).toEqual(fresh.entries.filter(({ seq }) => seq >= (firstShown?.seq ?? 0)).filter(isMessage));
      expect(timeline.window.floor).toBe(fresh.window.floor);
    });
  });
}

interface Acting {
  readonly ann: Participant;
  readonly proxy: TcpProxy;
  readonly random: SeededRandom;
}

/** Something happens. */
async function act(server: TestServer, { ann, proxy, random }: Acting): Promise<void> {
  const { head } = lobbyOf(ann.client);
  const seq = random.integer(Math.max(1, head - 12), head);
  const kind = random.integer(0, 11);
  if (kind < 4)
    await ann.client.send(LOBBY_ID, `fish ${random.next()}`, random.chance(0.4) ? { replyTo: seq } : {}).catch(refused);
  else if (kind === 4) await ann.client.edit(LOBBY_ID, seq, `eel ${random.next()}`).catch(refused);
  else if (kind === 5) await ann.client.delete(LOBBY_ID, seq).catch(refused);
  else if (kind === 6) await ann.client.react(LOBBY_ID, seq, random.pick(emoji)).catch(refused);
  else if (kind === 7) proxy.cut();
  else if (kind === 8) proxy.isAccepting = random.chance(0.6);
  else {
    await operate(server.dataFolder, "set-settings", { retentionMessages: random.integer(1, 12) });
    await server.trim();
  }
}

/** What is not a message, is deleted or is not kept any more. */
function refused(error: unknown): void {
  if (!(error instanceof Error && "code" in error)) throw error;
  expect(["not-found", "message-deleted"]).toContain(String(error.code));
}

/** What a client is told, place by place: holes are those of which no gap told. */
function recordOf({ client }: Participant, start: number) {
  let place = start;
  const holes: string[] = [];
  client.on("event", ({ event }) => {
    if (event.seq !== place + 1) holes.push(`${place} → ${event.seq}`);
    place = event.seq;
  });
  client.on("gap", ({ after }) => {
    place = after;
  });
  return { holes, place: () => place };
}

function stateOf(client: ShoalClient) {
  const { head, messageCount, readMessageCount, readSeq, floor, lastMessage } = lobbyOf(client);
  return { head, messageCount, unread: messageCount - readMessageCount, readSeq, floor, lastMessage };
}

function lobbyOf(client: ShoalClient): Conversation {
  const lobby = client.conversations.get(LOBBY_ID);
  if (lobby === undefined) throw new Error("Everyone is in the lobby.");
  return lobby;
}

function isMessage({ type }: LogEntry): boolean {
  return type === "message";
}
