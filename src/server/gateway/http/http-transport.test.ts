import { beforeEach, expect, test } from "bun:test";
import { FakeClock } from "../../../../test/support/fake-clock.ts";
import { WaitingBytes } from "../../limits/waiting-bytes.ts";
import { Costs } from "../costs.ts";
import type { HeldResponse } from "./held-response.ts";
import { HttpTransport } from "./http-transport.ts";

let clock: FakeClock;
let transport: HttpTransport;

beforeEach(() => {
  clock = new FakeClock();
  transport = new HttpTransport(
    { clock, costs: new Costs(clock), waiting: new WaitingBytes({ onDropped() {} }) },
    { onDrained() {}, onDetached() {}, onClosed() {} },
    clock,
  );
});

test("[P34c] a frame after a silence leaves in the next turn", async () => {
  const heldResponse = attach();
  transport.send("1");
  await nextTurn();
  expect(await framesOf(heldResponse)).toEqual(["1"]);
});

test("[P34c] in a busy room answers keep their distance, and carry the frames that came meanwhile", async () => {
  const first = attach();
  transport.send("1");
  await framesOf(first);
  const second = attach();
  transport.send("2");
  clock.advance(20);
  transport.send("3");
  await nextTurn();
  expect(transport.isHeld).toBe(true);
  clock.advance(5);
  expect(await framesOf(second)).toEqual(["2", "3"]);
});

test("[P35a] a newer request does not wait for the older one's distance", async () => {
  await framesOf(said(attach(), "1"));
  const replaced = said(attach(), "2");
  attach();
  expect(await framesOf(replaced)).toEqual(["2"]);
});

test("[P18a] an answer that is full leaves at once, however busy the room", async () => {
  await framesOf(said(attach(), "1"));
  const frame = "x".repeat(300 * 1024);
  expect(await framesOf(said(attach(), frame))).toEqual([frame]);
});

test.each([true, false])(
  "[P35a] the socket is told once that an answer ends, also when the client does not take it (streamed: %p)",
  (isStreamed) => {
    let endings = 0;
    const onEnding = () => {
      endings += 1;
    };
    transport.attach({ carrier: "long-poll", isStreamed, isHeld: true, isBusy: false, waitMs: 25_000, onEnding });
    while (transport.send("x".repeat(64 * 1024)));
    expect(endings).toBe(0);
    transport.close(4001, "too-slow");
    expect(endings).toBe(1);
  },
);

test("[P179f] what was gathered for an answer is not in it when the session has ended: only the reason is", async () => {
  const gathered = said(attach(), "secret");
  transport.close(4508, "banned", true);
  const text = await (await gathered.response).text();
  expect(text).toContain("4508");
  expect(text).not.toContain("secret");
});

test("[P179f] a stream on which something waits is cut when the session has ended", async () => {
  const { response } = transport.attach({
    ...{ carrier: "stream", isStreamed: true, isHeld: true, isBusy: false, waitMs: 25_000 },
    onEnding() {},
  });
  transport.send("secret");
  transport.close(4508, "banned", true);
  const reason: unknown = await (await response).text().catch(() => "cut");
  expect(reason).toBe("cut");
});

function attach(): HeldResponse {
  return transport.attach({
    carrier: "long-poll",
    isStreamed: false,
    isHeld: true,
    isBusy: false,
    waitMs: 25_000,
    onEnding() {},
  });
}

function said(heldResponse: HeldResponse, frame: string): HeldResponse {
  transport.send(frame);
  return heldResponse;
}

async function framesOf(heldResponse: HeldResponse): Promise<string[]> {
  const text = await (await heldResponse.response).text();
  return [...text.matchAll(/^data: (.*)$/gm)].map(([, frame = ""]) => frame);
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
