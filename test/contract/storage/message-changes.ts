import { expect, test } from "bun:test";
import { LOBBY_ID, newClientMessageId } from "../../../src/protocol/ids.ts";
import { limits } from "../../../src/protocol/limits.ts";
import type { MessageEvent } from "../../../src/protocol/messages.ts";
import type { Person } from "../../../src/protocol/people.ts";
import { AT, expectRefusal, type Open, type OpenStorage } from "./subject.ts";

export function messageChangeRules(open: Open): void {
  test("[P40a] an edit is an event, and the message has the new text from then on", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const { seq } = await shoal.say(ann, LOBBY_ID, "helo");
    await shoal.storage.editMessage({ ...by(ann, seq), at: AT + 5, text: "hello" });
    expect(await state(shoal, ann, seq)).toMatchObject({ text: "hello", at: AT, editedAt: AT + 5, by: ann });
    expect(shoal.appends.at(-1)?.events).toEqual([{ seq: 3, at: AT + 5, type: "edit", by: ann, target: seq, text: "hello" }]);
  });

  test("[P40b] only the last text is kept, in the log too", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const { seq } = await shoal.say(ann, LOBBY_ID, "one");
    for (const text of ["two", "three"]) await shoal.storage.editMessage({ ...by(ann, seq), text });
    const log = JSON.stringify(await shoal.log(LOBBY_ID));
    expect([log.includes("one"), log.includes("two"), log.includes("three")]).toEqual([false, false, true]);
  });

  test("[P40c] the same text again writes nothing", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const { seq } = await shoal.say(ann, LOBBY_ID, "helo");
    for (let count = 0; count < 3; count += 1) await shoal.storage.editMessage({ ...by(ann, seq), text: "hello" });
    expect(await shoal.types(LOBBY_ID)).toEqual(["join", "message", "edit"]);
  });

  test("[P40d] only its author edits a message, and only while it is there", async () => {
    await using shoal = await open();
    const [ann, ben, eve] = [await shoal.signUp("Ann"), await shoal.signUp("Ben"), await shoal.signUp("Eve")];
    const room = await shoal.room(ben, "harbour");
    await shoal.storage.join(room.id, ann.id, AT);
    const { seq } = await shoal.say(ann, room.id, "hello");
    const edit = (user: Person, target = seq) => shoal.storage.editMessage({ ...by(user, target, room.id), text: "bye" });
    await expectRefusal(edit(ben), "not-allowed");
    await expectRefusal(edit(eve), "not-found");
    for (const missing of [0, 1, 99]) await expectRefusal(edit(ann, missing), "not-found");
    await shoal.storage.deleteMessage(by(ann, seq, room.id));
    await expectRefusal(edit(ann), "message-deleted");
    await shoal.storage.leave(room.id, ann.id, AT);
    await expectRefusal(edit(ann), "not-found");
  });

  test("[P41a] a deleted message leaves its place, and nothing of its content anywhere", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const ben = await shoal.signUp("Ben");
    const { seq } = await shoal.say(ann, LOBBY_ID, "secret one");
    await shoal.storage.editMessage({ ...by(ann, seq), text: "secret two" });
    await reply(shoal, ben, "I see", seq);
    await shoal.storage.react({ ...by(ben, seq), emoji: "👍" });
    await shoal.storage.pin(by(ben, seq));
    await shoal.storage.deleteMessage(by(ann, seq));
    const deleted = { seq, at: AT, type: "message", by: ann, text: "", isDeleted: true };
    expect(await state(shoal, ben, seq)).toMatchObject(deleted);
    expect((await shoal.log(LOBBY_ID))[seq - 1]).toMatchObject(deleted);
    expect(JSON.stringify(await shoal.log(LOBBY_ID))).not.toContain("secret");
    expect(JSON.stringify(await history(shoal, ben))).not.toContain("secret");
    expect(await shoal.storage.listPins(LOBBY_ID, ben.id)).toEqual([]);
    const reactors = await shoal.storage.listReactors({ ...by(ben, seq), emoji: "👍" }, { limit: 10 });
    expect(reactors.items).toEqual([]);
  });

  test("[P41b] the author deletes, and the owner of the room; nobody else", async () => {
    await using shoal = await open();
    const [ann, ben, ced] = [await shoal.signUp("Ann"), await shoal.signUp("Ben"), await shoal.signUp("Ced")];
    const room = await shoal.room(ann, "harbour");
    for (const { id } of [ben, ced]) await shoal.storage.join(room.id, id, AT);
    const [first, second] = [await shoal.say(ben, room.id, "one"), await shoal.say(ben, room.id, "two")];
    await expectRefusal(shoal.storage.deleteMessage(by(ced, first.seq, room.id)), "not-allowed");
    await shoal.storage.deleteMessage(by(ben, first.seq, room.id));
    await shoal.storage.deleteMessage(by(ann, second.seq, room.id));
    const inLobby = await shoal.say(ben, LOBBY_ID, "three");
    await expectRefusal(shoal.storage.deleteMessage(by(ann, inLobby.seq)), "not-allowed");
  });

  test("[P41c] deleting twice is deleting once", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const { seq } = await shoal.say(ann, LOBBY_ID, "hello");
    await Promise.all([1, 2, 3].map(() => shoal.storage.deleteMessage(by(ann, seq))));
    expect(await shoal.types(LOBBY_ID)).toEqual(["join", "message", "delete"]);
  });

  test("[P10] a resend is answered with the first place, also after an edit and after a deletion", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const id = newClientMessageId();
    const { seq } = await shoal.say(ann, LOBBY_ID, "hello", id);
    await shoal.storage.editMessage({ ...by(ann, seq), text: "bye" });
    expect(await shoal.say(ann, LOBBY_ID, "hello", id)).toMatchObject({ seq, isDuplicate: true });
    await expectRefusal(shoal.say(ann, LOBBY_ID, "bye", id), "conflict");
    await shoal.storage.deleteMessage(by(ann, seq));
    expect(await shoal.say(ann, LOBBY_ID, "hello", id)).toMatchObject({ seq, isDuplicate: true });
    await expectRefusal(shoal.say(ann, LOBBY_ID, "", id), "conflict");
    await expectRefusal(reply(shoal, ann, "hello", seq, id), "conflict");
  });

  test("[P42a] a member reacts once with an emoji, and takes it back once", async () => {
    await using shoal = await open();
    const [ann, ben] = [await shoal.signUp("Ann"), await shoal.signUp("Ben")];
    const { seq } = await shoal.say(ann, LOBBY_ID, "hello");
    for (const user of [ann, ben, ben]) await shoal.storage.react({ ...by(user, seq), emoji: "👍" });
    await shoal.storage.react({ ...by(ben, seq), emoji: "🎉" });
    expect((await state(shoal, ben, seq)).reactions).toEqual([
      { emoji: "👍", count: 2, isOwn: true },
      { emoji: "🎉", count: 1, isOwn: true },
    ]);
    const { items, next } = await shoal.storage.listReactors({ ...by(ben, seq), emoji: "👍" }, { limit: 1 });
    expect(items).toEqual([ann]);
    const rest = await shoal.storage.listReactors({ ...by(ben, seq), emoji: "👍" }, { limit: 1, after: next });
    expect([rest.items, rest.next]).toEqual([[ben], undefined]);
    for (let count = 0; count < 2; count += 1) await shoal.storage.unreact({ ...by(ben, seq), emoji: "👍" });
    await shoal.storage.unreact({ ...by(ann, seq), emoji: "👍" });
    expect((await state(shoal, ann, seq)).reactions).toEqual([{ emoji: "🎉", count: 1 }]);
    expect(await shoal.types(LOBBY_ID)).toEqual([
      "join",
      "join",
      "message",
      ...["react", "react", "react"],
      ...["unreact", "unreact"],
    ]);
  });

  test("[P42c] a message has reactions of 20 kinds at most, and a deleted one has none", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const { seq } = await shoal.say(ann, LOBBY_ID, "hello");
    const emoji = Array.from({ length: limits.reactionKindsMax + 1 }, (_, index) => String.fromCodePoint(0x1f600 + index));
    for (const each of emoji.slice(1)) await shoal.storage.react({ ...by(ann, seq), emoji: each });
    await expectRefusal(shoal.storage.react({ ...by(ann, seq), emoji: emoji[0] ?? "" }), "too-many-reactions");
    await shoal.storage.react({ ...by(ann, seq), emoji: emoji[1] ?? "" });
    await shoal.storage.deleteMessage(by(ann, seq));
    await expectRefusal(shoal.storage.react({ ...by(ann, seq), emoji: "👍" }), "message-deleted");
    await shoal.storage.unreact({ ...by(ann, seq), emoji: emoji[1] ?? "" });
    expect(await shoal.storage.readHistory(LOBBY_ID, ann.id, { limit: 1 })).toMatchObject({ events: [{ type: "delete" }] });
  });

  test("[P43a] a reply has a quote of the message in its present state", async () => {
    await using shoal = await open();
    const [ann, ben] = [await shoal.signUp("Ann"), await shoal.signUp("Ben")];
    const { seq } = await shoal.say(ann, LOBBY_ID, "hello");
    const answer = await reply(shoal, ben, "hi", seq);
    expect((await state(shoal, ben, answer.seq)).reply).toEqual({ seq, by: ann, text: "hello" });
    expect(shoal.appends.at(-1)?.events).toMatchObject([{ text: "hi", reply: { seq, by: ann, text: "hello" } }]);
    await shoal.storage.editMessage({ ...by(ann, seq), text: "x".repeat(1_000) });
    expect((await state(shoal, ben, answer.seq)).reply).toEqual({ seq, by: ann, text: "x".repeat(limits.quoteCharactersMax) });
    await shoal.storage.deleteMessage(by(ann, seq));
    expect((await state(shoal, ben, answer.seq)).reply).toEqual({ seq, by: ann });
    expect(await reply(shoal, ben, "too late", seq)).toMatchObject({ isDuplicate: false });
  });

  test("[P43b] a reply names a message of the same conversation", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    for (const seq of [1, 99]) await expectRefusal(reply(shoal, ann, "hi", seq), "not-found");
    expect(await shoal.types(LOBBY_ID)).toEqual(["join"]);
  });

  test("[P44a] a mention is of a user, whatever they are called; members find it in a list of their own", async () => {
    await using shoal = await open();
    const [ann, ben] = [await shoal.signUp("Ann"), await shoal.signUp("Ben")];
    const first = await mention(shoal, ann, "@Ben hello", ben);
    const second = await mention(shoal, ann, "@Ben again", ben);
    expect((await state(shoal, ben, first.seq)).mentions).toEqual([{ start: 0, length: 4, user: ben }]);
    const page = await shoal.storage.listMentions(ben.id, { limit: 1 });
    expect(page.items).toMatchObject([{ conversationId: LOBBY_ID, message: { seq: second.seq, text: "@Ben again" } }]);
    const next = await shoal.storage.listMentions(ben.id, { limit: 1, after: page.next });
    expect([next.items.map(({ message }) => message.seq), next.next]).toEqual([[first.seq], undefined]);
    expect((await shoal.storage.listMentions(ann.id, { limit: 9 })).items).toEqual([]);
  });

  test("[P44b] unread mentions are told with the conversation, until they are read, edited away or deleted", async () => {
    await using shoal = await open();
    const [ann, ben] = [await shoal.signUp("Ann"), await shoal.signUp("Ben")];
    const seqs: number[] = [];
    for (const text of ["@Ben 1", "@Ben 2", "@Ben 3", "@Ben 4"]) seqs.push((await mention(shoal, ann, text, ben)).seq);
    const [first = 0, second = 0, third = 0, fourth = 0] = seqs;
    const unread = async () => (await shoal.listed(ben, LOBBY_ID))?.unreadMentions;
    expect(await unread()).toEqual([first, second, third, fourth]);
    await shoal.storage.markRead(LOBBY_ID, ben.id, first, AT);
    await shoal.storage.editMessage({ ...by(ann, second), text: "nobody" });
    await shoal.storage.deleteMessage(by(ann, third));
    expect(await unread()).toEqual([fourth]);
    await shoal.storage.markRead(LOBBY_ID, ben.id, fourth, AT);
    expect(await unread()).toBeUndefined();
  });

  test("[P44f] a reply in a room is found like a mention, also after an edit, until it is deleted", async () => {
    await using shoal = await open();
    const [ann, ben] = [await shoal.signUp("Ann"), await shoal.signUp("Ben")];
    const { seq } = await shoal.say(ann, LOBBY_ID, "who has the key?");
    const answer = await reply(shoal, ben, "I have", seq);
    await reply(shoal, ann, "to myself", seq);
    const found = async () => (await shoal.storage.listMentions(ann.id, { limit: 9 })).items.map(({ message }) => message.seq);
    expect(await found()).toEqual([answer.seq]);
    expect((await shoal.listed(ann, LOBBY_ID))?.unreadMentions).toEqual([answer.seq]);
    await shoal.storage.editMessage({ ...by(ben, answer.seq), text: "Eve has" });
    expect(await found()).toEqual([answer.seq]);
    await shoal.storage.deleteMessage(by(ben, answer.seq));
    expect(await found()).toEqual([]);
    // Of two people each message is for the other one.
    const { id } = await shoal.direct(ben, ann);
    await shoal.say(ben, id, "hello");
    const said = await shoal.say(ann, id, "psst");
    const direct = { conversationId: id, userId: ben.id, text: "yes?", replyTo: said.seq, at: AT };
    await shoal.storage.appendMessage({ ...direct, clientMessageId: newClientMessageId() });
    expect((await shoal.listed(ann, id))?.unreadMentions).toBeUndefined();
  });

  test("[P44c] only the owner of a room mentions all its members", async () => {
    await using shoal = await open();
    const [ann, ben] = [await shoal.signUp("Ann"), await shoal.signUp("Ben")];
    const room = await shoal.room(ann, "harbour");
    await shoal.storage.join(room.id, ben.id, AT);
    await expectRefusal(mention(shoal, ben, "@all", undefined, room.id), "not-allowed");
    await expectRefusal(mention(shoal, ann, "@all", undefined), "not-allowed");
    const { seq } = await mention(shoal, ann, "@all look", undefined, room.id);
    expect((await shoal.listed(ben, room.id))?.unreadMentions).toEqual([seq]);
    expect((await shoal.listed(ann, room.id))?.unreadMentions).toBeUndefined();
    expect((await shoal.storage.listMentions(ben.id, { limit: 9 })).items).toHaveLength(1);
    await shoal.storage.leave(room.id, ben.id, AT);
    expect((await shoal.storage.listMentions(ben.id, { limit: 9 })).items).toEqual([]);
  });

  test("[P44d] a user who may not see the message is not told of it", async () => {
    await using shoal = await open();
    const [ann, eve] = [await shoal.signUp("Ann"), await shoal.signUp("Eve")];
    const room = await shoal.room(ann, "harbour", { isPrivate: true });
    await mention(shoal, ann, "@Eve", eve, room.id);
    await shoal.storage.invite(room.id, ann.id, eve.id, AT);
    await shoal.storage.acceptInvitation(room.id, eve.id, AT);
    expect((await shoal.storage.listMentions(eve.id, { limit: 9 })).items).toEqual([]);
  });

  test("[P45a] members pin and unpin messages, the newest pin first; twice is once", async () => {
    await using shoal = await open();
    const [ann, ben] = [await shoal.signUp("Ann"), await shoal.signUp("Ben")];
    const [one, two] = [await shoal.say(ann, LOBBY_ID, "one"), await shoal.say(ann, LOBBY_ID, "two")];
    for (const seq of [two.seq, one.seq, one.seq]) await shoal.storage.pin(by(ben, seq));
    const pinned = async () => (await shoal.storage.listPins(LOBBY_ID, ann.id)).map(({ text }) => text);
    expect(await pinned()).toEqual(["one", "two"]);
    for (let count = 0; count < 2; count += 1) await shoal.storage.unpin(by(ann, one.seq));
    expect(await pinned()).toEqual(["two"]);
    expect((await shoal.types(LOBBY_ID)).slice(4)).toEqual(["pin", "pin", "unpin"]);
  });

  test("[P45b] a conversation has 50 pins at most", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const said = await Promise.all(
      Array.from({ length: limits.pinsMax + 1 }, (_, index) => shoal.say(ann, LOBBY_ID, `${index}`)),
    );
    const [last, ...others] = said;
    for (const { seq } of others) await shoal.storage.pin(by(ann, seq));
    await expectRefusal(shoal.storage.pin(by(ann, last?.seq ?? 0)), "too-many-pins");
  });

  test("[P27] a stranger changes nothing and lists nothing", async () => {
    await using shoal = await open();
    const [ann, eve] = [await shoal.signUp("Ann"), await shoal.signUp("Eve")];
    const room = await shoal.room(ann, "harbour");
    const { seq } = await shoal.say(ann, room.id, "hello");
    const target = by(eve, seq, room.id);
    const { storage } = shoal;
    const tries = [
      () => storage.editMessage({ ...target, text: "x" }),
      () => storage.deleteMessage(target),
      () => storage.react({ ...target, emoji: "👍" }),
      () => storage.unreact({ ...target, emoji: "👍" }),
      () => storage.pin(target),
      () => storage.unpin(target),
      () => storage.listPins(room.id, eve.id),
      () => storage.listReactors({ ...target, emoji: "👍" }, { limit: 1 }),
    ];
    for (const attempt of tries) await expectRefusal(attempt(), "not-found");
    expect(await shoal.types(room.id)).toEqual(["join", "message"]);
  });

  test("[P46b] a page without changes covers the places of what it leaves out", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const { seq } = await shoal.say(ann, LOBBY_ID, "one");
    for (const emoji of ["👍", "🎉", "😮"]) await shoal.storage.react({ ...by(ann, seq), emoji });
    await shoal.say(ann, LOBBY_ID, "two");
    await shoal.storage.pin(by(ann, seq));
    const page = (range: object) => shoal.storage.readHistory(LOBBY_ID, ann.id, { limit: 2, isWithoutChanges: true, ...range });
    const seqsOf = ({ events, first, last }: Awaited<ReturnType<typeof page>>) => [events.map((event) => event.seq), first, last];
    expect(seqsOf(await page({}))).toEqual([[2, 6], 2, 7]);
    expect(seqsOf(await page({ before: 2 }))).toEqual([[1], 1, 1]);
    expect(seqsOf(await page({ after: 0 }))).toEqual([[1, 2], 1, 2]);
    expect(seqsOf(await page({ after: 2 }))).toEqual([[6], 3, 7]);
    expect(seqsOf(await page({ after: 7 }))).toEqual([[], 8, 7]);
  });
}

const by = ({ id }: Person, seq: number, conversationId = LOBBY_ID) => ({ conversationId, userId: id, seq, at: AT });

function reply(shoal: OpenStorage, { id }: Person, text: string, replyTo: number, clientMessageId = newClientMessageId()) {
  return shoal.storage.appendMessage({ conversationId: LOBBY_ID, userId: id, clientMessageId, text, replyTo, at: AT });
}

function mention(shoal: OpenStorage, author: Person, text: string, user: Person | undefined, conversationId = LOBBY_ID) {
  const mentions = [{ start: 0, length: 4, ...(user && { userId: user.id }) }];
  const clientMessageId = newClientMessageId();
  return shoal.storage.appendMessage({ conversationId, userId: author.id, clientMessageId, text, mentions, at: AT });
}

async function history(shoal: OpenStorage, reader: Person) {
  const { events } = await shoal.storage.readHistory(LOBBY_ID, reader.id, { after: 0, limit: 10_000 });
  return events;
}

async function state(shoal: OpenStorage, reader: Person, seq: number): Promise<MessageEvent> {
  const found = (await history(shoal, reader)).find((event) => event.seq === seq);
  if (found?.type !== "message") throw new Error(`There is no message at ${seq}.`);
  return found;
}
