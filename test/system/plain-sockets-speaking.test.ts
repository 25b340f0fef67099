import { describe, expect, test } from "bun:test";
import { errorTable } from "../../src/protocol/errors.ts";
import { limits } from "../../src/protocol/limits.ts";
import { OBSERVERS_INTERVAL_MS, OBSERVERS_LISTED_MAX } from "../../src/server/plain/observers.ts";
import { htmlText } from "../../src/server/plain/shapes.ts";
import { eventually } from "../support/eventually.ts";
import { PlainClient } from "../support/plain-client.ts";
import { RawSocket } from "../support/raw-socket.ts";
import { ServerProcess } from "../support/server-process.ts";
import { startTestServer, type TestServer } from "../support/test-server.ts";

/** More bytes together than a kernel keeps for a client that does not read. */
const LONG_MESSAGES = 1_600;

describe("[P67] the server speaks first", () => {
  test("[P67a] [P67b] it tells the time to all who listen, whatever they say, and outlives a listener that is killed", async () => {
    await using quiet = await startTestServer();
    using one = await PlainClient.open(quiet.url, "/clock");
    using other = await PlainClient.open(quiet.url, "/clock");
    const killed = await RawSocket.open(quiet.url, "/clock");
    other.say("what time is it?");
    quiet.clock.advance(1_000);
    await eventually(() => expect([one.received, other.received]).toEqual([["2030-01-01T00:00:01.000Z"], one.received]));
    killed.connection.reset();
    quiet.clock.advance(1_000);
    await one.hears("2030-01-01T00:00:02.000Z");
    await other.hears("2030-01-01T00:00:02.000Z");
    expect(other.closed).toBeUndefined();
  });

  test("[P67b] a flood of messages is ended", async () => {
    await using strict = await ServerProcess.start();
    using flood = await RawSocket.open(strict.url, "/clock");
    for (let count = 0; count < 2 * limits.framesPerSecondMax; count += 1) flood.send("x");
    await eventually(() => expect(flood.closeCode).toBe(errorTable["too-many-frames"].closeCode));
  });
});

