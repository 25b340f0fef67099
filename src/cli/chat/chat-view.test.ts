import { beforeEach, expect, test } from "bun:test";
import type { ConversationEvent } from "../../client/index.ts";
import { ClientRig } from "../../client/testing/client-rig.ts";
import { ann, at, events, gap, joined, message, messages, room } from "../../client/testing/frames.ts";
import { settle } from "../../client/testing/settle.ts";
import { paintNothing } from "../terminal-text.ts";
import { ChatView } from "./chat-view.ts";
import type { Ending } from "./ending.ts";
import { Talk } from "./talk.ts";

const size = { columns: 80, rows: 8 };

let rig: ClientRig;
let talk: Talk;
let view: ChatView;
let endings: Ending[];

beforeEach(async () => {
  rig = await ClientRig.open();
  talk = new Talk(rig.client);
  endings = [];
  view = new ChatView(talk, { owner: "ann", paint: paintNothing, onEnd: (ending) => endings.push(ending) });
});

/** Live, with that many messages of ben in the lobby, and those from `firstSeq` on in its last page. */
async function comeIn(messageCount: number, firstSeq = 1): Promise<void> {
  rig.becomeLive({ conversations: [room("lobby", { head: messageCount, messageCount })] });
  await answerHistory(messageCount, firstSeq);
}

async function answerHistory(messageCount: number, firstSeq = 1): Promise<void> {
  for (const frame of rig.takeSent()) {
    if (frame.type !== "history") continue;
    const seqs = Array.from({ length: messageCount - firstSeq + 1 }, (_, index) => firstSeq + index);
    const { requestId, conversationId } = frame;
    rig.transport.channel.say({
      type: "history-page",
      requestId,
      conversationId,
      floor: 0,
      head: messageCount,
      events: messages(...seqs),
    });
  }
  await settle();
}

function shown(): string {
  return view.look(size).lines.join("\n");
}

/** The rows of the screen that are the conversation's. */
function log(): readonly string[] {
  return view.look(size).lines.slice(1, 5);
}

/** It arrives, and is drawn. */
async function comes(event: ConversationEvent): Promise<void> {
  rig.transport.channel.say(events("lobby", event.seq - 1, event));
  await settle();
  rig.clock.advance(100);
  await settle();
}

function say(text: string): void {
  view.press({ type: "insert", text });
  view.press({ type: "enter" });
}

test("new messages do not move a reader of older ones, and do not become read", async () => {
  await comeIn(20);
  expect(shown()).toContain("ben: 20");
  view.press({ type: "page-up" });
  const before = view.look(size).lines.slice(1, 5);
  rig.takeSent();
  await comes(message(21, { text: "21" }));
  expect(view.look(size).lines.slice(1, 5)).toEqual(before);
  expect(shown()).toContain("[1 #Lobby (");
  rig.clock.advance(5_000);
  expect(rig.takeSent().filter((frame) => frame.type === "read" && frame.seq > 20)).toEqual([]);
  view.press({ type: "page-down" });
  shown();
  view.press({ type: "page-down" });
  expect(shown()).toContain("ben: 21");
});

test("messages of the same text do not move a reader of older ones", async () => {
  await comeIn(20);
  await comes(message(21, { text: "ok" }));
  shown();
  view.press({ type: "page-up" });
  const before = log();
  expect(before).toEqual([15, 16, 17, 18].map((seq) => expect.stringContaining(`ben: ${seq}`)));
  for (const seq of [22, 23, 24, 25]) {
    await comes(message(seq, { text: "ok" }));
    expect(log()).toEqual(before);
  }
});

