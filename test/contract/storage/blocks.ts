import { expect, test } from "bun:test";
import { LOBBY_ID, newId } from "../../../src/protocol/ids.ts";
import { limits } from "../../../src/protocol/limits.ts";
import { AT, expectRefusal, newGuest, type Open } from "./subject.ts";

export function blockRules(open: Open): void {
  test("[P112a] neither of the two writes to the other in private, and rooms go on", async () => {
    await using shoal = await open();
    const [ann, eve] = [await shoal.signUp("ann"), await shoal.signUp("eve")];
    const { id } = await shoal.direct(eve, ann);
    const { seq } = await shoal.say(eve, id, "hello", "first of eve");
    await shoal.say(ann, id, "hello");
    await shoal.storage.block(ann.id, eve.id, AT);

    const target = { conversationId: id, userId: eve.id, seq, at: AT };
    await expectRefusal(shoal.say(eve, id, "answer me"), "not-accepted");
    await expectRefusal(shoal.storage.editMessage({ ...target, text: "answer me" }), "not-accepted");
    await expectRefusal(shoal.storage.react({ ...target, emoji: "👎" }), "not-accepted");
    await expectRefusal(shoal.storage.pin(target), "not-accepted");
    await expectRefusal(shoal.say(ann, id, "no"), "user-blocked");
    await expectRefusal(shoal.storage.react({ ...target, userId: ann.id, emoji: "👎" }), "user-blocked");
    // What was done before, or says nothing new, is no news to the other one.
    expect(await shoal.say(eve, id, "hello", "first of eve")).toMatchObject({ seq, isDuplicate: true });
    await shoal.storage.editMessage({ ...target, text: "hello" });
    expect((await shoal.direct(eve, ann)).id).toBe(id);
    expect((await shoal.storage.readHistory(id, eve.id, { limit: 10 })).events).toHaveLength(2);
    await shoal.storage.deleteMessage(target);
    await shoal.say(eve, LOBBY_ID, "hello all");

    await shoal.storage.unblock(ann.id, eve.id, AT);
    await shoal.say(eve, id, "thanks");
    expect(await shoal.types(id)).toEqual(["message", "message", "delete", "message"]);
  });

  test("[P112a] a new conversation and an invitation are refused, both ways", async () => {
    await using shoal = await open();
    const [ann, eve] = [await shoal.signUp("ann"), await shoal.signUp("eve")];
    const [reef, cave] = [await shoal.room(eve, "reef"), await shoal.room(ann, "cave")];
    await shoal.storage.block(ann.id, eve.id, AT);
    await expectRefusal(shoal.direct(eve, ann), "not-accepted");
    await expectRefusal(shoal.direct(ann, eve), "user-blocked");
    await expectRefusal(shoal.storage.invite(reef.id, eve.id, ann.id, AT), "not-accepted");
    await expectRefusal(shoal.storage.invite(cave.id, ann.id, eve.id, AT), "user-blocked");
    await shoal.storage.block(eve.id, ann.id, AT);
    await expectRefusal(shoal.direct(eve, ann), "user-blocked");
    await shoal.storage.unblock(eve.id, ann.id, AT);
    await expectRefusal(shoal.direct(eve, ann), "not-accepted");
  });

  test("[P112b] [P112c] the user's log tells of a block, and only that log; twice is once", async () => {
    await using shoal = await open();
    const [ann, eve] = [await shoal.signUp("ann"), await shoal.signUp("eve")];
    await shoal.storage.unblock(ann.id, eve.id, AT);
    for (let time = 1; time <= 2; time += 1) await shoal.storage.block(ann.id, eve.id, AT + time);
    const { userHead, blockedIds } = await shoal.storage.listConversations(ann.id);
    expect(blockedIds).toEqual([eve.id]);
    expect((await shoal.log(ann.id)).at(-1)).toEqual({ seq: userHead, at: AT + 1, type: "blocked", userId: eve.id });
    expect((await shoal.storage.findPerson(eve.id, ann.id)).isBlocked).toBe(true);
    expect((await shoal.storage.findPerson(ann.id, eve.id)).isBlocked).toBe(false);
    for (let time = 3; time <= 4; time += 1) await shoal.storage.unblock(ann.id, eve.id, AT + time);
    expect(await shoal.types(ann.id)).toEqual(["joined", "blocked", "unblocked"]);
    expect(await shoal.types(eve.id)).toEqual(["joined"]);
    expect((await shoal.storage.listConversations(ann.id)).blockedIds).toEqual([]);
    await expectRefusal(shoal.storage.block(ann.id, ann.id, AT), "not-allowed");
    for (const id of ["u_nobody", LOBBY_ID]) await expectRefusal(shoal.storage.block(ann.id, id, AT), "not-found");
  });

  test("[P112b] what a blocked user mentions is not among the unread mentions, until they are unblocked", async () => {
    await using shoal = await open();
    const [ann, eve] = [await shoal.signUp("ann"), await shoal.signUp("eve")];
    const { seq } = await shoal.storage.appendMessage({
      ...{ ...message(eve.id), text: "@ann hello", at: AT },
      mentions: [{ start: 0, length: 4, userId: ann.id }],
    });
    await shoal.storage.block(ann.id, eve.id, AT);
    expect(await shoal.listed(ann, LOBBY_ID)).not.toHaveProperty("unreadMentions");
    await shoal.storage.unblock(ann.id, eve.id, AT);
    expect(await shoal.listed(ann, LOBBY_ID)).toMatchObject({ unreadMentions: [seq] });
  });

  test("[P112c] invitations from the blocked user end, and those of others stay", async () => {
    await using shoal = await open();
    const [ann, ben, eve] = [await shoal.signUp("ann"), await shoal.signUp("ben"), await shoal.signUp("eve")];
    const [reef, cave] = [await shoal.room(eve, "reef"), await shoal.room(ben, "cave")];
    await shoal.storage.join(cave.id, eve.id, AT);
    await shoal.storage.invite(reef.id, eve.id, ann.id, AT);
    await shoal.storage.invite(cave.id, eve.id, ann.id, AT);
    await shoal.storage.invite(cave.id, ben.id, ann.id, AT + 1);
    await shoal.storage.block(ann.id, eve.id, AT + 2);
    const { invitations } = await shoal.storage.listConversations(ann.id);
    expect(invitations.map(({ conversationId, by }) => [conversationId, by.id])).toEqual([[cave.id, ben.id]]);
    await expectRefusal(shoal.storage.acceptInvitation(reef.id, ann.id, AT), "not-found");
  });

  test("[P112c] a user blocks a thousand others at most", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("ann");
    const others = Array.from({ length: limits.blocksMax + 1 }, (_, index) => newGuest(`other ${index}`));
    await Promise.all(others.map((guest) => shoal.storage.createGuest(guest)));
    const [first, ...rest] = others.map(({ user }) => user);
    if (first === undefined) throw new Error("There are others.");
    await Promise.all(rest.map(({ id }) => shoal.storage.block(ann.id, id, AT)));
    await expectRefusal(shoal.storage.block(ann.id, first.id, AT), "too-many-blocks");
    await shoal.storage.block(ann.id, rest[0]?.id ?? "", AT);
    await shoal.storage.unblock(ann.id, rest[0]?.id ?? "", AT);
    await shoal.storage.block(ann.id, first.id, AT);
    expect((await shoal.storage.listConversations(ann.id)).blockedIds).toHaveLength(limits.blocksMax);
  });

  test("a block outlives the retirement of the blocked user, and not that of the user", async () => {
    await using shoal = await open();
    const [ann, eve] = [newGuest("ann"), newGuest("eve")];
    for (const guest of [ann, eve]) await shoal.storage.createGuest(guest);
    const ben = await shoal.signUp("ben");
    await shoal.storage.block(ben.id, eve.user.id, AT);
    await shoal.storage.block(ann.user.id, ben.id, AT);
    for (const { session } of [ann, eve]) await shoal.storage.endSession(session.id, AT);
    expect((await shoal.storage.listConversations(ben.id)).blockedIds).toEqual([eve.user.id]);
    expect((await shoal.storage.listConversations(ann.user.id)).blockedIds).toEqual([]);
    expect((await shoal.storage.findPerson(eve.user.id, ben.id)).isBlocked).toBe(true);
    await shoal.storage.unblock(ben.id, eve.user.id, AT);
    await expectRefusal(shoal.storage.findPerson(eve.user.id, ben.id), "not-found");
    await expectRefusal(shoal.storage.appendMessage({ ...message(ann.user.id), at: AT }), "not-found");
  });
}

function message(userId: string) {
  return { conversationId: LOBBY_ID, userId, clientMessageId: newId("r"), text: "hello" };
}
