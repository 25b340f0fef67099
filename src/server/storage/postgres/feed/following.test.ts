import { describe, expect, test } from "bun:test";
import { eventually as within } from "../../../../../test/support/eventually.ts";
import { FakeFeed } from "./testing/fake-feed.ts";

/** Many times as long as a node lets pass without looking at the feed. */
const HEARD_WITHIN_MS = 4_000;

function eventually(check: () => void): Promise<void> {
  return within(check, HEARD_WITHIN_MS);
}

async function started(options?: ConstructorParameters<typeof FakeFeed>[0]): Promise<FakeFeed> {
  const feed = new FakeFeed(options);
  await feed.follower.start();
  return feed;
}

describe("hints", () => {
  test("without any, what another node committed is heard all the same", async () => {
    using feed = await started();
    feed.commit(1, "reef");
    await eventually(() => expect(feed.told).toEqual(["reef 0+1"]));
  });

  test("a false one tells nothing, and nothing is missed after it", async () => {
    using feed = await started();
    feed.follower.hintOf(1, 1_000_000);
    feed.follower.hintOf(99, 7);
    await eventually(() => expect(feed.readCount).toBeGreaterThan(1));
    expect(feed.told).toEqual([]);
    feed.commit(1, "reef");
    feed.follower.hintOf(1, 1);
    await eventually(() => expect(feed.told).toEqual(["reef 0+1"]));
  });

  test("one that comes twice, or late, makes nothing come twice", async () => {
    using feed = await started();
    for (const _ of [1, 2, 3]) feed.commit(1, "reef");
    for (const id of [3, 1, 3, 2]) feed.follower.hintOf(1, id);
    await eventually(() => expect(feed.told).toEqual(["reef 0+3"]));
    feed.follower.hintOf(1, 2);
    feed.commit(2, "den");
    feed.follower.hint();
    await eventually(() => expect(feed.told).toEqual(["reef 0+3", "den 0+1"]));
  });
});

describe("order", () => {
  test("an append is not heard before the verbs that it came after, whatever was read first", async () => {
    using feed = await started();
    const left = feed.commit(0, "ann", { logKind: "user" });
    const said = feed.commit(1, "reef");
    // This node's own append came after a verb of another node.
    feed.follower.committed(said);
    expect(feed.told).toEqual([]);
    await eventually(() => expect(feed.told).toEqual(["ann 0+1", "reef 0+1"]));
    feed.follower.committed(left);
    expect(feed.told).toHaveLength(2);
  });

  test("what this node committed is told at once where nothing before it is missing, and once", async () => {
    using feed = await started();
    feed.follower.committed(feed.commit(1, "reef"));
    expect(feed.told).toEqual(["reef 0+1"]);
    const theirs = feed.commit(1, "reef");
    const ours = feed.commit(1, "reef");
    feed.follower.committed(ours);
    expect(feed.told).toHaveLength(1);
    await eventually(() => expect(feed.told).toEqual(["reef 0+1", "reef 1+2"]));
    feed.follower.committed(theirs);
    expect(feed.told).toHaveLength(2);
  });

  test("a node that is far behind hears everything in its order, and needs no new beginning", async () => {
    using feed = await started();
    for (let count = 0; count < 1_200; count += 1) feed.commit(0, "ann", { logKind: "user" });
    for (let count = 0; count < 1_200; count += 1) feed.commit(1, "reef");
    feed.follower.hint();
    await eventually(() => expect(sumOf(feed.told, "reef")).toBe(1_200));
    expect(sumOf(feed.told, "ann")).toBe(1_200);
    const firstOfReef = feed.told.findIndex((each) => each.startsWith("reef"));
    expect(feed.told.slice(firstOfReef).filter((each) => each.startsWith("ann"))).toEqual([]);
    expect(feed.told).not.toContain("gap");
  });

  test("events that are newer than what was heard of lane 0 are told with what came before them", async () => {
    using feed = await started();
    feed.commit(1, "reef");
    let isFirst = true;
    feed.beforeEventsAreRead = () => {
      if (isFirst) feed.commit(0, "ann", { logKind: "user" });
      isFirst = false;
    };
    feed.follower.hint();
    await eventually(() => expect(feed.told).toEqual(["ann 0+1", "reef 0+1"]));
  });
});

