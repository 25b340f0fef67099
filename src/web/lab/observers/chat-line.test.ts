import { expect, test } from "bun:test";
import { changeOf, ownNameIn, readChatLine } from "./chat-line.ts";

test("a list and a message are read, and are text again", () => {
  expect(readChatLine('<div class="observers">2: guest-1, guest-2</div>')).toEqual({
    kind: "observers",
    count: 2,
    names: ["guest-1", "guest-2"],
  });
  expect(
    readChatLine('<div class="message">ann: 1 &lt; 2 &amp;&amp; &quot;x&quot; &#x27;&amp;lt;&#x27;\nand more</div>'),
  ).toEqual({
    kind: "message",
    text: "ann: 1 < 2 && \"x\" '&lt;'\nand more",
  });
});

test("what another writes is never a list, and rubbish is nothing", () => {
  const message = '<div class="message">ann: &lt;div class=&quot;observers&quot;&gt;9: me&lt;/div&gt;</div>';
  expect(readChatLine(message)?.kind).toBe("message");
  for (const rubbish of ["", "hello", '<div class="observers">many</div>', '{"observers":[]}']) {
    expect(readChatLine(rubbish)).toBeUndefined();
  }
});

test("of two lists one sees who came and who left", () => {
  expect(changeOf(["a", "b"], ["b", "c", "d"])).toEqual({ came: ["c", "d"], left: ["a"] });
});

test("a socket knows its name where one alone is new", () => {
  expect(ownNameIn(["a", "b"], ["a"])).toBe("b");
  expect(ownNameIn(["a", "b", "c"], ["a"])).toBeUndefined();
  expect(ownNameIn(["a"], ["a"])).toBeUndefined();
});
