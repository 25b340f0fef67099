import { beforeEach, expect, test } from "bun:test";
import { type Room, standingOf } from "../../client/index.ts";
import { ClientRig } from "../../client/testing/client-rig.ts";
import { ann, at, ben, events, joined, left, message, room } from "../../client/testing/frames.ts";
import { settle } from "../../client/testing/settle.ts";
import { paintNothing } from "../terminal-text.ts";
import { ChatView } from "./chat-view.ts";
import { obstacleSentence } from "./obstacle.ts";
import { Talk } from "./talk.ts";

const size = { columns: 100, rows: 8 };

let rig: ClientRig;
let talk: Talk;
let view: ChatView;

beforeEach(async () => {
  rig = await ClientRig.open();
  talk = new Talk(rig.client, undefined, rig.clock);
  view = new ChatView(talk, { owner: "ann", paint: paintNothing, onEnd: () => {} });
});

function shown(): string {
  return view.look(size).lines.join("\n");
}

/** Live in the lobby with these fields. */
function comeIn(fields: Partial<Room>): string | undefined {
  rig.becomeLive({ conversations: [room("lobby", fields)] });
  return obstacleSentence(talk);
}

/** Something in ann's own log, after the welcome. */
async function own(...ofUser: Parameters<typeof events>[2][]): Promise<void> {
  rig.transport.channel.say(events(ann.id, (ofUser[0]?.seq ?? 1) - 1, ...ofUser));
  await settle();
  rig.clock.advance(100);
  await settle();
}

test("the status says that a locked or archived room takes nothing, and not to those who write there", () => {
  expect(comeIn({ rules: { isLocked: true } })).toBe("This room is locked; only moderators, and members with a voice, write");
  expect(shown()).toContain("This room is locked; only moderators, and members with a voice, write · /help");
  for (const fields of [{ hasVoice: true }, { role: "moderator" }, { role: "owner" }] as const) {
    rig.comeBack({ conversations: [room("lobby", { rules: { isLocked: true }, ...fields })] });
    expect(obstacleSentence(talk), JSON.stringify(fields)).toBeUndefined();
  }
  rig.comeBack({ conversations: [room("lobby", { role: "owner", isArchived: true })] });
  expect(obstacleSentence(talk)).toBe("This room is archived; no one writes here any more");
});

test("a moderator of the server has the standing of one in the lobby", () => {
  rig.becomeLive({ serverRole: "moderator", conversations: [room("lobby", { rules: { isLocked: true } })] });
  expect(talk.standing).toBe(standingOf("member", "moderator", { id: "lobby", kind: "room" }));
  expect(obstacleSentence(talk)).toBeUndefined();
});

test("a mute is told with its end and reason, and is over by the clock", () => {
  const sentence = comeIn({ mute: { until: rig.clock.now() + 60_000, reason: "cool down" } });
  expect(sentence).toMatch(/^You are muted here until .*\d\d:\d\d: cool down$/);
  rig.clock.advance(60_000);
  expect(obstacleSentence(talk)).toBeUndefined();
});

test("slow mode counts down after one's own message, for members only", async () => {
  expect(comeIn({ rules: { slowModeSeconds: 10 } })).toBeUndefined();
  const sent = rig.client.send("lobby", "hello");
  await settle();
  const frame = rig.takeSent().find(({ type }) => type === "send");
  const clientMessageId = frame?.type === "send" ? frame.clientMessageId : "";
  rig.transport.channel.say({ type: "sent", clientMessageId, conversationId: "lobby", seq: 1, at, isDuplicate: false });
  await sent;
  expect(shown()).toContain("Slow mode: the next message can go in 10 s");
  rig.clock.advance(8_500);
  expect(shown()).toContain("Slow mode: the next message can go in 2 s");
  rig.clock.advance(1_500);
  expect(obstacleSentence(talk)).toBeUndefined();
  expect(shown()).toContain("Connected");
});

test("the title has the raised hands and the announcement", () => {
  comeIn({ rules: { hasHands: true, announcement: "Exam on Friday" }, raisedHands: [{ user: ben, at }] });
  expect(shown()).toContain("#Lobby · ✋ 1 · 📢 Exam on Friday");
});

test("[P174a] who is removed is shown the lobby, and told by whom, from where and why", async () => {
  comeIn({});
  await own(joined(1, room("r_reef")));
  talk.show("r_reef");
  await own({ ...left(2, "r_reef"), isRemoved: true, removedBy: ben, reason: "spam", isBanned: true } as never);
  expect(talk.shownId).toBe("lobby");
  expect(shown()).toContain("ben banned you from #r_reef: spam");
});

test("[P177] a mute on the whole server, its end, and another role are told", async () => {
  comeIn({});
  await own({ type: "server-mute", seq: 1, at, mute: { reason: "spam" } });
  expect(shown()).toContain("You are muted on this server: spam");
  await own({ type: "server-mute", seq: 2, at });
  expect(shown()).toContain("You are not muted on this server any more.");
  await own({ type: "server-role", seq: 3, at, serverRole: "moderator" });
  expect(shown()).toContain("You are a moderator of this server now.");
});

test("[P41b] a deletion by a moderator is told with the reason", async () => {
  comeIn({});
  rig.transport.channel.say(events("lobby", 0, message(1)));
  rig.transport.channel.say(events("lobby", 1, { type: "delete", seq: 2, at, by: ann, target: 1, reason: "spam" }));
  await settle();
  expect(shown()).toContain("ann deleted message #1: spam");
});
