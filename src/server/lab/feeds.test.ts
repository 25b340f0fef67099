import { beforeEach, expect, test } from "bun:test";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { type LabCosts, labLimits } from "../../protocol/lab.ts";
import { limits } from "../../protocol/limits.ts";
import { WaitingBytes } from "../limits/waiting-bytes.ts";
import { LabFeeds } from "./feeds.ts";

let clock: FakeClock;
let feeds: LabFeeds;
let watch: { isWatched: boolean; read: () => LabCosts };

beforeEach(() => {
  clock = new FakeClock();
  watch = { isWatched: false, read: () => ({ at: clock.now() }) as unknown as LabCosts };
  feeds = new LabFeeds({ clock, waiting: new WaitingBytes({ onDropped() {} }) }, watch);
});

function open({ address = "192.0.2.1", via = "feed" as "feed" | "frame", isCosting = false } = {}) {
  let endings = 0;
  const { response, close } = feeds.open({
    address,
    via,
    isCosting,
    onEnding: () => {
      endings += 1;
    },
  });
  return { response, close, endings: () => endings };
}

/** Everything that is there by now. */
async function read(body: ReadableStream<Uint8Array> | null): Promise<string> {
  const reader = body?.getReader();
  if (reader === undefined) throw new Error("There is no body.");
  let text = "";
  for (;;) {
    const chunk = await Promise.race([reader.read(), new Promise<undefined>((resolve) => setTimeout(resolve, 5))]);
    if (chunk === undefined || chunk.done) break;
    text += new TextDecoder().decode(chunk.value);
  }
  reader.releaseLock();
  return text;
}

test("[P140c] one address has so many labs, and all have so many; what ends makes room", () => {
  const mine = Array.from({ length: labLimits.feedsPerAddressMax }, () => open());
  for (let count = 0; count < 1_000; count += 1) expect(() => open()).toThrow("Too many labs are open");
  mine[0]?.close();
  open();
  for (let count = labLimits.feedsPerAddressMax; count < labLimits.feedsMax; count += 1) open({ address: `address ${count}` });
  expect(() => open({ address: "another" })).toThrow("Too many labs are open");
  expect(feeds.count).toBe(labLimits.feedsMax);
});

test("[P140c] a client that takes nothing costs a bounded number of bytes, and is dropped", () => {
  const slow = open();
  for (let count = 0; count < 10_000; count += 1) feeds.push("x".repeat(labLimits.pushCharactersMax));
  expect(feeds.waitingBytes).toBeLessThan(20 * 1024);
  clock.advance(limits.slowConnectionTimeoutMs + 3_000);
  expect(feeds.count).toBe(0);
  expect(clock.pendingCount).toBe(0);
  expect(slow.endings()).toBe(0);
});

test("[P140c] a client that takes again gets the newest list, and none of those before", async () => {
  const slow = open();
  while (feeds.waitingBytes < 16 * 1024) feeds.push("x".repeat(labLimits.pushCharactersMax));
  for (let count = 0; count < 10; count += 1) {
    clock.advance(labLimits.observersIntervalMs);
    open({ address: `address ${count}` });
  }
  const before = await read(slow.response.body);
  expect(before.split("event: observers\n")).toHaveLength(2);
  clock.advance(1_000);
  const after = await read(slow.response.body);
  expect(after.match(/"labCount":\d+/g)).toEqual(['"labCount":11']);
});

test("[P140b] a crowd is told of together, and a list is bounded", async () => {
  const first = open();
  for (let count = 0; count < 2 * labLimits.observersListedMax; count += 1) open({ address: `address ${count}` });
  clock.advance(labLimits.observersIntervalMs);
  const lists = [...(await read(first.response.body)).matchAll(/event: observers\ndata: (.*)\n/g)].map(([, json = ""]) =>
    JSON.parse(json),
  );
  expect(lists.map(({ labCount }) => labCount)).toEqual([1, 2 * labLimits.observersListedMax + 1]);
  expect(lists[1].labs).toHaveLength(labLimits.observersListedMax);
  expect(lists[1].labs.at(-1)).toEqual({ number: 2 * labLimits.observersListedMax + 1, via: "feed" });
});

test("[P141b] a frame ends after its lifetime, a feed does not", async () => {
  const frame = open({ via: "frame" });
  const feed = open();
  const [frameText, feedText] = [read(frame.response.body), read(feed.response.body)];
  expect(await frameText).toContain("</head><body>");
  await feedText;
  for (let ms = 0; ms < labLimits.frameLifetimeMs; ms += 1_000) {
    clock.advance(1_000);
    await read(feed.response.body);
  }
  expect(await read(frame.response.body)).toEndWith(
    '<i data-event="end" data-json="{&quot;reason&quot;:&quot;lifetime&quot;}"></i>\n',
  );
  expect(frame.endings()).toBe(1);
  expect(feeds.count).toBe(1);
});

test("[P141a] nothing that is pushed becomes markup or a script of the frame", async () => {
  const frame = open({ via: "frame" });
  feeds.push(`"><script>alert('1')</script>`);
  const text = await read(frame.response.body);
  expect(text.match(/<script/g)).toHaveLength(1);
  expect(text).toContain("\\&quot;&gt;&lt;script&gt;alert(&#x27;1&#x27;)&lt;/script&gt;");
});

test("[P143a] costs go once a second to labs that asked, and nothing is counted while none asks", async () => {
  const other = open();
  expect(watch.isWatched).toBe(false);
  const asking = [open({ isCosting: true }), open({ isCosting: true })];
  expect(watch.isWatched).toBe(true);
  clock.advance(3_000);
  const text = await read(asking[0]?.response.body ?? null);
  expect(text.match(/event: costs/g)).toHaveLength(3);
  expect(await read(other.response.body)).not.toContain("event: costs");
  asking[0]?.close();
  expect(watch.isWatched).toBe(true);
  asking[1]?.close();
  expect(watch.isWatched).toBe(false);
});

test("[P140b] numbers begin anew when no lab is open, and no timer is left", () => {
  const ones = [open(), open()];
  expect(clock.pendingCount).toBe(2);
  for (const { close } of ones) close();
  expect(clock.pendingCount).toBe(0);
  expect(ones[0]?.endings()).toBe(1);
});
