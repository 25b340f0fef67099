import { expect, test } from "bun:test";
import { uploadFile } from "../../src/client/index.ts";
import { Cluster } from "../support/cluster.ts";
import { eventually } from "../support/eventually.ts";
import { enter, expectGapless, type Participant, wholeHistory } from "../support/people.ts";

const MESSAGES = 20;

test("[P10] [P11] two nodes behind PgBouncer in transaction mode are one server, also after a node lost all its connections to it", async () => {
  await using cluster = await Cluster.start({ nodes: 2, isPooled: true });
  const [one, other] = cluster.nodes;
  if (one === undefined || other === undefined) throw new Error("There are two nodes.");
  using ann = await enter(one.url, "ann");
  using ben = await enter(other.url, "ben");
  const { id } = await ann.client.createRoom({ name: "pool" });
  await ben.client.join(id);

  await Promise.all([talk(ann, id, "before"), talk(ben, id, "before")]);
  const [first] = (await ann.client.history(id, { limit: 200 })).events.filter(({ type }) => type === "message");
  if (first === undefined) throw new Error("There are messages.");
  await Promise.all([ann.client.react(id, first.seq, "🌊"), ben.client.react(id, first.seq, "🐟")]);
  const shells = new File(["shells"], "shells.txt", { type: "text/plain" });
  const fileId = await uploadFile(other.url, shells, { token: ben.token });
  await ben.client.send(id, "a file", { files: [{ id: fileId, name: shells.name, type: shells.type, byteLength: shells.size }] });
  await eventually(async () => expect((await ann.client.search("file in:pool")).results).toHaveLength(1), 10_000);

  const sending = talk(ann, id, "meanwhile");
  one.partition("postgres", "cut");
  await talk(ben, id, "meanwhile");
  one.heal();
  await sending;
  const texts = 4 * MESSAGES + 1;
  await eventually(() => {
    for (const each of [ann, ben]) expect(each.texts(id)).toHaveLength(texts);
  }, 20_000);
  expect(ann.texts(id)).toEqual(ben.texts(id));
  expect(new Set(ann.texts(id)).size).toBe(texts);
  expectGapless(await wholeHistory(ben, id));
});

async function talk({ client, user }: Participant, conversationId: string, when: string): Promise<void> {
  const texts = Array.from({ length: MESSAGES }, (_, index) => `${user.nickname} ${when} ${index}`);
  await Promise.all(texts.map((text) => client.send(conversationId, text)));
}
