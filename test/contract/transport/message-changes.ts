import { expect, test } from "bun:test";
import { LOBBY_ID, type MessageEvent, type Timeline } from "../../../src/client/index.ts";
import { eventually } from "../../support/eventually.ts";
import type { Participant } from "../../support/people.ts";
import { startTestServer } from "../../support/test-server.ts";
import type { Subject } from "./subject.ts";

export function messageChangeRules({ enter }: Subject): void {
  test("[P40a] [P41a] [P42a] [P43a] every member's timeline shows what becomes of a message", async () => {
    await using server = await startTestServer();
    using ann = await enter(server, "ann");
    using ben = await enter(server, "ben");
    const timelines = await Promise.all([ann, ben].map(timelineOf));
    const { seq } = await ann.client.send(LOBBY_ID, "helo");
    const answer = await ben.client.send(LOBBY_ID, "hi", { replyTo: seq });
    await ann.client.edit(LOBBY_ID, seq, "hello");
    await ben.client.react(LOBBY_ID, seq, "👍");
    await ann.client.react(LOBBY_ID, seq, "👍");
    await ann.client.unreact(LOBBY_ID, seq, "👍");
    for (const timeline of timelines) {
      await eventually(() => {
        expect(stateOf(timeline, seq)).toMatchObject({ text: "hello", reactions: [{ emoji: "👍", count: 1 }] });
        expect(stateOf(timeline, answer.seq).reply).toEqual({ seq, by: ann.user, text: "hello" });
      });
    }
    await ann.client.delete(LOBBY_ID, seq);
    for (const timeline of timelines) {
      await eventually(() => {
        expect(stateOf(timeline, seq)).toMatchObject({ text: "", isDeleted: true });
        expect(stateOf(timeline, answer.seq).reply).toEqual({ seq, by: ann.user });
      });
    }
    // A client that comes later reads the same state.
    using ced = await enter(server, "ced");
    const later = await timelineOf(ced);
    expect(messagesOf(later)).toEqual(messagesOf(timelines[1] ?? later));
  });

  test("[P42d] [P45a] [P44a] lists tell who reacted, what is pinned, and who is mentioned where", async () => {
    await using server = await startTestServer();
    using ann = await enter(server, "ann");
    using ben = await enter(server, "ben");
    const mentions = [{ start: 0, length: 4, userId: ben.user.id }];
    const { seq } = await ann.client.send(LOBBY_ID, "@ben look", { mentions });
    for (const { client } of [ben, ann]) await client.react(LOBBY_ID, seq, "🎉");
    await ben.client.pin(LOBBY_ID, seq);
    expect((await ann.client.reactors(LOBBY_ID, seq, "🎉")).people).toEqual([ben.user, ann.user]);
    expect((await ann.client.pins(LOBBY_ID)).messages).toMatchObject([{ seq, text: "@ben look" }]);
    expect((await ben.client.mentions()).messages).toMatchObject([{ conversationId: LOBBY_ID, message: { seq, by: ann.user } }]);
    await eventually(() => expect(ben.client.conversations.get(LOBBY_ID)?.unreadMentions).toEqual([seq]));
    ben.client.markRead(LOBBY_ID, seq);
    await eventually(() => expect(ben.client.conversations.get(LOBBY_ID)?.unreadMentions).toBeUndefined());
  });

  test("[P44e] [P42b] [P40d] [P43b] what does not fit is refused, and nothing is stored", async () => {
    await using server = await startTestServer();
    using ann = await enter(server, "ann");
    using ben = await enter(server, "ben");
    const { seq } = await ann.client.send(LOBBY_ID, "hello");
    const { head } = await ann.client.history(LOBBY_ID, { limit: 1 });
    const range = (start: number, length: number) => ({ start, length, userId: ben.user.id });
    const refused: readonly (readonly [code: string, () => Promise<unknown>])[] = [
      ["mention-invalid", () => ann.client.send(LOBBY_ID, "hello", { mentions: [range(3, 3)] })],
      ["mention-invalid", () => ann.client.send(LOBBY_ID, "hello", { mentions: [range(2, 2), range(0, 1)] })],
      ["mention-invalid", () => ann.client.edit(LOBBY_ID, seq, "hi", { mentions: [range(0, 2), range(1, 1)] })],
      ["not-allowed", () => ann.client.send(LOBBY_ID, "@all", { mentions: [{ start: 0, length: 4 }] })],
      ["not-found", () => ann.client.send(LOBBY_ID, "hello", { replyTo: head + 9 })],
      ["message-empty", () => ann.client.edit(LOBBY_ID, seq, " \u200b")],
      ["not-allowed", () => ben.client.edit(LOBBY_ID, seq, "bye")],
      ["not-allowed", () => ben.client.delete(LOBBY_ID, seq)],
      ["emoji-invalid", () => ben.client.react(LOBBY_ID, seq, "like")],
      ["not-found", () => ben.client.react(LOBBY_ID, head + 9, "👍")],
      ["not-found", () => ben.client.pin("r_nowhere", seq)],
    ];
    for (const [code, attempt] of refused) {
      expect(await attempt().catch((error: unknown) => error)).toMatchObject({ code });
    }
    expect((await ann.client.history(LOBBY_ID, { limit: 1 })).head).toBe(head);
    for (const { clientMessageId } of ann.client.outboxEntries) ann.client.discard(clientMessageId);
  });

  test("[P46c] changes made while a client was away are in its timeline once", async () => {
    await using server = await startTestServer();
    using ann = await enter(server, "ann");
    using ben = await enter(server, "ben");
    const timeline = await timelineOf(ben);
    const { seq } = await ann.client.send(LOBBY_ID, "one");
    await ann.client.react(LOBBY_ID, seq, "👍");
    await eventually(() => expect(stateOf(timeline, seq).reactions).toEqual([{ emoji: "👍", count: 1 }]));
    ben.client.setTransport("poll");
    ben.client.probe();
    using ced = await enter(server, "ced");
    await ced.client.react(LOBBY_ID, seq, "👍");
    await ann.client.edit(LOBBY_ID, seq, "two");
    await eventually(() => expect(stateOf(timeline, seq)).toMatchObject({ text: "two", reactions: [{ emoji: "👍", count: 2 }] }));
  });
}

async function timelineOf({ client }: Participant): Promise<Timeline> {
  const timeline = client.timeline(LOBBY_ID);
  await timeline.loadNewest();
  return timeline;
}

function messagesOf(timeline: Timeline): readonly MessageEvent[] {
  return timeline.entries.filter((entry) => entry.type === "message");
}

function stateOf(timeline: Timeline, seq: number): MessageEvent {
  const found = messagesOf(timeline).find((message) => message.seq === seq);
  if (found === undefined) throw new Error(`The timeline has no message at ${seq}.`);
  return found;
}
