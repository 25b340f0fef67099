import { expect, test } from "bun:test";
import { InProcessNetwork } from "./bus/in-process-bus.ts";
import { FeedHints } from "./feed-hints.ts";

test("other nodes are told how far the feed is, once for all that moved in a turn, and garbage tells nothing", async () => {
  const heard: unknown[] = [];
  const network = new InProcessNetwork();
  const [one, other] = [network.open({ error: () => {} }), network.open({ error: () => {} })];
  const hints = new FeedHints(one, { hint: () => {} });
  new FeedHints(other, { hint: (...hint) => heard.push(hint) });
  heard.length = 0;
  hints.moved(3, 7);
  hints.moved(3, 8);
  hints.moved(0, 2);
  await Bun.sleep(0);
  expect(heard).toEqual([
    [0, 2],
    [3, 8],
  ]);
  for (const text of ["", "{", "[]", '{"x":1}', '{"1":"2"}', '{"1":1.5}', "null", "😀".repeat(1_000)]) one.publish("feed", text);
  await Bun.sleep(0);
  expect(heard).toHaveLength(2);
});
