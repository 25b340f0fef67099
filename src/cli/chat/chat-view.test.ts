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

/** Answers what was asked of history with these messages. */
async function answerPage(first: number, last: number): Promise<void> {
  for (const frame of rig.takeSent()) {
    if (frame.type !== "history") continue;
    const { requestId, conversationId } = frame;
    const seqs = Array.from({ length: last - first + 1 }, (_, index) => first + index);
    const page = { type: "history-page", requestId, conversationId, floor: 0, head: 300, events: messages(...seqs) } as const;
    rig.transport.channel.say({ ...page, first, last });
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

test("[P50a] a result that is gone to is in sight, and the reader goes on from there", async () => {
  await comeIn(300, 290);
  say("/search fish");
  const searched = rig.takeSent().find((frame) => frame.type === "search");
  const found = { conversationId: "lobby", message: message(100, { text: "the fish" }), hits: [{ start: 4, length: 4 }] };
  rig.transport.channel.say({ type: "search-results", requestId: searched?.requestId ?? 0, results: [found] });
  await settle();
  expect(view.look({ columns: 80, rows: 12 }).lines.join("\n")).toMatch(/1\. #Lobby #100 · ben · .*: the fish\n\/goto 1/);
  say("/goto 2");
  await settle();
  expect(shown()).toContain("The last search has no result 2");
  say("/goto 1");
  await answerPage(80, 140);
  expect(log()).toEqual([expect.any(String), expect.any(String), expect.stringContaining("ben: 100"), "      #100"]);
  for (const _press of Array.from({ length: 30 })) {
    view.press({ type: "page-down" });
    shown();
  }
  await answerPage(141, 190);
  // Of a page, all but the last line follows what was seen last.
  expect(log().join("\n")).toMatch(/#139|#140|ben: 141/);
  expect(log().join("\n")).not.toContain("#190");
  view.press({ type: "to-end" });
  await answerPage(250, 300);
  expect(log().join("\n")).toContain("#300");
});

test("a page that comes after the reader went to the end does not move them", async () => {
  await comeIn(300, 290);
  for (let press = 0; press < 30; press += 1) {
    view.press({ type: "page-up" });
    shown();
  }
  view.press({ type: "to-end" });
  await answerPage(240, 289);
  expect(log().join("\n")).toContain("ben: 300");
});

test("an upload is shown while it runs; Ctrl-C cancels it and ends nothing", async () => {
  await comeIn(1);
  const cancelled = talk.transfers.run({ type: "upload", name: "reef.png", byteLength: 2_000_000 }, (signal, onProgress) => {
    queueMicrotask(() => onProgress(1_000_000));
    return new Promise((_resolve, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason));
    });
  });
  await settle();
  expect(shown()).toContain("Uploading reef.png: 50 % of 2 MB · /cancel");
  await expect(talk.transfers.run({ type: "download", name: "x", byteLength: 1 }, async () => {})).rejects.toThrow(
    "reef.png is still on its way",
  );
  view.press({ type: "interrupt" });
  await expect(cancelled).rejects.toThrow("reef.png: cancelled.");
  expect(endings).toEqual([]);
  expect(shown()).not.toContain("Uploading");
});

test("the end is asked for twice while a file is on its way", async () => {
  await comeIn(1);
  const { promise, resolve } = Promise.withResolvers<void>();
  const running = talk.transfers.run({ type: "download", name: "reef.png", byteLength: 1 }, () => promise);
  say("/quit");
  expect(shown()).toContain("A file is still on its way. Ctrl-C again ends");
  expect(endings).toEqual([]);
  view.press({ type: "interrupt" });
  expect(endings.length).toBe(1);
  resolve();
  await running;
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

test("a password is asked for in the status line, and is neither shown, sent, nor kept with the typed lines", async () => {
  await comeIn(1);
  say("hello");
  view.press({ type: "insert", text: "a draft" });
  rig.takeSent();
  const answer = talk.askSecret?.("Password: ");
  view.press({ type: "insert", text: "correct horse" });
  expect(shown()).toContain("Password: ");
  expect(shown()).not.toContain("correct horse");
  expect(shown()).not.toContain("a draft");
  view.press({ type: "enter" });
  expect(await answer).toBe("correct horse");
  expect(shown()).toContain("> a draft");
  view.press({ type: "clear" });
  view.press({ type: "older" });
  expect(shown()).toContain("> hello");
  expect(JSON.stringify(rig.takeSent())).not.toContain("horse");
});
