import { expect, test } from "bun:test";
import type { Conversation } from "../../../src/protocol/conversations.ts";
import { limits } from "../../../src/protocol/limits.ts";
import type { Person } from "../../../src/protocol/people.ts";
import { AT, expectRefusal, type Open, type OpenStorage } from "./subject.ts";

export function directRules(open: Open): void {
  test("[P26a] two people have one conversation, whichever of them opens it", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const ben = await shoal.signUp("Ben");
    const direct = await shoal.direct(ann, ben);
    expect(direct).toMatchObject({ kind: "direct", peer: ben, head: 0, messageCount: 0, readSeq: 0 });
    expect((await shoal.log(ann.id)).at(-1)).toEqual({ seq: 2, at: AT, type: "joined", conversation: direct });
    expect(await shoal.direct(ann, ben)).toEqual(direct);
    expect(await shoal.types(ann.id)).toEqual(["joined", "joined"]);
    expect(await shoal.direct(ben, ann)).toMatchObject({ ...direct, peer: ann });
    expect((await shoal.log(ben.id)).at(-1)).toMatchObject({ type: "joined", conversation: { id: direct.id, peer: ann } });
  });

  test("[P26b] the peer sees it from its first message on, all of it unread", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const ben = await shoal.signUp("Ben");
    const direct = await shoal.direct(ann, ben);
    expect(await shoal.listed(ben, direct.id)).toBeUndefined();
    await shoal.say(ann, direct.id, "psst");
    await shoal.say(ann, direct.id, "hey");
    expect(await shoal.types(ben.id)).toEqual(["joined", "joined"]);
    const conversation = { ...direct, peer: ann };
    expect((await shoal.log(ben.id)).at(-1)).toEqual({ seq: 2, at: AT, type: "joined", conversation });
    expect(await shoal.listed(ben, direct.id)).toMatchObject({ head: 2, messageCount: 2, readSeq: 0, readMessageCount: 0 });
  });

  test("[P7] joined for the peer is announced with the first message, and before it", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const ben = await shoal.signUp("Ben");
    const direct = await shoal.direct(ann, ben);
    await shoal.say(ann, direct.id, "psst");
    expect(shoal.batches.at(-1)?.map(({ logId }) => logId)).toEqual([ben.id, direct.id]);
  });

  test("[P27] before its first message it does not exist for the peer", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const ben = await shoal.signUp("Ben");
    const { id } = await shoal.direct(ann, ben);
    await expectRefusal(shoal.say(ben, id, "I knew it"), "not-found");
    await expectRefusal(shoal.storage.readHistory(id, ben.id, { limit: 9 }), "not-found");
    await expectRefusal(shoal.storage.listMembers(id, ben.id, { text: "", limit: 9 }), "not-found");
    await expectRefusal(shoal.storage.markRead(id, ben.id, 1, AT), "not-found");
  });

  test("a direct conversation with oneself or with an unknown user is refused", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    await expectRefusal(shoal.direct(ann, ann), "not-allowed");
    await expectRefusal(shoal.direct(ann, { id: "u_nobody", nickname: "" }), "not-found");
    await expectRefusal(shoal.direct({ id: "u_nobody", nickname: "" }, ann), "not-found");
  });

  test("it cannot be left", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const direct = await shoal.direct(ann, await shoal.signUp("Ben"));
    await expectRefusal(shoal.storage.leave(direct.id, ann.id, AT), "not-allowed");
  });

  test("both may open it in the same moment", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const ben = await shoal.signUp("Ben");
    const [one, other] = await Promise.all([shoal.direct(ann, ben), shoal.direct(ben, ann)]);
    expect(one.id).toBe(other.id);
    expect(await shoal.types(ben.id)).toEqual(["joined", "joined"]);
  });

  test("[P26c] a user in as many rooms as possible opens conversations, and gets every direct message", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const ben = await shoal.signUp("Ben");
    const ced = await shoal.signUp("Ced");
    await fillRooms(shoal, ann);
    const heard = await shoal.direct(ben, ann);
    await shoal.say(ben, heard.id, "are you there?");
    expect(await shoal.listed(ann, heard.id)).toMatchObject({ messageCount: 1, readSeq: 0 });
    const opened = await shoal.direct(ann, ced);
    expect(await shoal.listed(ann, opened.id)).toBeDefined();
  });

  test("[P26d] in a full list strangers displace each other, and are listed again with their next message", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const ben = await shoal.signUp("Ben");
    const ced = await shoal.signUp("Ced");
    await fillRooms(shoal, ann);
    const answered = await shoal.direct(ben, ann);
    await shoal.say(ben, answered.id, "hello");
    await shoal.say(ann, answered.id, "hello ben");
    const opened = await shoal.direct(ann, ced);
    const strangers = await shoal.strangersWrite(ann, PLACES_FOR_DIRECTS - 1);
    const [first, last, surplus] = [strangers[0], strangers.at(-2), strangers.at(-1)];
    if (!(first && last && surplus)) throw new Error("there are that many strangers");
    const listed = async () =>
      Promise.all(
        [answered, opened, first.direct, last.direct, surplus.direct].map(async ({ id }) => Boolean(await shoal.listed(ann, id))),
      );

    expect(await listed()).toEqual([true, true, true, false, true]);
    expect((await shoal.types(ann.id)).slice(-2)).toEqual(["left", "joined"]);
    await shoal.say(last.stranger, last.direct.id, "buy this");
    expect(await listed()).toEqual([true, true, true, true, false]);
    expect(await shoal.listed(ann, last.direct.id)).toMatchObject({ messageCount: 2, readSeq: 0 });
    await shoal.direct(ann, surplus.stranger);
    expect(await listed()).toEqual([true, true, true, false, true]);
  });

  test("[P26d] the conversation used longest ago gives way when the user uses all of them, and returns with its next message", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const ben = await shoal.signUp("Ben");
    await fillRooms(shoal, ann);
    const old = await shoal.direct(ann, ben);
    await shoal.say(ann, old.id, "hello");
    const strangers = await shoal.strangersWrite(ann, PLACES_FOR_DIRECTS - 1);
    for (const { direct } of strangers) await shoal.say(ann, direct.id, "hello", undefined, AT + 1);
    const [next, another] = await shoal.strangersWrite(ann, 2, "Late");
    expect(await shoal.listed(ann, old.id)).toBeUndefined();
    expect(await shoal.listed(ann, next?.direct.id ?? "")).toBeUndefined();
    expect(await shoal.listed(ann, another?.direct.id ?? "")).toBeDefined();
    await shoal.say(ben, old.id, "still here");
    expect(await shoal.listed(ann, old.id)).toMatchObject({ messageCount: 2 });
    expect(await shoal.listed(ann, another?.direct.id ?? "")).toBeUndefined();
  });

  test("[P26c] strangers cannot keep a user out of a room", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const ben = await shoal.signUp("Ben");
    const harbour = await shoal.room(ben, "harbour");
    await Promise.all(ownRooms(shoal, ann, limits.roomsPerUserMax - 3));
    await shoal.strangersWrite(ann, PLACES_FOR_DIRECTS + 2);
    await shoal.storage.join(harbour.id, ann.id, AT);
    await shoal.room(ann, "mine");
    const { conversations } = await shoal.storage.listConversations(ann.id);
    expect(conversations).toHaveLength(limits.conversationsPerUserMax);
    expect(conversations.filter(({ kind }) => kind === "room")).toHaveLength(limits.roomsPerUserMax);
  });

  test("[P26b] thousands of opened conversations without a message are not part of a user's welcome", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const strangers = await Promise.all(
      Array.from({ length: limits.conversationsPerUserMax + 50 }, (_, index) => shoal.signUp(`Stranger ${index}`)),
    );
    await Promise.all(strangers.map((stranger) => shoal.direct(stranger, ann)));
    const { conversations, unlistedIds } = await shoal.storage.listConversations(ann.id);
    expect(conversations).toHaveLength(1);
    expect(unlistedIds).toHaveLength(limits.conversationsPerUserMax);
  });
}

const PLACES_FOR_DIRECTS = limits.conversationsPerUserMax - limits.roomsPerUserMax;

async function fillRooms(shoal: OpenStorage, user: Person): Promise<void> {
  await Promise.all(ownRooms(shoal, user, limits.roomsPerUserMax - 1));
}

function ownRooms(shoal: OpenStorage, user: Person, count: number): Promise<Conversation>[] {
  return Array.from({ length: count }, (_, index) => shoal.room(user, `room ${index}`));
}
