import { expect, test } from "bun:test";
import { LOBBY_ID, newId } from "../../../src/protocol/ids.ts";
import type { Person } from "../../../src/protocol/people.ts";
import { IDENTITIES_PER_USER_MAX, type IdentitySignIn } from "../../../src/server/storage/identity-records.ts";
import { AT, expectRefusal, NEVER, newGuest, type Open, type OpenStorage } from "./subject.ts";

const identity = { issuer: "https://id.example.org", subject: "ann-1" };

export function identityRules(open: Open): void {
  test("[P161a] an identity is one user, who is an account from the beginning", async () => {
    await using shoal = await open();
    const first = signInOf(identity, ["Ann"]);
    const ann = await shoal.storage.signInByIdentity(first);
    expect(ann).toEqual({ id: first.newUserId, nickname: "Ann" });
    expect(await shoal.types(LOBBY_ID)).toEqual(["join"]);
    expect(await shoal.storage.findAccount(ann.id)).toEqual({
      ...{ isAccount: true, hasPassword: false, hasIdentity: true, serverRole: "member" },
    });
    const again = signInOf(identity, ["Another name"], { session: sessionAt(AT + 5) });
    expect(await shoal.storage.signInByIdentity(again)).toEqual(ann);
    expect(await shoal.storage.findSession(again.session.tokenHash, AT + 5)).toMatchObject({ user: ann, lastSeenAt: AT + 5 });
    const others = await Promise.all([
      shoal.storage.signInByIdentity(signInOf({ ...identity, subject: "ben-2" }, ["Ben"])),
      shoal.storage.signInByIdentity(signInOf({ ...identity, issuer: "https://other.example.org" }, ["Cleo"])),
    ]);
    expect(new Set([ann, ...others].map(({ id }) => id)).size).toBe(3);
    await shoal.storage.endSession(first.session.id, AT);
    await shoal.storage.endSession(again.session.id, AT);
    expect(await shoal.storage.retireGuests(AT + 1e12, AT + 1e12, 10)).toBe(0);
  });

  test("[P161a] of many first sign-ins at once one makes the user", async () => {
    await using shoal = await open();
    const users = await Promise.all(
      Array.from({ length: 20 }, () => shoal.storage.signInByIdentity(signInOf(identity, ["Ann", "Ann 2"]))),
    );
    expect(new Set(users.map(({ id }) => id)).size).toBe(1);
    expect(await shoal.types(LOBBY_ID)).toEqual(["join"]);
  });

  test("[P161b] a new user gets the first nickname that is free, and never one that looks like another user's", async () => {
    await using shoal = await open();
    const bob = await shoal.signUp("Bob");
    const user = await shoal.storage.signInByIdentity(signInOf(identity, ["b0b", "Bob", "bob 2"]));
    expect(user.nickname).toBe("bob 2");
    const taken = signInOf({ ...identity, subject: "2" }, ["bob", "Bob 2"]);
    await expectRefusal(shoal.storage.signInByIdentity(taken), "nickname-taken");
    expect(await shoal.storage.findSession(taken.session.tokenHash, NEVER)).toBeUndefined();
    // The holder was not here for too long.
    const late = signInOf({ ...identity, subject: "3" }, ["bob"], { session: sessionAt(AT + 9), expiredBefore: AT + 1 });
    expect((await shoal.storage.signInByIdentity(late)).nickname).toBe("bob");
    await expectRefusal(shoal.storage.findAccount(bob.id), "not-found");
  });

  test("[P160d] a proof works once, also after a restart, and is forgotten when it has expired", async () => {
    await using shoal = await open();
    const proof = { hash: "of a JWT", expiresAt: AT + 100 };
    await shoal.storage.signInByIdentity(signInOf(identity, ["Ann"], { proof }));
    await shoal.reopen();
    await expectRefusal(shoal.storage.signInByIdentity(signInOf(identity, ["Ann"], { proof })), "sign-in-used");
    await shoal.storage.signInByIdentity(signInOf(identity, ["Ann"], { proof: { ...proof, hash: "of another" } }));
    const old = { hash: "too late", expiresAt: AT - 1 };
    await expectRefusal(shoal.storage.signInByIdentity(signInOf(identity, ["Ann"], { proof: old })), "sign-in-used");
    // A refused sign-in leaves its proof unused.
    const refused = { ...proof, hash: "of a refused one" };
    const ben = { ...identity, subject: "ben" };
    await expectRefusal(shoal.storage.signInByIdentity(signInOf(ben, ["ann"], { proof: refused })), "nickname-taken");
    await shoal.storage.signInByIdentity(signInOf(ben, ["Ben"], { proof: refused }));
    await shoal.storage.retireGuests(NEVER, AT + 101, 10);
    const renewed = { hash: "of a JWT", expiresAt: AT + 300 };
    await shoal.storage.signInByIdentity(signInOf(identity, ["Ann"], { proof: renewed, session: sessionAt(AT + 101) }));
  });

  test("[P160e] the rooms of a sign-in are joined by id or by public name, once; what names none is skipped", async () => {
    await using shoal = await open();
    const owner = await shoal.signUp("Teacher");
    const open7b = await shoal.room(owner, "7b");
    const closed = await shoal.room(owner, "Staff", { isPrivate: true });
    const left = await shoal.room(owner, "Left");
    await shoal.storage.leave(left.id, owner.id, AT);
    const direct = await shoal.direct(owner, await shoal.signUp("Peer"));
    const names = ["7b", closed.id, "staff", "left", left.id, direct.id, "u_1", "lobby", ""];
    const rooms = names.map((name) => ({ id: name, nameKey: name }));
    const ann = await shoal.storage.signInByIdentity(signInOf(identity, ["Ann"], { rooms }));
    expect(await roomsOf(shoal, ann)).toEqual([LOBBY_ID, open7b.id, closed.id].toSorted());
    expect(await shoal.listed(ann, open7b.id)).not.toHaveProperty("role");
    await shoal.storage.signInByIdentity(signInOf(identity, ["Ann"], { rooms }));
    expect((await shoal.types(open7b.id)).filter((type) => type === "join")).toHaveLength(2);
    const ban = { conversationId: open7b.id, actorId: owner.id, userId: ann.id, at: AT };
    await shoal.storage.ban(ban);
    await shoal.storage.signInByIdentity(signInOf(identity, ["Ann"], { rooms }));
    expect(await roomsOf(shoal, ann)).not.toContain(open7b.id);
    await shoal.storage.unban(ban);
    await shoal.storage.signInByIdentity(signInOf(identity, ["Ann"], { rooms }));
    // Without rooms, nothing is left.
    await shoal.storage.signInByIdentity(signInOf(identity, ["Ann"]));
    expect(await roomsOf(shoal, ann)).toHaveLength(3);
  });

  test("[P160f] a role is set by a sign-in that has one, and stays otherwise", async () => {
    await using shoal = await open();
    const roleAfter = async (serverRole?: "administrator" | "member"): Promise<string> => {
      const { id } = await shoal.storage.signInByIdentity(signInOf(identity, ["Ann"], { serverRole }));
      return (await shoal.storage.findAccount(id)).serverRole;
    };
    expect(await roleAfter("administrator")).toBe("administrator");
    expect(await roleAfter()).toBe("administrator");
    expect(await roleAfter("member")).toBe("member");
  });

  test("[P162g] a guest who links an identity is an account, and the identity signs them in", async () => {
    await using shoal = await open();
    const { session, user: ann, ...guest } = newGuest("Ann");
    await shoal.storage.createGuest({ ...guest, user: ann, session });
    const link = { identity, userId: ann.id, sessionId: session.id, at: AT };
    await expectRefusal(shoal.storage.linkIdentity({ ...link, sessionId: "s_other" }), "unauthenticated");
    await expectRefusal(shoal.storage.linkIdentity({ ...link, userId: "u_nobody" }), "not-found");
    const proof = { hash: "of an answer", expiresAt: AT + 100 };
    await shoal.storage.linkIdentity({ ...link, proof });
    await expectRefusal(shoal.storage.linkIdentity({ ...link, proof }), "sign-in-used");
    await shoal.storage.linkIdentity(link);
    expect(await shoal.storage.findAccount(ann.id)).toMatchObject({ isAccount: true, hasPassword: false, hasIdentity: true });
    expect(await shoal.storage.signInByIdentity(signInOf(identity, ["Other"]))).toEqual(ann);

    const ben = newGuest("Ben");
    await shoal.storage.createGuest(ben);
    const ofBen = { ...link, userId: ben.user.id, sessionId: ben.session.id };
    await expectRefusal(shoal.storage.linkIdentity(ofBen), "identity-taken");
    for (let index = 0; index < IDENTITIES_PER_USER_MAX; index += 1) {
      await shoal.storage.linkIdentity({ ...ofBen, identity: { ...identity, subject: `${index}` } });
    }
    await expectRefusal(shoal.storage.linkIdentity({ ...ofBen, identity: { ...identity, subject: "more" } }), "not-allowed");
  });
}

function sessionAt(at: number): IdentitySignIn["session"] {
  return { id: newId("s"), tokenHash: newId("s"), device: "a test", at };
}

function signInOf(who: IdentitySignIn["identity"], names: readonly string[], more: Partial<IdentitySignIn> = {}): IdentitySignIn {
  const nicknames = names.map((text) => {
    const key = text.toLowerCase();
    return { text, key, skeleton: key.replaceAll("0", "o") };
  });
  return { identity: who, newUserId: newId("u"), nicknames, session: sessionAt(AT), expiredBefore: NEVER, ...more };
}

async function roomsOf(shoal: OpenStorage, user: Person): Promise<string[]> {
  return (await shoal.storage.listConversations(user.id)).conversations.map(({ id }) => id).toSorted();
}
