import { expect, test } from "bun:test";
import { eventually } from "../../../../../test/support/eventually.ts";
import type { NewMessage } from "../../storage.ts";
import { AppendQueue } from "./append-queue.ts";

interface Row {
  readonly place: number;
  readonly message: string;
}

/** A queue over a database that stores by the verb only what is listed, and answers when it is told to. */
function queueOver(byVerb: readonly string[]) {
  const stored: string[] = [];
  const held: (() => void)[] = [];
  let seq = 0;
  const queue = new AppendQueue({
    pool: {
      async all<Answer>(_sql: string, values: readonly unknown[]): Promise<Answer[]> {
        const rows = JSON.parse(String(values[1])) as Row[];
        await new Promise<void>((resolve) => held.push(resolve));
        const plain = rows.filter(({ message }) => !byVerb.includes(message));
        for (const { message } of plain) stored.push(message);
        const messages = plain.map(({ place }) => [place, ++seq, "Ann", null, null]);
        return [{ answer: { feed: 1, seen: 0, messages, logs: [] } }] as Answer[];
      },
    },
    async appendByVerb({ clientMessageId, at }) {
      await Bun.sleep(1);
      stored.push(`${clientMessageId} by the verb`);
      return { seq: ++seq, at, isDuplicate: false };
    },
    onCommitted: () => {},
  });
  return {
    ...{ queue, stored },
    async answer(): Promise<void> {
      await eventually(() => expect(held.length).toBeGreaterThan(0));
      for (const resolve of held.splice(0)) resolve();
    },
  };
}

function message(clientMessageId: string, more: Partial<NewMessage> = {}): NewMessage {
  return { conversationId: "reef", userId: "ann", clientMessageId, text: clientMessageId, at: 1, ...more };
}

test("what the statement leaves to the verb does not wait for what came after it", async () => {
  const { queue, stored, answer } = queueOver(["duplicate"]);
  const duplicate = queue.append(message("duplicate"));
  const reply = queue.append(message("reply", { replyTo: 1 }));
  const plain = queue.append(message("plain"));
  await answer();
  await Promise.all([duplicate, reply, plain]);
  expect(stored).toEqual(["duplicate by the verb", "reply by the verb", "plain by the verb"]);
});

test("messages of a conversation are stored in their order, whichever way they go", async () => {
  const { queue, stored, answer } = queueOver(["first", "second"]);
  const all = ["first", "second"].map((id) => queue.append(message(id)));
  await Bun.sleep(5);
  all.push(queue.append(message("third")), queue.append(message("elsewhere", { conversationId: "den" })));
  await answer();
  all.push(queue.append(message("fourth")));
  await Promise.race([Promise.all(all), answer().then(() => Promise.all(all))]);
  const inReef = stored.filter((each) => !each.startsWith("elsewhere"));
  expect(inReef.map((each) => each.split(" ")[0])).toEqual(["first", "second", "third", "fourth"]);
  await queue.drain();
});
