import { expect, test } from "bun:test";
import { LOBBY_ID, newId } from "../../../src/protocol/ids.ts";
import { limits } from "../../../src/protocol/limits.ts";
import type { Person } from "../../../src/protocol/people.ts";
import { AT, expectRefusal, NEVER, newGuest, type Open, type OpenStorage } from "./subject.ts";

const named = (text: string) => ({ text, key: text.toLowerCase(), skeleton: text.toLowerCase().replaceAll("0", "o") });

async function rename(shoal: OpenStorage, user: Person, text: string, at = AT, expiredBefore = NEVER): Promise<void> {
  await shoal.storage.updateProfile({ userId: user.id, nickname: named(text), at, expiredBefore });
}

export function profileRules(open: Open): void {
  test("[P110a] a new nickname and tone are one event in the lobby's log, and are shown wherever the user is", async () => {
    await using shoal = await open();
    const [ann, ben] = [await shoal.signUp("ann"), await shoal.signUp("ben")];
    const reef = await shoal.room(ann, "reef");
    const { id: directId } = await shoal.direct(ben, ann);
    await shoal.storage.appendMessage({
      ...{ conversationId: LOBBY_ID, userId: ben.id, clientMessageId: newId("r"), text: "@ann hello", at: AT },
      mentions: [{ start: 0, length: 4, userId: ann.id }],
    });
    const { seq } = await shoal.say(ann, LOBBY_ID, "hi");
    await shoal.storage.invite(reef.id, ann.id, ben.id, AT);
    await shoal.storage.updateProfile({ userId: ann.id, nickname: named("Anna"), tone: 7, at: AT + 1, expiredBefore: NEVER });

    const anna = { id: ann.id, nickname: "Anna", tone: 7 };
    const last = (await shoal.log(LOBBY_ID)).at(-1);
    expect(last).toEqual({ ...{ seq: seq + 1, at: AT + 1, type: "profile" }, by: anna, formerNickname: "ann" });
    expect(shoal.batches.at(-1)).toEqual([expect.objectContaining({ logId: LOBBY_ID, after: seq, events: [last] })]);
    const { events } = await shoal.storage.readHistory(LOBBY_ID, ben.id, { limit: 10, isWithoutChanges: true });
    expect(events.filter(({ type }) => type === "message")).toMatchObject([{ mentions: [{ user: anna }] }, { by: anna }]);
    expect(events.at(-1)).toEqual(last as (typeof events)[number]);
    expect(await shoal.listed(ben, directId)).toMatchObject({ peer: anna });
    expect(await shoal.storage.listConversations(ben.id)).toMatchObject({ user: ben, invitations: [{ by: anna }] });
    expect(await shoal.storage.listConversations(ann.id)).toMatchObject({ user: anna });
    const { items } = await shoal.storage.listMembers(LOBBY_ID, ben.id, { text: "anna", limit: 5 });
    expect(items).toEqual([{ ...anna, role: "member" }]);
    expect((await shoal.storage.listMembers(reef.id, ann.id, { text: "anna", limit: 5 })).items).toHaveLength(1);
    await shoal.reopen();
    expect(await shoal.listed(ben, directId)).toMatchObject({ peer: anna });
  });

  test("[P110a] a tone alone and a status are nothing to show in the log; the same again writes nothing", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("ann");
    const change = { userId: ann.id, nickname: named("ann"), tone: 3, status: "by the sea", at: AT, expiredBefore: NEVER };
    for (let time = 1; time <= 2; time += 1) await shoal.storage.updateProfile(change);
    await shoal.storage.updateProfile({ ...change, status: "at home" });
    expect(await shoal.types(LOBBY_ID)).toEqual(["join", "profile"]);
    expect((await shoal.log(LOBBY_ID))[1]).toEqual({ seq: 2, at: AT, type: "profile", by: { ...ann, tone: 3 } });
    const entries = await shoal.storage.readHistory(LOBBY_ID, ann.id, { limit: 10, isWithoutChanges: true });
    expect(entries.events.map(({ type }) => type)).toEqual(["join"]);
    expect(await shoal.storage.findPerson(ann.id, ann.id)).toMatchObject({ status: "at home" });
    await shoal.storage.updateProfile({ userId: ann.id, status: "", at: AT, expiredBefore: NEVER });
    expect(await shoal.storage.findPerson(ann.id, ann.id)).not.toHaveProperty("status");
  });

  test("[P110b] a nickname that another user holds is taken, in every look, and nothing of the change is stored", async () => {
    await using shoal = await open();
    const [ann, bob] = [await shoal.signUp("ann"), await shoal.signUp("Bob")];
    for (const text of ["bob", "B0b"]) {
      const change = { userId: ann.id, nickname: named(text), tone: 4, status: "not stored", at: AT, expiredBefore: NEVER };
      await expectRefusal(shoal.storage.updateProfile(change), "nickname-taken");
    }
    expect(await shoal.storage.findPerson(ann.id, bob.id)).toMatchObject({ person: ann });
    await rename(shoal, bob, "BOB");
    expect((await shoal.storage.findPerson(bob.id, ann.id)).person.nickname).toBe("BOB");
    await shoal.storage.createGuest({ ...newGuest("cid", AT + 9), expiredBefore: NEVER });
    await rename(shoal, ann, "cid", AT + 20, AT + 10);
    expect((await shoal.types(LOBBY_ID)).slice(-3)).toEqual(["join", "leave", "profile"]);
  });

  test("[P110c] a nickname that was given up is free for others after an hour, and for its user at once", async () => {
    await using shoal = await open();
    const [ann, ben] = [await shoal.signUp("ann"), await shoal.signUp("ben")];
    await rename(shoal, ann, "b0b");
    await rename(shoal, ann, "anna", AT + 1);
    const soon = AT + limits.nicknameRestMs;
    for (const taken of ["ann", "bob", "b0b", "anna"]) {
      await expectRefusal(rename(shoal, ben, taken, soon - 1), "nickname-taken");
      await expectRefusal(shoal.signUp(taken, soon - 1), "nickname-taken");
    }
    await rename(shoal, ann, "ann", AT + 2);
    await shoal.storage.retireGuests(NEVER, soon + 10, 100);
    await rename(shoal, ben, "Bob", soon + 10);
    await expectRefusal(shoal.signUp("ben", soon + 11), "nickname-taken");
  });

  test("[P110c] the nicknames of a user who signed out are free", async () => {
    await using shoal = await open();
    const { session, ...guest } = newGuest("ann");
    await shoal.storage.createGuest({ ...guest, session });
    await rename(shoal, guest.user, "anna");
    await shoal.storage.endSession(session.id, AT + 1);
    for (const free of ["ann", "anna"]) await shoal.signUp(free, AT + 2);
  });

  test("[P110d] a user changes the nickname five times in an hour; tone and status are free of that", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("ann");
    for (let time = 1; time <= limits.nicknameChangesMax; time += 1) await rename(shoal, ann, `ann ${time % 2}`, AT + time);
    const refused = shoal.storage.updateProfile({ userId: ann.id, nickname: named("x"), at: AT + 100, expiredBefore: NEVER });
    const reason: unknown = await refused.catch((error: unknown) => error);
    expect(reason).toMatchObject({ code: "rate-limited", retryAfterMs: limits.nicknameRestMs - 99 });
    await shoal.storage.updateProfile({ userId: ann.id, tone: 1, status: "hm", at: AT + 100, expiredBefore: NEVER });
    await shoal.reopen();
    await expectRefusal(rename(shoal, ann, "x", AT + 101), "rate-limited");
    await rename(shoal, ann, "x", AT + limits.nicknameRestMs + 1);
  });

  test("a user may take the nickname of a retired one with whom they have a conversation", async () => {
    await using shoal = await open();
    const { session, ...guest } = newGuest("ben");
    await shoal.storage.createGuest({ ...guest, session });
    const ann = await shoal.signUp("ann");
    const { id } = await shoal.direct(ann, guest.user);
    await shoal.storage.endSession(session.id, AT);
    await rename(shoal, ann, "ben");
    const { items } = await shoal.storage.listMembers(id, ann.id, { text: "ben", limit: 10 });
    expect(items.map(({ id: each }) => each).toSorted()).toEqual([ann.id, guest.user.id].toSorted());
    await expectRefusal(rename(shoal, guest.user, "bennie"), "not-found");
  });

  test("[P111] a card has what the two share, and none is there for a user of whom nothing can be known", async () => {
    await using shoal = await open();
    const { session, ...guest } = newGuest("ann", AT + 5);
    await shoal.storage.createGuest({ ...guest, session });
    const [ann, ben, cid] = [guest.user, await shoal.signUp("ben"), await shoal.signUp("cid")];
    const both = await shoal.room(ann, "b both", { isPrivate: true });
    await shoal.storage.invite(both.id, ann.id, ben.id, AT);
    await shoal.storage.acceptInvitation(both.id, ben.id, AT);
    await shoal.room(ann, "only ann");
    const another = await shoal.room(ben, "another");
    await shoal.storage.join(another.id, ann.id, AT);
    const rooms = [
      { id: another.id, name: "another" },
      { id: both.id, name: "b both" },
    ];
    expect(await shoal.storage.findPerson(ann.id, ben.id)).toEqual({ person: ann, since: AT + 5, rooms, isBlocked: false });
    expect(await shoal.storage.findPerson(ann.id, cid.id)).toMatchObject({ rooms: [] });
    await expectRefusal(shoal.storage.findPerson("u_nobody", ben.id), "not-found");
    await expectRefusal(shoal.storage.findPerson(LOBBY_ID, ben.id), "not-found");

    await shoal.direct(ben, ann);
    await shoal.storage.block(ben.id, cid.id, AT);
    await shoal.storage.endSession(session.id, AT + 6);
    expect(await shoal.storage.findPerson(ann.id, ben.id)).toMatchObject({ person: ann, rooms: [] });
    await expectRefusal(shoal.storage.findPerson(ann.id, cid.id), "not-found");
  });

  test("[P113a] [P113b] [P113c] a user's sessions are listed and ended one by one, or all but one", async () => {
    await using shoal = await open();
    const { session, ...guest } = newGuest("ann");
    await shoal.storage.createGuest({ ...guest, session });
    const ann = guest.user;
    const eve = await shoal.signUp("eve");
    for (const [index, device] of ["phone", "tablet", "work"].entries())
      await shoal.storage.createSession({ id: `s_${device}`, userId: ann.id, tokenHash: device, device, at: AT + index + 1 });
    const devices = async (): Promise<string[]> => (await shoal.storage.listSessions(ann.id, AT)).map(({ device }) => device);
    expect(await devices()).toEqual(["work", "tablet", "phone", "a test"]);
    expect((await shoal.storage.listSessions(ann.id, AT + 3)).map(({ id }) => id)).toEqual(["s_work"]);

    await expectRefusal(shoal.storage.endSessionOf(eve.id, "s_phone", AT + 9), "not-found");
    await shoal.storage.endSessionOf(ann.id, "s_phone", AT + 9);
    await expectRefusal(shoal.storage.endSessionOf(ann.id, "s_phone", AT + 9), "not-found");
    await shoal.storage.createDeviceLink({ codeHash: "code", userId: ann.id, expiresAt: AT + 99 }, 5);
    expect((await shoal.storage.endOtherSessions(ann.id, "s_tablet")).toSorted()).toEqual([session.id, "s_work"].toSorted());
    expect(await devices()).toEqual(["tablet"]);
    await expectRefusal(shoal.storage.redeemDeviceLink("code", AT), "device-link-invalid");
    await expectRefusal(shoal.storage.endOtherSessions(ann.id, "s_work"), "unauthenticated");
    expect(await shoal.storage.listSessions(eve.id, AT)).toHaveLength(1);
    expect(await shoal.types(LOBBY_ID)).toEqual(["join", "join"]);
  });
}
