import { expect, test } from "bun:test";
import type { MessageEvent } from "../../protocol/messages.ts";
import { bareText, htmlText, privateFields, type Shape, shortFields } from "./shapes.ts";
import { Translator } from "./translator.ts";

const server = "http://127.0.0.1:9527";

function said(seq: number, text: string): MessageEvent {
  const by = { id: "u_ann", nickname: "ann" };
  return { seq, at: 0, type: "message", by, clientMessageId: `m_${seq}_______`, text };
}

function frameOf(...events: readonly unknown[]): string {
  return JSON.stringify({ type: "events", logId: "lobby", after: 0, messageCount: events.length, events });
}

test("[P61] a frame becomes the messages in it, in order; joins and the like have no shape", () => {
  const join = { seq: 2, at: 0, type: "join", by: { id: "u_ben", nickname: "ben" } };
  const frame = frameOf(said(1, "one"), join, said(3, "two"));
  const translator = new Translator();
  expect(translator.groupMessages(frame, bareText, server)).toEqual(["one", "two"]);
  expect(translator.groupMessages(frame, shortFields, server)).toEqual([
    '{"to_user":"","msg":"one","from_user":"ann"}',
    '{"to_user":"","msg":"two","from_user":"ann"}',
  ]);
  expect(translator.groupMessages(frame, htmlText, server)[0]).toBe('<div class="message">ann: one</div>');
  expect(translator.groupMessages(frame, privateFields, server)).toEqual([]);
});

test("[P66d] a file is its address, on a line of its own, where its reader has reached the server", () => {
  const files = ["a fish?.png", "小鱼.txt"].map((name, index) => ({ id: `f_${index}`, name, type: "text/plain", byteLength: 1 }));
  const bare = `${server}/api/files/f_0/a%20fish%3F.png\n${server}/api/files/f_1/%E5%B0%8F%E9%B1%BC.txt`;
  const frame = frameOf({ ...said(1, "look"), files }, { ...said(2, ""), files });
  const translator = new Translator();
  expect(translator.groupMessages(frame, bareText, server)).toEqual([`look\n${bare}`, bare]);
  expect(translator.groupMessages(frame, shortFields, "https://chat.example.org").map((json) => JSON.parse(json).msg)).toEqual([
    `look\n${bare.replaceAll(server, "https://chat.example.org")}`,
    bare.replaceAll(server, "https://chat.example.org"),
  ]);
  expect(translator.groupMessages(frame, htmlText, server)[1]).toBe(`<div class="message">ann: ${bare}</div>`);
});

test("[P66c] a reply is its text; changes and deleted messages have no shape", () => {
  const by = { id: "u_ben", nickname: "ben" };
  const reply = { ...said(2, "two"), reply: { seq: 1, by, text: "one" } };
  const deleted = { ...said(3, ""), isDeleted: true };
  const changes = ["edit", "delete", "react", "pin"].map((type, index) => ({
    type,
    seq: 4 + index,
    at: 0,
    by,
    target: 1,
    text: "x",
  }));
  const frame = frameOf(said(1, "one"), reply, deleted, ...changes);
  expect(new Translator().groupMessages(frame, bareText, server)).toEqual(["one", "two"]);
});

test("a frame that goes to many is put into words once for each shape", () => {
  let count = 0;
  const counting: Shape = {
    ...bareText,
    group(event) {
      count += 1;
      return event.text;
    },
  };
  const translator = new Translator();
  for (const text of ["one", "two"]) {
    const frame = frameOf(said(1, text));
    const messages = Array.from({ length: 100 }, () => translator.groupMessages(frame, counting, server));
    expect(new Set(messages).size).toBe(1);
    expect(messages[0]).toEqual([text]);
    expect(translator.parse(frame)).toBe(translator.parse(frame));
  }
  expect(count).toBe(2);
});
