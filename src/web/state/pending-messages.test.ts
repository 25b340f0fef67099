import { expect, test } from "bun:test";
import type { OutboxEntry } from "../../client/index.ts";
import { PendingMessages } from "./pending-messages.ts";

function entry(name: string, state: OutboxEntry["state"] = "sending"): OutboxEntry {
  return { clientMessageId: `m_${name}`, conversationId: "lobby", text: name, createdAt: 1, state };
}

function pendingWith(logged: Set<string>) {
  const pending = new PendingMessages((message) => logged.has(message.clientMessageId));
  return { pending, shown: () => pending.list.value.map(({ text, state }) => `${text} ${state}`) };
}

test("an acknowledged message stays in sight until the log shows it", () => {
  const logged = new Set<string>();
  const { pending, shown } = pendingWith(logged);
  pending.update([entry("hello"), entry("again")]);
  pending.update([entry("again")]);
  expect(shown()).toEqual(["hello sent", "again sending"]);
  logged.add("m_hello");
  pending.settle();
  expect(shown()).toEqual(["again sending"]);
});

test("a message that the log shows already is not shown twice", () => {
  const { pending, shown } = pendingWith(new Set(["m_hello"]));
  pending.update([entry("hello")]);
  pending.update([]);
  expect(shown()).toEqual([]);
});

test("a discarded message is gone at once", () => {
  const { pending, shown } = pendingWith(new Set());
  pending.update([entry("oops", "failed")]);
  pending.discard("m_oops");
  pending.update([]);
  expect(shown()).toEqual([]);
});
