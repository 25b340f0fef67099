import { expect, test } from "bun:test";
import { LOBBY_ID } from "../../src/client/index.ts";
import { eventually } from "../support/eventually.ts";
import { enter, expectGapless, type Participant, wholeHistory } from "../support/people.ts";
import { TcpProxy } from "../support/proxy.ts";
import { SeededRandom } from "../support/random.ts";
import { ServerProcess } from "../support/server-process.ts";

const MESSAGES = 120;
/** More than a frame: some cuts fall between frames, most in the middle of one. */
const CUT_WITHIN_BYTES = 400;

type Cut = (proxy: TcpProxy, random: SeededRandom) => void;

const cuts: Readonly<Record<string, Cut>> = {
  "before the message leaves": (proxy) => proxy.cutAfter("up", 0),
  "in the middle of the message": (proxy, random) => proxy.cutAfter("up", random.integer(1, 100)),
  "after the commit and before its acknowledgement": (proxy) => proxy.cutAfter("down", 0),
  "in the middle of what comes down": (proxy, random) => proxy.cutAfter("down", random.integer(1, CUT_WITHIN_BYTES)),
  "at any moment": (proxy, random) => {
    if (random.chance(0.5)) proxy.cut();
    else proxy.cutAfter(random.pick(["up", "down"]), random.integer(0, CUT_WITHIN_BYTES));
  },
};

for (const [where, cut] of Object.entries(cuts)) {
  test(`[P9] [P10] cut ${where}, ann ends with the same log as everyone else`, async () => {
    const random = new SeededRandom();
    console.log(`SEED=${random.seed}`);
    await using server = await ServerProcess.start({ flags: ["--messages-per-second", "0"] });
    await using proxy = await TcpProxy.start(server.url);
    using ben = await enter(server.url, "ben");
    using ann = await enter(server.url, "ann", { via: proxy.url });

    async function write(person: Participant, trouble: () => void): Promise<void> {
      for (let count = 0; count < MESSAGES; count += 1) {
        if (random.chance(0.25)) trouble();
        await person.client.send(LOBBY_ID, `${person.user.nickname} ${count}`);
      }
    }

    await Promise.all([write(ann, () => cut(proxy, random)), write(ben, () => {})]);
    expect(proxy.cutCount).toBeGreaterThan(0);
    const log = await wholeHistory(ben, LOBBY_ID);
    expectGapless(log);
    for (const person of [ann, ben]) {
      await eventually(() => expect(person.events.get(LOBBY_ID)?.at(-1)?.seq).toBe(log.at(-1)?.seq ?? 0));
      const seen = person.events.get(LOBBY_ID) ?? [];
      expect(seen).toEqual(log.slice(-seen.length));
      const own = person.texts(LOBBY_ID).filter((text) => text.startsWith(person.user.nickname));
      expect(own).toEqual(Array.from({ length: MESSAGES }, (_, index) => `${person.user.nickname} ${index}`));
      expect(person.client.outboxEntries).toEqual([]);
    }
    console.log(`${proxy.cutCount} cuts`);
  }, 60_000);
}
