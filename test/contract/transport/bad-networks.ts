import { expect, test } from "bun:test";
import { LOBBY_ID } from "../../../src/client/index.ts";
import { limits } from "../../../src/protocol/limits.ts";
import { eventually } from "../../support/eventually.ts";
import { expectGapless, wholeHistory } from "../../support/people.ts";
import { TcpProxy } from "../../support/proxy.ts";
import { startTestServer } from "../../support/test-server.ts";
import { closeCodeOf, connectionCountIs, largeTexts, type Subject, say } from "./subject.ts";

export function badNetworkRules({ enter, greet }: Subject): void {
  test("[P9] after cuts everything that was missed is there, once", async () => {
    await using server = await startTestServer();
    await using proxy = await TcpProxy.start(server.url);
    using ann = await enter(server, "ann");
    using ben = await enter(server, "ben", proxy);
    const texts: string[] = [];
    for (let round = 0; round < 5; round += 1) {
      proxy.isAccepting = false;
      proxy.cut();
      for (let index = 0; index < 20; index += 1) {
        texts.push(`${round}.${index}`);
        await ann.client.send(LOBBY_ID, `${round}.${index}`);
      }
      proxy.isAccepting = true; // nothing is said any more: only the cursors can tell what is missing
      await eventually(() => expect(ben.texts(LOBBY_ID)).toEqual(texts));
    }
    expectGapless(ben.events.get(LOBBY_ID) ?? []);
    expect(ben.gaps).toEqual([]);
  });

  test("[P9] [P10] messages written without a network are sent afterwards, once and in order", async () => {
    await using server = await startTestServer();
    await using proxy = await TcpProxy.start(server.url);
    using ann = await enter(server, "ann");
    using ben = await enter(server, "ben", proxy);
    proxy.isAccepting = false;
    proxy.cut();
    const texts = Array.from({ length: 10 }, (_, index) => `${index}`);
    const sent = texts.map((text) => ben.client.send(LOBBY_ID, text));
    await ann.client.send(LOBBY_ID, "where is ben?");
    expect(ben.client.outboxEntries).toHaveLength(texts.length);
    proxy.isAccepting = true;
    await Promise.all(sent);
    await eventually(() => expect(ann.texts(LOBBY_ID)).toEqual(["where is ben?", ...texts]));
    expect(ben.client.outboxEntries).toEqual([]);
  });

  test("[P16] a client that saw a hole is given everything from its cursor", async () => {
    await using server = await startTestServer();
    using channel = await greet(server, "ann");
    say(channel, "one");
    say(channel, "two");
    await channel.hears("sent", 2);
    await eventually(() => expect(channel.all("events").at(-1)?.events.at(-1)?.seq).toBe(3));
    channel.frames.length = 0;
    channel.say({ type: "resume", logId: LOBBY_ID, after: 0 });
    const { after, messageCount, events } = await channel.hears("events");
    expect({ after, messageCount }).toEqual({ after: 0, messageCount: 2 });
    expect(events.map(({ seq }) => seq)).toEqual([1, 2, 3]);
  });

  test("[P17b] a client that missed more than 2,000 events gets a gap, and reads them with history", async () => {
    await using server = await startTestServer();
    await using proxy = await TcpProxy.start(server.url);
    using ann = await enter(server, "ann", proxy);
    using flood = await greet(server, "ben");
    await eventually(() => expect(ann.events.get(LOBBY_ID) ?? []).toHaveLength(1));
    proxy.isAccepting = false;
    proxy.cut();
    const count = limits.catchUpEventsMax + 1;
    for (let index = 0; index < count; index += 1) say(flood, `${index}`);
    await flood.hears("sent", count);
    proxy.isAccepting = true;
    await eventually(() => expect(ann.gaps).toHaveLength(1));
    expect(ann.gaps).toMatchObject([{ logId: LOBBY_ID, reason: "far", after: count + 2, messageCount: count }]);
    expect(ann.texts(LOBBY_ID)).toEqual([]);
    expect(ann.client.conversations.get(LOBBY_ID)).toMatchObject({ head: count + 2, messageCount: count });
    const log = await wholeHistory(ann, LOBBY_ID);
    expectGapless(log);
    expect(log).toHaveLength(count + 2);
    say(flood, "and live again");
    await eventually(() => expect(ann.texts(LOBBY_ID)).toEqual(["and live again"]));
  });

  test("[P18a] a client that takes nothing for a while does not slow others, and continues from the log", async () => {
    await using server = await startTestServer();
    await using proxy = await TcpProxy.start(server.url);
    using ann = await enter(server, "ann", proxy);
    using ben = await enter(server, "ben");
    using flood = await greet(server, "carol");
    proxy.stall();
    const texts = largeTexts(1_500, limits.messageBytesMax);
    for (const text of texts) say(flood, text);
    await eventually(() => expect(ben.texts(LOBBY_ID)).toHaveLength(texts.length), 20_000);
    expect(ann.texts(LOBBY_ID).length).toBeLessThan(texts.length);
    proxy.flow();
    await eventually(() => expect(ann.texts(LOBBY_ID)).toHaveLength(texts.length), 20_000);
    expect(ann.texts(LOBBY_ID)).toEqual(texts);
    expectGapless(ann.events.get(LOBBY_ID) ?? []);
  });

  test("[P18b] a client that takes nothing for 30 s is closed, comes back and misses nothing", async () => {
    await using server = await startTestServer();
    await using proxy = await TcpProxy.start(server.url);
    using ann = await enter(server, "ann", proxy);
    using ben = await enter(server, "ben");
    using flood = await greet(server, "carol");
    proxy.stall();
    const texts = largeTexts(1_500, limits.messageBytesMax);
    for (const text of texts) say(flood, text);
    await eventually(() => expect(ben.texts(LOBBY_ID)).toHaveLength(texts.length), 20_000);
    flood[Symbol.dispose]();
    await connectionCountIs(server, 2);
    server.clock.advance(limits.slowConnectionTimeoutMs / 2);
    await ben.client.history(LOBBY_ID, { limit: 1 }); // ben is heard, ann is not
    server.clock.advance(limits.slowConnectionTimeoutMs / 2 + 1_000);
    await connectionCountIs(server, 1);
    proxy.flow();
    await eventually(() => expect(ann.texts(LOBBY_ID)).toHaveLength(texts.length), 20_000);
    expect(ann.texts(LOBBY_ID)).toEqual(texts);
    expectGapless(ann.events.get(LOBBY_ID) ?? []);
  });

  test("[P20a, P20c] the server pings every 20 s; a client that answers stays, a silent one is closed after 30 s", async () => {
    await using server = await startTestServer();
    using ann = await enter(server, "ann");
    using silent = await greet(server, "ben");
    const said: string[] = [];
    ann.client.on("frame", ({ direction, text }) => direction === "up" && said.push(text));
    server.clock.advance(limits.heartbeatIntervalMs);
    const { heads } = await silent.hears("ping");
    expect(heads[LOBBY_ID]).toBe(2);
    await eventually(() => expect(said).toContain('{"type":"pong"}'));
    await ann.client.history(LOBBY_ID, { limit: 1 }); // the pong went before it, and was heard
    server.clock.advance(limits.heartbeatTimeoutMs - limits.heartbeatIntervalMs + 1_000);
    expect(await silent.isClosed()).toBe(closeCodeOf("heartbeat-lost"));
    expect(ann.client.state).toBe("live");
  });

  test("[P20d] a client may ask as well", async () => {
    await using server = await startTestServer();
    using channel = await greet(server, "ann");
    channel.say({ type: "ping" });
    await channel.hears("pong");
  });
}