describe("[P68] who is connected", () => {
  const asking = (server: TestServer, path: string) => PlainClient.open(server.url, `${path}?observers=1`);
  const list = (observers: readonly string[], observerCount = observers.length) => JSON.stringify({ observers, observerCount });
  const interval = (server: TestServer) => server.clock.advance(OBSERVERS_INTERVAL_MS);

  test("[P68a] [P68b] [P68c] a client that asks is told of every coming and going, one that does not is told nothing", async () => {
    await using server = await startTestServer();
    using ann = await asking(server, "/ws/ann");
    await ann.hears(list(["ann"]));
    using ben = await PlainClient.open(server.url, "/ws/ben");
    using other = await PlainClient.open(server.url, "/conn/ws/cleo");
    ben.say({ msg: "here" });
    other.say({ message: "here" });
    await eventually(() => expect(ann.received).toHaveLength(3));
    expect(ann.received).not.toContain(list(["ann", "ben"]));
    interval(server);
    await ann.hears(list(["ann", "ben"]));
    ben[Symbol.dispose]();
    await eventually(() => {
      interval(server);
      expect(ann.received.at(-1)).toBe(list(["ann"]));
    });
    expect([...ben.received, ...other.received].filter((text) => text.includes("observer"))).toEqual([]);
  });

  test("[P68b] each path has the list in its own shape, and names are escaped where the shape is HTML", async () => {
    await using server = await startTestServer();
    using bare = await asking(server, "/conn_ws");
    await eventually(() => expect(bare.received[0]).toMatch(/^\{"observers":\["guest-\d+"\],"observerCount":1\}$/));
    using html = await asking(server, "/chat");
    await eventually(() => expect(html.received[0]).toMatch(/^<div class="observers">1: guest-\d+<\/div>$/));
    for (const path of ["/conn_ws/dora", "/conn/ws/ella"]) {
      using client = await asking(server, path);
      await client.hears(list([path.split("/").at(-1) ?? ""]));
    }
    expect(htmlText.observers(["<b>ann</b>", "ben"], 2)).toBe('<div class="observers">2: &lt;b&gt;ann&lt;/b&gt;, ben</div>');
  });

  test("[P68c] a crowd that comes at once is told of together, with a bounded list", async () => {
    await using server = await startTestServer();
    using first = await asking(server, "/ws/first");
    await first.hears(list(["first"]));
    const names = Array.from({ length: 2 * OBSERVERS_LISTED_MAX }, (_, index) => `fish${index}`);
    const crowd = await Promise.all(names.map((name) => asking(server, `/ws/${name}`)));
    await eventually(async () => {
      interval(server);
      expect((first.objects.at(-1) as { observerCount: number }).observerCount).toBe(names.length + 1);
    });
    for (const client of crowd) await eventually(() => expect(client.received.at(-1)).toBe(first.received.at(-1) ?? ""));
    expect((first.objects.at(-1) as { observers: string[] }).observers).toHaveLength(OBSERVERS_LISTED_MAX);
    // Far fewer lists than comings: each list is one moment of the clock.
    expect(first.received.length).toBeLessThan(names.length / 2);
    for (const client of crowd) client[Symbol.dispose]();
  });

  test("[P68d] one that is killed leaves the list, and one that is replaced; the others are not disturbed", async () => {
    await using server = await startTestServer();
    using ann = await asking(server, "/ws/ann");
    await ann.hears(list(["ann"]));
    const killed = await RawSocket.open(server.url, "/ws/ben?observers=1");
    using cleo = await asking(server, "/ws/cleo");
    await eventually(() => {
      interval(server);
      expect((cleo.objects.at(-1) as { observers: string[] }).observers.toSorted()).toEqual(["ann", "ben", "cleo"]);
    });
    killed.connection.reset();
    await eventually(() => {
      interval(server);
      expect(cleo.received.at(-1)).toBe(list(["ann", "cleo"]));
    });
    using annAgain = await asking(server, "/ws/ann");
    await eventually(() => {
      interval(server);
      expect(annAgain.received.at(-1)).toBe(list(["cleo", "ann"]));
    });
    expect(await ann.isClosed()).toMatchObject({ reason: "replaced" });
    cleo.say({ msg: "still here" });
    await cleo.hears({ to_user: "", msg: "still here", from_user: "cleo" });
  });

  test("[P68c] a client that takes nothing gets the newest list, and none of those before", async () => {
    await using server = await startTestServer();
    using slow = await RawSocket.open(server.url, "/ws/slow?observers=1");
    await eventually(() => expect(slow.texts).toEqual([list(["slow"])]));
    slow.connection.pause();
    using talker = await PlainClient.open(server.url, "/ws/talker");
    for (let count = 1; count <= LONG_MESSAGES; count += 1) talker.say({ msg: "x".repeat(limits.messageBytesMax) });
    await eventually(() => expect(talker.received).toHaveLength(LONG_MESSAGES), 20_000);
    for (const name of ["ann", "ben", "cleo"]) {
      interval(server);
      const passing = await asking(server, `/ws/${name}`);
      await eventually(() => {
        interval(server);
        expect((passing.objects.at(-1) as { observers: string[] }).observers.at(-1)).toBe(name);
      });
      passing[Symbol.dispose]();
    }
    slow.connection.resume();
    // Decoding is slow: not before everything is there.
    const byteCount = LONG_MESSAGES * limits.messageBytesMax;
    await eventually(() => expect(slow.connection.received.length).toBeGreaterThan(byteCount), 20_000);
    const lists = () => slow.texts.filter((text) => text.includes('"observers"'));
    await eventually(() => expect(lists().slice(1).at(-1)).toBe(list(["slow", "talker"])), 20_000);
    await eventually(() => expect(slow.texts).toHaveLength(LONG_MESSAGES + lists().length), 20_000);
    expect(lists().length).toBeLessThan(4);
  }, 60_000);
});
