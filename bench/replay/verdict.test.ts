import { expect, test } from "bun:test";
import type { ConversationEvent } from "../../src/client/index.ts";
import { type Acknowledged, differences } from "./verdict.ts";

const ann = { id: "u_ann", nickname: "ann" };
const join: ConversationEvent = { seq: 1, at: 1_000, type: "join", by: ann };
const hello = message(2, "hello");
const bye = message(3, "bye");
const history = [join, hello, bye];
const acknowledged = [acknowledgement(2, "hello"), acknowledgement(3, "bye")];

test("there are no differences when every observer holds the history and every acknowledged message is in its place", () => {
  expect(differences(history, [{ name: "ben", events: [...history] }], acknowledged)).toEqual([]);
});

test("a lost, a doubled and a changed event are each noticed", () => {
  for (const events of [
    [join, hello],
    [...history, bye],
    [join, bye, hello],
    [join, { ...hello, text: "Hello" }, bye],
  ]) {
    expect(differences(history, [{ name: "ben", events }], acknowledged)).toHaveLength(1);
  }
});

test("a hole in history is noticed", () => {
  expect(differences([join, bye], [], []).join("\n")).toContain("event 2 has the seq 3");
});

test("an acknowledged message that is missing at its seq is noticed", () => {
  expect(differences([join, hello], [], acknowledged).join("\n")).toContain("acknowledged at 3");
});

test("a message that history holds twice is noticed", () => {
  expect(differences([...history, { ...bye, seq: 4 }], [], acknowledged).join("\n")).toContain("was never acknowledged");
});

function message(seq: number, text: string): ConversationEvent {
  return { seq, at: 1_000, type: "message", by: ann, clientMessageId: `m_${text}`, text };
}

function acknowledgement(seq: number, text: string): Acknowledged {
  const clientMessageId = `m_${text}`;
  return {
    sent: { type: "sent", clientMessageId, conversationId: "r_pier", seq, at: 1_000, isDuplicate: false },
    nickname: "ann",
    text,
  };
}
