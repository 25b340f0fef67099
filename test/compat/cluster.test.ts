import { expect, test } from "bun:test";
import { SQL } from "bun";
import { MutantSource } from "../history/mutants/mutant.ts";
import { Cluster } from "../support/cluster.ts";
import { eventually } from "../support/eventually.ts";
import { enter, expectGapless, wholeHistory } from "../support/people.ts";

/**
 * A later version, as a rolling upgrade has it beside this one: with another migration, another kind of row in the feed, another subject on the bus, and
 * another field in what nodes tell each other.
 */
const later = {
  name: "a later version",
  changes: [
    {
      file: "storage/postgres/migrations/migrations.ts",
      find: "bots];",
      replace: `bots, { name: "tides", sql: \`
        ALTER TABLE logs ADD COLUMN tide TEXT;
        ALTER TABLE feed DROP CONSTRAINT feed_kind_check, ADD COLUMN moon TEXT;
        INSERT INTO feed (lane, id, seen, kind, moon) SELECT 0, feed + 1, feed, 'tide', 'full' FROM lanes WHERE lane = 0;
        UPDATE lanes SET feed = feed + 1 WHERE lane = 0;\` }];`,
    },
    {
      file: "bus/open-bus.ts",
      find: "    return new PacketBus({ carrier: new NatsCarrier(address, cluster), clock, log });",
      replace: `    const bus = new PacketBus({ carrier: new NatsCarrier(address, cluster), clock, log });
    clock.every(50, () => bus.publish("tides" as never, '{"height":3}'));
    return bus;`,
    },
    {
      file: "nodes/messages.ts",
      find: "const written = JSON.stringify(message);",
      replace: 'const written = JSON.stringify({ ...message, tide: { height: 3, at: ["二", null] } });',
    },
  ],
};

test("nodes of this version and of a later one serve the same people side by side, whichever is replaced first", async () => {
  await using source = await MutantSource.create(later);
  await using cluster = await Cluster.start({ nodes: 2, sourceRoot: (index) => (index === 1 ? source.root : undefined) });
  const [older, newer] = cluster.nodes;
  if (older === undefined || newer === undefined) throw new Error("There are two nodes.");
  await using sql = new SQL(cluster.databaseUrl, { max: 1 });
  expect(await sql`SELECT name FROM migrations WHERE name = 'tides'`).toHaveLength(1);
  using ann = await enter(older.url, "ann");
  using ben = await enter(newer.url, "ben");
  await ann.client.send("lobby", "from the older");
  await ben.client.send("lobby", "from the newer");
  for (const each of [ann, ben]) {
    await eventually(() => expect(each.texts("lobby")).toEqual(["from the older", "from the newer"]));
  }
  await ann.meets("ben");
  // Back to this version, beside a database of the later one.
  await older.drain();
  await older.restart();
  await ann.isLive();
  await ben.client.send("lobby", "after the restart");
  await eventually(() => expect(ann.texts("lobby").at(-1)).toBe("after the restart"));
  expectGapless(await wholeHistory(ann, "lobby"));
  for (const node of cluster.nodes) expect(node.log).not.toMatch(/ error /);
});