test("comings that make the last line longer, and what is sent at last, do not move them either", async () => {
  await comeIn(20);
  rig.transport.channel.drop();
  say("one\ntwo\nthree");
  shown();
  view.press({ type: "page-up" });
  const before = log();
  rig.client.probe();
  rig.becomeLive({ conversations: [room("lobby", { head: 20, messageCount: 20 })] });
  await settle();
  const sent = rig.takeSent().find((frame) => frame.type === "send");
  const clientMessageId = sent?.clientMessageId ?? "";
  rig.transport.channel.say({ type: "sent", clientMessageId, conversationId: "lobby", seq: 21, at, isDuplicate: false });
  await comes(message(21, { by: ann, clientMessageId, text: "one\ntwo\nthree" }));
  expect(log()).toEqual(before);
  for (let seq = 22; seq < 40; seq += 1) {
    await comes({ type: "join", seq, at, by: { id: `u_${seq}`, nickname: `somebody ${seq}` } });
    expect(log()).toEqual(before);
  }
});

test("a conversation keeps its number when others come", async () => {
  await comeIn(0);
  rig.transport.channel.say(events("u_ann", 0, joined(1, room("pond"))));
  rig.transport.channel.say(events("u_ann", 1, joined(2, room("garden"))));
  expect(shown()).toContain("[1 #Lobby] 2 #pond  3 #garden");
  view.press({ type: "go", number: 3 });
  await settle();
  expect(shown()).toContain("[3 #garden]");
});

test("[P17b] events that are not delivered live are read from history", async () => {
  await comeIn(3);
  rig.transport.channel.say(gap("lobby", 9));
  expect(shown()).not.toContain("ben: 3");
  await answerHistory(9);
  expect(shown()).toContain("ben: 9");
});

test("without a connection the user is told, and unsent messages are kept until quitting was asked for twice", async () => {
  await comeIn(1);
  rig.transport.channel.drop();
  say("hello");
  expect(shown()).toMatch(/No connection; trying again in \d+ s.*1 to send/);
  expect(shown()).toContain("hello … sending");
  say("/quit");
  expect(shown()).toContain("1 not sent yet");
  expect(endings).toEqual([]);
  view.press({ type: "interrupt" });
  expect(endings).toEqual([{ exitCode: 0, isSigningOut: false }]);
});

test("Ctrl-C clears the line first, and anything typed in between calls the end off", async () => {
  await comeIn(1);
  view.press({ type: "insert", text: "draft" });
  view.press({ type: "interrupt" });
  expect(shown()).not.toContain("draft");
  view.press({ type: "insert", text: "x" });
  view.press({ type: "interrupt" });
  expect(endings).toEqual([]);
  view.press({ type: "interrupt" });
  expect(endings.length).toBe(1);
});

test("every way to quit names unsent messages before they are lost", async () => {
  await comeIn(1);
  rig.transport.channel.drop();
  say("hello");
  for (const ask of [() => view.press({ type: "interrupt" }), () => view.press({ type: "end-of-input" }), () => say("/quit")]) {
    ask();
    expect(shown()).toContain("1 not sent yet, and lost at the end. Ctrl-C again ends");
    view.press({ type: "left" });
  }
  expect(endings).toEqual([]);
});

test("an invalid command is answered on the screen and not sent", async () => {
  await comeIn(1);
  rig.takeSent();
  say("/nonsense");
  await settle();
  expect(shown()).toContain("There is no /nonsense;");
  expect(rig.takeSent().filter(({ type }) => type === "send")).toEqual([]);
});

test("a paste that is too long for a message is not taken, and the user is told", async () => {
  await comeIn(1);
  view.press({ type: "insert", text: "draft" });
  view.press({ type: "overlong-paste" });
  expect(shown()).toMatch(/too long to send[^\n]*\n> draft/);
  view.press({ type: "insert", text: "!" });
  expect(shown()).not.toContain("too long to send");
});

test("a server's sentence cannot command the terminal", async () => {
  await comeIn(5, 4);
  view.press({ type: "page-up" });
  const asked = rig.takeSent().find((frame) => frame.type === "history");
  rig.transport.channel.say({
    type: "error",
    requestId: asked?.requestId,
    code: "internal",
    message: "\u001b]0;PWNED\u0007\u009b2J",
  });
  await settle();
  expect(shown()).toContain("\\x1b]0;PWNED\\x07\\x9b2J");
});
