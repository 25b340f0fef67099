import { describe, expect, test } from "bun:test";
import { errorTable } from "../../src/protocol/errors.ts";
import { limits } from "../../src/protocol/limits.ts";
import { eventually } from "../support/eventually.ts";
import { PlainClient } from "../support/plain-client.ts";
import { RawSocket } from "../support/raw-socket.ts";
import { ServerProcess } from "../support/server-process.ts";
import { startTestServer } from "../support/test-server.ts";

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
