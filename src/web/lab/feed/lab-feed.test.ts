import { expect, test } from "bun:test";
import { LabFeed } from "./lab-feed.ts";

class FakeSource extends EventTarget {
  readyState = 0;
  isClosed = false;

  close(): void {
    this.isClosed = true;
    this.readyState = 2;
  }

  says(name: string, data: unknown): void {
    this.dispatchEvent(new MessageEvent(name, { data: typeof data === "string" ? data : JSON.stringify(data) }));
  }

  fails(readyState: number): void {
    this.readyState = readyState;
    this.dispatchEvent(new Event("error"));
  }
}

function newFeed() {
  const sources: FakeSource[] = [];
  const feed = new LabFeed(() => {
    sources.push(new FakeSource());
    return sources.at(-1) as unknown as EventSource;
  });
  return { feed, sources, source: () => sources.at(-1) ?? new FakeSource() };
}

test("a feed tells its number, who is there, and what is pushed; rubbish and unknown events are skipped", () => {
  const { feed, sources, source } = newFeed();
  feed.open();
  feed.open();
  expect(sources).toHaveLength(1);
  source().says("lab", { number: 3 });
  source().says("observers", { labs: [{ number: 3, via: "feed" }], labCount: 1 });
  source().says("push", "no JSON");
  source().says("push", { text: 1, at: 2 });
  source().says("weather", {});
  source().says("push", { text: "hello", at: 2 });
  expect([feed.state.value, feed.number.value, feed.observers.value?.labCount]).toEqual(["open", 3, 1]);
  expect(feed.pushes.value).toEqual([{ text: "hello", at: 2, id: 1 }]);
  for (let count = 0; count < 1_000; count += 1) source().says("push", { text: `${count}`, at: count });
  expect(feed.pushes.value).toHaveLength(20);
  expect(feed.pushes.value.at(-1)).toEqual({ text: "999", at: 999, id: 1_001 });
  feed.close();
});

test("a closed feed knows of none, and hears nothing of the source that it had; the pushes stay", () => {
  const { feed, sources, source } = newFeed();
  feed.open();
  const [before] = sources;
  source().says("lab", { number: 1 });
  source().says("push", { text: "hello", at: 2 });
  feed.close();
  expect([before?.isClosed, feed.state.value, feed.number.value]).toEqual([true, "closed", undefined]);
  feed.open();
  before?.says("lab", { number: 1 });
  before?.fails(2);
  expect([sources.length, feed.state.value, feed.number.value]).toEqual([2, "opening", undefined]);
  expect(feed.pushes.value).toHaveLength(1);
  feed.close();
});

test("a cut is waited out by the source itself, a refusal is not", () => {
  const { feed, sources, source } = newFeed();
  feed.open();
  source().says("lab", { number: 1 });
  source().fails(0);
  expect([feed.state.value, feed.number.value]).toEqual(["opening", undefined]);
  source().says("lab", { number: 2 });
  expect(feed.state.value).toBe("open");
  source().fails(2);
  expect(feed.state.value).toBe("closed");
  feed.open();
  expect([sources.length, feed.state.value]).toEqual([2, "opening"]);
  feed.close();
});
