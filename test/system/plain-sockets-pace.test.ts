import { describe, expect, test } from "bun:test";
import { LOBBY_ID } from "../../src/client/index.ts";
import { errorTable } from "../../src/protocol/errors.ts";
import { paths } from "../../src/protocol/http.ts";
import { limits } from "../../src/protocol/limits.ts";
import { eventually } from "../support/eventually.ts";
import { enter } from "../support/people.ts";
import { PlainClient } from "../support/plain-client.ts";
import { RawSocket } from "../support/raw-socket.ts";
import { ServerProcess } from "../support/server-process.ts";
import { startTestServer } from "../support/test-server.ts";

const BURST = 500;
/** More bytes together than a kernel keeps for who does not read, and fewer than the events that would be a gap. */
const LONG_MESSAGES = 1_600;

describe("[P66] the pace of plain sockets", () => {
  test("[P66a] a client that writes too fast is told when to come back, or is closed where the shape has no errors", async () => {
    await using strict = await ServerProcess.start({ flags: ["--messages-per-second", "5"] });
    using sam = await PlainClient.open(strict.url, "/ws/sam");
    for (let count = 0; count < 10; count += 1) sam.say({ msg: `${count}` });
    await eventually(() =>
      expect(sam.objects).toContainEqual(expect.objectContaining({ error: "rate-limited", retryAfterMs: expect.any(Number) })),
    );
    using anonymous = await PlainClient.open(strict.url, "/conn_ws");
    for (let count = 0; count < 10; count += 1) anonymous.say(`${count}`);
    expect(await anonymous.isClosed()).toEqual({ code: errorTable["rate-limited"].closeCode, reason: "rate-limited" });
    for (const path of ["/conn_ws", "/echo"]) {
      using flood = await RawSocket.open(strict.url, path);
      for (let count = 0; count < 2 * limits.framesPerSecondMax; count += 1) flood.sendFrame(0x9, new Uint8Array());
      await eventually(() => expect(flood.closeCode).toBe(errorTable["too-many-frames"].closeCode));
    }
  });

  test("five hundred messages come in order, in each shape", async () => {
    await using server = await ServerProcess.start({ flags: ["--messages-per-second", "0"] });
    const open = (path: string): Promise<PlainClient> => PlainClient.open(server.url, path);
    using ann = await enter(server.url, "ann");
    const shapes = ["/conn_ws", "/conn/ws/uma", "/ws/vic", "/chat"] as const;
    const clients = await Promise.all(shapes.map(open));
    using privately = await open("/conn_ws/wim");
    const isJson = (client: PlainClient): boolean => client === clients[1] || client === clients[2];
    const numbers = Array.from({ length: BURST }, (_, index) => index);
    for (const client of clients) {
      client.say(isJson(client) ? { message: "ready", msg: "ready" } : "ready");
    }
    for (const client of clients) await eventually(() => expect(client.received).toHaveLength(clients.length));
    for (const number of numbers) clients[0]?.say(`#${number}#`);
    for (const client of clients) {
      await eventually(() => expect(client.received).toHaveLength(clients.length + BURST));
      const heard = client.received.slice(clients.length).map((text) => Number(/#(\d+)#/.exec(text)?.[1]));
      expect(heard).toEqual(numbers);
      client[Symbol.dispose]();
    }
    await eventually(() => expect(ann.texts(LOBBY_ID).filter((text) => text.startsWith("#"))).toHaveLength(BURST));
    using sender = await open("/ws/xena");
    for (const number of numbers) sender.say({ to_user: "wim", msg: `#${number}#` });
    await eventually(() => expect(privately.received).toHaveLength(BURST), 20_000);
    expect(privately.objects).toEqual(numbers.map((number) => ({ from_user: "xena", to_user: "wim", message: `#${number}#` })));
  }, 60_000);

  test("[P66a] a socket that takes nothing for a while continues from the log, without a hole", async () => {
    await talkPastASleeper(LONG_MESSAGES, async (slow) => {
      await eventually(() => expect(slow.texts).toHaveLength(LONG_MESSAGES), 20_000);
    });
  }, 60_000);

  test("[P66a] a socket that took nothing for too long is closed at its position, and not led over a hole", async () => {
    await talkPastASleeper(LONG_MESSAGES + limits.catchUpEventsMax, async (slow) => {
      await eventually(() => expect(slow.closeCode).toBe(errorTable["too-slow"].closeCode), 20_000);
    });
  }, 60_000);

  /** Somebody talks while one socket takes nothing; then it takes again, and what it hears has no hole. */
  async function talkPastASleeper(messageCount: number, isAwake: (slow: RawSocket) => Promise<void>): Promise<void> {
    await using quiet = await startTestServer();
    using slow = await RawSocket.open(quiet.url, "/conn_ws");
    slow.connection.pause();
    using sender = await PlainClient.open(quiet.url, "/conn_ws");
    for (let count = 1; count <= messageCount; count += 1) {
      sender.say(`${count - 1} ${"x".repeat(limits.messageBytesMax - 10)}`);
      // Whoever says all at once may be too slow to hear it themselves.
      const isPause = count % BURST === 0 || count === messageCount;
      if (isPause) await eventually(() => expect(sender.received).toHaveLength(count), 20_000);
    }
    slow.connection.resume();
    await isAwake(slow);
    const heard = slow.texts.map((text) => Number.parseInt(text, 10));
    expect(heard).toEqual(Array.from(heard, (_, index) => index));
  }

  test("[P66b] a socket that says nothing is pinged by the WebSocket's own means, and lives while it answers", async () => {
    await using slow = await startTestServer();
    using client = await PlainClient.open(slow.url, "/conn_ws");
    using echo = await PlainClient.open(slow.url, "/echo");
    using mute = await RawSocket.open(slow.url, "/ws/yan");
    using muteEcho = await RawSocket.open(slow.url, "/echo");
    for (let seconds = 0; seconds < 60; seconds += 1) {
      slow.clock.advance(1_000);
      if (seconds % 10 === 0) await roundTrip(slow.url);
    }
    for (const socket of [mute, muteEcho]) {
      await eventually(() => expect(socket.closeCode).toBe(errorTable["heartbeat-lost"].closeCode));
    }
    client.say("here");
    await client.hears("here");
    echo.say("here");
    await echo.hears("here");
  });
});

/** What was said on any socket before has arrived when a request is answered. */
async function roundTrip(serverUrl: string): Promise<void> {
  for (let times = 0; times < 3; times += 1) await fetch(serverUrl + paths.health);
}
