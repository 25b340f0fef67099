import { expect, test } from "bun:test";
import { LOBBY_ID } from "../../../src/client/index.ts";
import { newClientMessageId } from "../../../src/protocol/ids.ts";
import { limits } from "../../../src/protocol/limits.ts";
import { eventually } from "../../support/eventually.ts";
import { expectGapless, wholeHistory } from "../../support/people.ts";
import { startTestServer } from "../../support/test-server.ts";
import { type Subject, say } from "./subject.ts";

export function messageRules({ enter, greet }: Subject): void {
  test("[P10] the same message again is the same message, and another one under its id is a conflict", async () => {
    await using server = await startTestServer();
    using channel = await greet(server, "ann");
    const message = { type: "send", clientMessageId: newClientMessageId(), conversationId: LOBBY_ID, text: "hi" } as const;
    channel.say(message);
    const first = await channel.hears("sent");
    expect(first.isDuplicate).toBe(false);
    channel.say(message);
    expect(await channel.hears("sent", 2)).toEqual({ ...first, isDuplicate: true });
    channel.say({ ...message, text: "hello" });
    expect(await channel.hears("error")).toMatchObject({ code: "conflict", clientMessageId: message.clientMessageId });

    using ben = await enter(server, "ben");
    const again = { clientMessageId: newClientMessageId() };
    const { seq } = await ben.client.send(LOBBY_ID, "hi", again);
    expect((await ben.client.send(LOBBY_ID, "hi", again)).seq).toBe(seq);
    expect((await wholeHistory(ben, LOBBY_ID)).filter(({ type }) => type === "message")).toHaveLength(2);
  });

  test("[P11] every member reads an acknowledged message at its seq", async () => {
    await using server = await startTestServer();
    using ann = await enter(server, "ann");
    const { seq } = await ann.client.send(LOBBY_ID, "hi");
    using ben = await enter(server, "ben");
    const page = await ben.client.history(LOBBY_ID, { after: seq - 1, limit: 1 });
    expect(page.events).toMatchObject([{ seq, type: "message", by: ann.user, text: "hi" }]);
  });

  test("[P12] a text arrives unchanged", async () => {
    await using server = await startTestServer();
    using ann = await enter(server, "ann");
    using ben = await enter(server, "ben");
    const texts = [
      "小鱼 👨‍👩‍👧‍👦",
      '<b>&amp;"\\',
      "a\nb\r\n\tc\u2028d\u0000e",
      "é e\u0301",
      "鱼".repeat(limits.messageBytesMax / 3),
    ];
    for (const text of texts) await ann.client.send(LOBBY_ID, text);
    await eventually(() => expect(ben.texts(LOBBY_ID)).toEqual(texts));
  });

  test("[P225a] [P226a] [P225b] custom data arrives as it was sent, stays with an edited text, and is bounded", async () => {
    await using server = await startTestServer();
    using ann = await enter(server, "ann");
    using ben = await enter(server, "ben");
    const data = { kind: "order", lines: [{ name: "小鱼", count: 1.5 }], none: null };
    const { seq } = await ann.client.send(LOBBY_ID, "Order 7", { data });
    await ann.client.edit(LOBBY_ID, seq, "Order 7 is ready");
    const received = () => (ben.events.get(LOBBY_ID) ?? []).filter((event) => event.type === "message" || event.type === "edit");
    await eventually(() =>
      expect(received()).toMatchObject([
        { text: "Order 7", data },
        { text: "Order 7 is ready", data },
      ]),
    );
    const { events } = await ben.client.history(LOBBY_ID, { after: seq - 1, limit: 1 });
    expect(events).toMatchObject([{ text: "Order 7 is ready", data }]);

    using channel = await greet(server, "carol");
    const large = { text: "x".repeat(limits.dataBytesMax) };
    const message = { type: "send", clientMessageId: newClientMessageId(), conversationId: LOBBY_ID, text: "hi" } as const;
    channel.say({ ...message, data: large });
    expect(await channel.hears("error")).toMatchObject({ code: "data-too-large", clientMessageId: message.clientMessageId });
  });

  test("[P5] [P12] a refusal names what it refuses, and other requests are answered", async () => {
    await using server = await startTestServer();
    using channel = await greet(server, "ann");
    using ben = await enter(server, "ben");
    const refused = [
      { text: " \u200b\n", code: "message-empty" },
      { text: "x".repeat(limits.messageBytesMax + 1), code: "message-too-large" },
    ];
    for (const [index, { text, code }] of refused.entries()) {
      const clientMessageId = newClientMessageId();
      channel.say({ type: "send", clientMessageId, conversationId: LOBBY_ID, text });
      expect(await channel.hears("error", index + 1)).toMatchObject({ code, clientMessageId });
    }
    channel.say({ type: "history", requestId: 7, conversationId: "r_nowhere" });
    expect(await channel.hears("error", 3)).toMatchObject({ code: "not-found", requestId: 7 });
    await ben.client.send(LOBBY_ID, "still here");
    await eventually(() => expect(ben.texts(LOBBY_ID)).toEqual(["still here"]));
  });

  test("[P13] a user who writes too fast is told when to try again, and nothing of it is stored", async () => {
    await using server = await startTestServer({ messagesPerSecond: 20 });
    using channel = await greet(server, "ann");
    for (let index = 0; index < 25; index += 1) say(channel, `${index}`);
    await channel.hears("sent", 20);
    const refusal = await channel.hears("error", 5);
    expect(refusal).toMatchObject({ code: "rate-limited", retryAfterMs: 50 });
    server.clock.advance(refusal.retryAfterMs ?? 0);
    say(channel, "again");
    await channel.hears("sent", 21);
    using ben = await enter(server, "ben");
    const events = await wholeHistory(ben, LOBBY_ID);
    expect(events.filter(({ type }) => type === "message")).toHaveLength(21);
  });

  test("[P6] [P14] everybody sees everything in the same order without holes", async () => {
    await using server = await startTestServer();
    const people = await Promise.all(["ann", "ben", "carol", "dan", "小鱼"].map((nickname) => enter(server, nickname)));
    const texts = people.flatMap(({ user }) => Array.from({ length: 40 }, (_, index) => `${user.nickname} ${index}`));
    await Promise.all(
      texts.map((text) => people.find(({ user }) => text.startsWith(user.nickname))?.client.send(LOBBY_ID, text)),
    );
    const [ann, ...others] = people;
    if (ann === undefined) throw new Error("Ann is here.");
    const log = await wholeHistory(ann, LOBBY_ID);
    expectGapless(log);
    for (const person of people) {
      await eventually(() => expect(person.texts(LOBBY_ID)).toHaveLength(texts.length));
      const seen = person.events.get(LOBBY_ID) ?? [];
      expectGapless(seen);
      expect(seen).toEqual(log.slice(-seen.length));
      expect(person.texts(LOBBY_ID).toSorted()).toEqual(texts.toSorted());
    }
    for (const person of [ann, ...others]) person[Symbol.dispose]();
  });
}
