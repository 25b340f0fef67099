import { expect, test } from "bun:test";
import { LOBBY_ID, newClientMessageId } from "../../../src/protocol/ids.ts";
import { limits } from "../../../src/protocol/limits.ts";
import { AT, expectRefusal, type Open } from "./subject.ts";

export function messageRules(open: Open): void {
  test("a message gets the next place", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const clientMessageId = newClientMessageId();
    const stored = await shoal.say(ann, LOBBY_ID, "hello", clientMessageId);
    expect(stored).toEqual({ seq: 2, at: AT, isDuplicate: false });
    expect((await shoal.log(LOBBY_ID)).at(-1)).toEqual({
      ...{ seq: 2, at: AT, type: "message", by: ann },
      ...{ clientMessageId, text: "hello" },
    });
  });

  test("[P10] the same message sent again has the first one's seq", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const message = { conversationId: LOBBY_ID, userId: ann.id, clientMessageId: newClientMessageId(), text: "once", at: AT };
    await shoal.storage.appendMessage(message);
    await shoal.say(ann, LOBBY_ID, "later");
    const again = await shoal.storage.appendMessage({ ...message, at: AT + 99 });
    expect(again).toEqual({ seq: 2, at: AT, isDuplicate: true });
    expect(await shoal.types(LOBBY_ID)).toEqual(["join", "message", "message"]);
  });

  test("[P10] the same message twice in one moment is stored once", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const id = newClientMessageId();
    const answers = await Promise.all([1, 2, 3].map(() => shoal.say(ann, LOBBY_ID, "once", id)));
    expect(answers.map(({ seq, isDuplicate }) => [seq, isDuplicate])).toEqual([
      [2, false],
      [2, true],
      [2, true],
    ]);
  });

  test("[P10] a resend is answered for ever, even after leaving and after opening again", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const room = await shoal.room(ann, "harbour");
    const id = newClientMessageId();
    await shoal.say(ann, room.id, "once", id);
    await shoal.storage.leave(room.id, ann.id, AT);
    expect(await shoal.say(ann, room.id, "once", id)).toMatchObject({ seq: 2, isDuplicate: true });
    await shoal.reopen();
    expect(await shoal.say(ann, room.id, "once", id)).toMatchObject({ seq: 2, isDuplicate: true });
    await expectRefusal(shoal.say(ann, room.id, "a new one"), "not-found");
  });

  test("[P10] the same id with another text or in another conversation is a conflict, and nothing is stored", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const room = await shoal.room(ann, "harbour");
    const id = newClientMessageId();
    await shoal.say(ann, LOBBY_ID, "once", id);
    await expectRefusal(shoal.say(ann, LOBBY_ID, "twice", id), "conflict");
    await expectRefusal(shoal.say(ann, room.id, "once", id), "conflict");
    expect(await shoal.types(room.id)).toEqual(["join"]);
    expect(await shoal.say(ann, LOBBY_ID, "next")).toMatchObject({ seq: 3 });
  });

  test("two people may use the same clientMessageId", async () => {
    await using shoal = await open();
    const id = newClientMessageId();
    await shoal.say(await shoal.signUp("Ann"), LOBBY_ID, "mine", id);
    expect(await shoal.say(await shoal.signUp("Ben"), LOBBY_ID, "mine", id)).toMatchObject({ isDuplicate: false });
  });

  test("[P27] only members write", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const ben = await shoal.signUp("Ben");
    const room = await shoal.room(ann, "harbour");
    for (const id of [room.id, "r_nowhere", ann.id]) await expectRefusal(shoal.say(ben, id, "hello?"), "not-found");
    await expectRefusal(shoal.say({ id: "u_nobody", nickname: "" }, LOBBY_ID, "hello?"), "not-found");
    expect(await shoal.types(room.id)).toEqual(["join"]);
  });

  test("any text comes back as it went in, and is recognised when it is sent again", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const texts = ["鱼 🐟👩‍👩‍👧", "a\0b", "'); DROP TABLE events; --", "line\r\nline", "x".repeat(limits.messageBytesMax), " "];
    for (const text of texts) {
      const id = newClientMessageId();
      await shoal.say(ann, LOBBY_ID, text, id);
      expect((await shoal.log(LOBBY_ID)).at(-1)).toMatchObject({ text });
      expect(await shoal.say(ann, LOBBY_ID, text, id)).toMatchObject({ isDuplicate: true });
    }
  });

  test("half a surrogate pair is stored as the replacement character, announced so, and recognised", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const id = newClientMessageId();
    await shoal.say(ann, LOBBY_ID, "half \ud83d", id);
    expect(await shoal.say(ann, LOBBY_ID, "half \ud83d", id)).toMatchObject({ isDuplicate: true });
    expect((await shoal.log(LOBBY_ID)).at(-1)).toMatchObject({ text: "half \ufffd" });
    expect(shoal.appends.at(-1)?.events.at(-1)).toMatchObject({ text: "half \ufffd" });
  });

  test("many in one moment to several conversations: every log is without holes, and every author in order", async () => {
    await using shoal = await open();
    const people = await Promise.all(["Ann", "Ben", "小鱼"].map((nickname) => shoal.signUp(nickname)));
    const [ann] = people;
    if (!ann) throw new Error("Ann is there");
    const rooms = await Promise.all(["reef", "cave", "harbour"].map((name) => shoal.room(ann, name)));
    for (const { id } of rooms) for (const person of people) await shoal.storage.join(id, person.id, AT);

    const sends = Array.from({ length: 630 }, (_, index) => {
      const author = people[index % 3] ?? ann;
      const conversationId = rooms[Math.floor(index / 3) % 3]?.id ?? LOBBY_ID;
      return shoal.say(author, conversationId, String(index)).then(({ seq }) => ({ seq, conversationId, text: String(index) }));
    });
    const sent = await Promise.all(sends);
    for (const { id } of rooms) {
      const events = await shoal.log(id);
      expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: 213 }, (_, index) => index + 1));
      const texts = events.flatMap((event) => (event.type === "message" ? [Number(event.text)] : []));
      expect(texts).toEqual(texts.toSorted((a, b) => a - b));
      for (const { seq, text } of sent.filter(({ conversationId }) => conversationId === id)) {
        expect(events[seq - 1]).toMatchObject({ text });
      }
    }
  });
}
