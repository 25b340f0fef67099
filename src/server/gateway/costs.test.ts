import { expect, test } from "bun:test";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import type { Clock } from "../../clock.ts";
import type { LogAppend } from "../storage/storage.ts";
import { Connection } from "./connection.ts";
import { Costs } from "./costs.ts";
import { FanOut } from "./fan-out.ts";
import { RecentFrames } from "./recent-frames.ts";
import type { CarrierName, Transport } from "./transport.ts";

/** Takes 1 ms of the clock for each frame. */
function transportOf(carrier: CarrierName | undefined, clock: FakeClock): Transport {
  return {
    ...(carrier !== undefined && { carrier }),
    send() {
      clock.advance(1);
      return true;
    },
    close() {},
  };
}

const by = { id: "u_ann", nickname: "ann" };
const append: LogAppend = {
  ...{ logId: "lobby", kind: "conversation", after: 0 },
  events: [{ seq: 1, at: 0, type: "message", by, clientMessageId: "m_1", text: "hi" }],
} as unknown as LogAppend;

function fanOutTo(carriers: readonly (CarrierName | undefined)[], isOn: boolean) {
  const clock = new FakeClock();
  const costs = new Costs(clock);
  costs.isOn = isOn;
  const fanOut = new FanOut(new RecentFrames(), () => {}, costs);
  for (const carrier of carriers) {
    fanOut.subscribe(new Connection(transportOf(carrier, clock), clock, { address: "" }), "lobby", 0);
  }
  fanOut.committed([append]);
  return costs;
}

test("[P143b] the fan-out's time is shared by the number of receivers, and its bytes counted for WebSocket", async () => {
  const costs = fanOutTo(["websocket", "websocket", "websocket", "poll"], true);
  await new Promise((resolve) => setImmediate(resolve));
  expect(costs.of.websocket.cpuMs).toBe(3);
  expect(costs.of.poll.cpuMs).toBe(1);
  expect(costs.of.websocket.framesDown).toBe(3);
  expect(costs.of.websocket.bytesDown).toBeGreaterThan(3 * JSON.stringify(append.events).length);
  expect(costs.of.poll.framesDown).toBe(0);
});

test("[P143a] nothing is counted while no lab asks, nor for a connection whose costs are not told", async () => {
  const unwatched = fanOutTo(["websocket", "poll"], false);
  const unnamed = fanOutTo([undefined], true);
  await new Promise((resolve) => setImmediate(resolve));
  for (const costs of [unwatched, unnamed]) {
    for (const tally of Object.values(costs.of)) expect(Object.values(tally).every((value) => value === 0)).toBe(true);
  }
  expect(unwatched.begin()).toBeUndefined();
  expect(unwatched.request(new Request("http://localhost/"))).toBeUndefined();
});

test("[P143b] a request's time is that of its handlers up to the first wait", async () => {
  const clock = new FakeClock();
  const costs = new Costs(clock satisfies Clock);
  costs.isOn = true;
  const cost = costs.request(new Request("http://localhost/api/poll?x=1", { method: "POST", headers: { A: "bc" } }));
  const work = cost?.time(async () => {
    clock.advance(2);
    await Promise.resolve();
    clock.advance(10);
  });
  await work;
  expect(() =>
    cost?.time(() => {
      clock.advance(1);
      throw new Error("refused");
    }),
  ).toThrow("refused");
  cost?.answered("poll", 30);
  expect(costs.of.poll).toMatchObject({ requests: 1, cpuMs: 3, headBytesDown: 30 });
  expect(costs.of.poll.headBytesUp).toBe("POST /api/poll?x=1 HTTP/1.1\r\nA: bc\r\n\r\n".length);
});
