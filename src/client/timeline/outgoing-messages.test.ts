import { expect, test } from "bun:test";
import type { OutboxEntry } from "../outbox-store.ts";
import { OutgoingMessages } from "./outgoing-messages.ts";

function entry(name: string, state: OutboxEntry["state"] = "sending", conversationId = "lobby"): OutboxEntry {
  return { clientMessageId: `m_${name}`, conversationId, text: name, createdAt: 1, state };
}

function outgoingWith(...entries: OutboxEntry[]) {
  const outgoing = new OutgoingMessages("lobby");
  outgoing.update(entries);
  const settle = (lastSeq = 0, ...shownIds: string[]) =>
    outgoing.settle(
      ({ seq = Number.POSITIVE_INFINITY, clientMessageId }) => seq <= lastSeq || shownIds.includes(clientMessageId),
    );
  settle();
  const acknowledge = (name: string, seq: number) =>
    outgoing.sent({ type: "sent", clientMessageId: `m_${name}`, conversationId: "lobby", seq, at: 1, isDuplicate: false });
  return { outgoing, acknowledge, settle, shown: () => outgoing.list.map(({ text, state }) => `${text} ${state}`) };
}

test("an acknowledged message stays in sight until the log shows it", () => {
  const { outgoing, acknowledge, settle, shown } = outgoingWith(entry("hello"), entry("again"));
  acknowledge("hello", 5);
  outgoing.update([entry("again")]);
  settle(4);
  expect(shown()).toEqual(["hello sent", "again sending"]);
  settle(5);
  expect(shown()).toEqual(["again sending"]);
});

test("a discarded message is gone at once", () => {
  const { outgoing, settle, shown } = outgoingWith(entry("oops", "failed"));
  outgoing.update([]);
  settle();
  expect(shown()).toEqual([]);
});

test("messages of other conversations are theirs, and a list without news stays the same object", () => {
  const hello = entry("hello");
  const { outgoing, acknowledge, settle, shown } = outgoingWith(hello, entry("elsewhere", "sending", "r_reef"));
  const { list } = outgoing;
  outgoing.update([hello, entry("more", "sending", "r_reef")]);
  acknowledge("elsewhere", 9);
  settle(99);
  expect(shown()).toEqual(["hello sending"]);
  expect(outgoing.list).toBe(list);
});

test("a message that was stored before the page was loaded again is not shown twice while it is sent again", () => {
  const { settle, shown } = outgoingWith(entry("hello"));
  settle(99, "m_hello");
  expect(shown()).toEqual([]);
});