describe("answers", () => {
  test("one that shows what this node has not heard waits until it has", async () => {
    using feed = await started();
    expect(feed.follower.reached(0)).toBeUndefined();
    feed.commit(0, "ann", { logKind: "user" });
    feed.isAway = true;
    let isReached = false;
    const reached = feed.follower.reached(1)?.then(() => {
      isReached = true;
      return [...feed.told];
    });
    await eventually(() => expect(feed.readCount).toBeGreaterThan(1));
    expect(isReached).toBe(false);
    feed.isAway = false;
    expect(await reached).toContain("ann 0+1");
  });
});

describe("what is new, and what is gone", () => {
  test("a row of a kind that a later version writes is passed over", async () => {
    using feed = await started();
    feed.commit(0, "reef", { kind: "tide" });
    feed.commit(0, "den");
    feed.follower.hint();
    await eventually(() => expect(feed.told).toEqual(["den 0+1"]));
  });

  test("a row of a log that is gone is passed over", async () => {
    using feed = await started();
    feed.commit(0, "reef", { logKind: null as never });
    feed.commit(0, "den");
    feed.follower.hint();
    await eventually(() => expect(feed.told).toEqual(["den 0+1"]));
  });

  test("a session's end and settings are told", async () => {
    using feed = await started();
    feed.commit(0, "", { kind: "session", userId: "u", sessionId: "s" });
    feed.commit(0, "", { kind: "settings" });
    feed.follower.hint();
    await eventually(() => expect(feed.told).toEqual(["session s", "settings"]));
  });

  test("a node that was away longer than the feed is kept begins anew, and says so", async () => {
    using feed = await started();
    for (const _ of [1, 2, 3]) feed.commit(1, "reef");
    feed.forget();
    feed.commit(1, "reef");
    feed.follower.hint();
    await eventually(() => expect(feed.told).toContain("gap"));
    expect(feed.told[0]).toStartWith("this node was away for longer than the feed is kept");
    feed.commit(1, "reef");
    feed.follower.hint();
    await eventually(() => expect(feed.told.at(-1)).toBe("reef 4+1"));
  });

  test("a database that went back, or has another epoch, ends the node", async () => {
    using lagging = await started();
    for (const _ of [1, 2, 3]) lagging.commit(1, "reef");
    lagging.follower.hint();
    await eventually(() => expect(lagging.told).toEqual(["reef 0+3"]));
    lagging.goBack(1, 1);
    lagging.follower.hint();
    await eventually(() => expect(lagging.told.at(-1)).toBe("end: lane 1 of the feed went back from 3 to 1"));
    using restored = await started();
    restored.epoch = "two";
    restored.commit(1, "reef");
    restored.follower.hint();
    await eventually(() => expect(restored.told).toEqual(["end: the database has another epoch"]));
  });

  test("what cannot be read now is read later, and both are said once", async () => {
    using feed = await started();
    feed.isAway = true;
    feed.commit(1, "reef");
    feed.follower.hint();
    await eventually(() => expect(feed.readCount).toBeGreaterThan(2));
    feed.isAway = false;
    await eventually(() => expect(feed.told).toContain("reef 0+1"));
    await eventually(() =>
      expect(feed.told).toEqual([
        expect.stringContaining("the feed cannot be read"),
        expect.stringMatching(/^reef/),
        "the feed is followed again",
      ]),
    );
  });
});

function sumOf(told: readonly string[], logId: string): number {
  return told.filter((each) => each.startsWith(`${logId} `)).reduce((sum, each) => sum + Number(each.split("+")[1]), 0);
}
