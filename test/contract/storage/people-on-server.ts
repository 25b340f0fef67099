import { expect, test } from "bun:test";
import type { ServerRole } from "../../../src/protocol/accounts.ts";
import { LOBBY_ID } from "../../../src/protocol/ids.ts";
import type { Person } from "../../../src/protocol/people.ts";
import { AT, expectRefusal, NEVER, newGuest, type Open, type OpenStorage } from "./subject.ts";

/** A user with a password, of that role on the server. */
export async function staff(shoal: OpenStorage, nickname: string, serverRole: ServerRole = "member"): Promise<Person> {
  const user = await shoal.signUp(nickname);
  await shoal.storage.claimAccount({ userId: user.id, passwordHash: `of ${nickname}`, at: AT });
  if (serverRole !== "member") await shoal.storage.setServerRole({ userId: user.id, serverRole, at: AT });
  return user;
}

async function acts(shoal: OpenStorage): Promise<string[]> {
  return (await shoal.storage.listAudit({ limit: 100 })).items.map(({ act, by, user }) =>
    [by?.nickname ?? "operator", act, user?.nickname ?? ""].join(" "),
  );
}

export function peopleOnServerRules(open: Open): void {
  test("[P179a] an administrator gives roles on the server to accounts of a lower role, and the user's log tells of it", async () => {
    await using shoal = await open();
    const ann = await staff(shoal, "Ann", "administrator");
    const ben = await staff(shoal, "Ben");
    const { storage } = shoal;
    await storage.setServerRole({ actorId: ann.id, userId: ben.id, serverRole: "moderator", at: AT });
    await storage.setServerRole({ actorId: ann.id, userId: ben.id, serverRole: "moderator", at: AT });
    expect((await shoal.log(ben.id)).at(-1)).toMatchObject({ type: "server-role", serverRole: "moderator" });
    expect(await storage.findAccount(ben.id)).toMatchObject({ serverRole: "moderator" });
    expect(await acts(shoal)).toEqual(["Ann set-server-role Ben", "operator set-server-role Ann"]);

    const guest = await shoal.signUp("Guest");
    const give = (actorId: string | undefined, userId: string, serverRole: ServerRole = "moderator") =>
      storage.setServerRole({ actorId, userId, serverRole, at: AT });
    await expectRefusal(give(ben.id, guest.id), "not-allowed");
    await expectRefusal(give(ben.id, ben.id, "administrator"), "not-allowed");
    await expectRefusal(give("u_nobody", guest.id), "not-allowed");
    await expectRefusal(give(ann.id, guest.id), "account-needed");
    await expectRefusal(give(undefined, guest.id), "account-needed");
    await expectRefusal(give(ann.id, "u_nobody"), "not-found");
  });

  test("[P179b] the last administrator does not step down, and administrators do not depose each other", async () => {
    await using shoal = await open();
    const ann = await staff(shoal, "Ann", "administrator");
    const ben = await staff(shoal, "Ben");
    const { storage } = shoal;
    const stepDown = (user: Person) => storage.setServerRole({ actorId: user.id, userId: user.id, serverRole: "member", at: AT });
    await expectRefusal(stepDown(ann), "last-administrator");
    await storage.setServerRole({ actorId: ann.id, userId: ben.id, serverRole: "administrator", at: AT });
    await expectRefusal(storage.setServerRole({ actorId: ann.id, userId: ben.id, serverRole: "member", at: AT }), "not-allowed");
    // Of two who step down at once one stays.
    const results = await Promise.allSettled([stepDown(ann), stepDown(ben)]);
    expect(results.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    expect(await storage.findAccount(ben.id)).toMatchObject({ serverRole: "administrator" });
  });

  test("[P177a] a ban from the server ends every session and link, and while it holds no way opens one", async () => {
    await using shoal = await open();
    const moderator = await staff(shoal, "Mod", "moderator");
    const { storage } = shoal;
    const guest = newGuest("Ann");
    await storage.createGuest(guest);
    const { user: ann } = guest;
    await storage.claimAccount({ userId: ann.id, passwordHash: "of ann", at: AT });
    await storage.createSession({ id: "s_phone", userId: ann.id, tokenHash: "of the phone", device: "", at: AT });
    await storage.createDeviceLink({ codeHash: "device", userId: ann.id, expiresAt: AT + 900 }, 5);
    await storage.createAccountLink(
      {
        codeHash: "before",
        kind: "reset",
        userId: ann.id,
        makerId: (await staff(shoal, "Root", "administrator")).id,
        at: AT,
        expiresAt: AT + 900,
      },
      5,
    );
    const ended = await storage.banUser({ actorId: moderator.id, userId: ann.id, until: AT + 100, reason: "spam", at: AT });
    expect(ended.map(({ sessionId }) => sessionId).toSorted()).toEqual([guest.session.id, "s_phone"].toSorted());
    expect(await storage.findSession(guest.session.tokenHash, NEVER)).toBeUndefined();
    await expectRefusal(storage.redeemDeviceLink("device", AT), "device-link-invalid");
    expect(await storage.findAccountLink("before", AT)).toBeUndefined();

    const session = { id: "s_new", userId: ann.id, tokenHash: "new", device: "", at: AT };
    await expectRefusal(storage.createSession(session), "banned");
    await expectRefusal(storage.createSessionByPassword(session, "of ann"), "banned");
    await storage.createAccountLink({ codeHash: "admin", kind: "administrator", at: AT, expiresAt: AT + 900 }, 5);
    await expectRefusal(storage.redeemAdministratorLink("admin", ann.id, AT), "banned");
    const root = (await storage.listPeople({ text: "root", filter: "all", limit: 1, at: AT })).items[0]?.person;
    await storage.createAccountLink(
      { codeHash: "reset", kind: "reset", userId: ann.id, makerId: root?.id, at: AT, expiresAt: AT + 900 },
      5,
    );
    const reset = {
      codeHash: "reset",
      passwordHash: "stolen",
      session: { id: "s_r", tokenHash: "r", device: "", at: AT },
      at: AT,
    };
    await expectRefusal(storage.redeemResetLink(reset), "banned");
    expect(await storage.findCredentials("ann")).toMatchObject({ passwordHash: "of ann" });

    // Who they are elsewhere lets them in no more than a password.
    const identity = { issuer: "https://id.example.org", subject: "ann" };
    const boss = await staff(shoal, "Boss", "administrator");
    const bossSession = { id: "s_boss", userId: boss.id, tokenHash: "boss", device: "", at: AT };
    await storage.createSession(bossSession);
    await storage.linkIdentity({ identity, userId: boss.id, sessionId: bossSession.id, at: AT });
    await storage.banUser({ userId: boss.id, at: AT });
    const opened = { id: "s_by-identity", tokenHash: "by identity", device: "", at: AT };
    const byIdentity = { identity, newUserId: "u_new", nicknames: [], session: opened, expiredBefore: NEVER };
    await expectRefusal(storage.signInByIdentity(byIdentity), "banned");

    // A ban that has an end lifts itself.
    expect(await storage.createSession({ ...session, at: AT + 100 })).toEqual(ann);
  });

  test("[P177a] a sign-in that was checked before the ban and comes after it opens nothing", async () => {
    await using shoal = await open();
    const ann = await staff(shoal, "Ann");
    const session = { id: "s_new", userId: ann.id, tokenHash: "new", device: "", at: AT };
    const [banned, signedIn] = await Promise.allSettled([
      shoal.storage.banUser({ userId: ann.id, at: AT }),
      shoal.storage.createSessionByPassword(session, "of Ann"),
    ]);
    expect([banned.status, signedIn.status]).toEqual(["fulfilled", "rejected"]);
    expect(await shoal.storage.findSession("new", NEVER)).toBeUndefined();
  });

  test("[P177b] a banned guest keeps the nickname from others until the ban ends", async () => {
    await using shoal = await open();
    const { storage } = shoal;
    const ann = await shoal.signUp("Ann");
    await storage.banUser({ userId: ann.id, at: AT });
    const late = AT + 1e12;
    expect(await storage.retireGuests(late, late, 10)).toBe(0);
    await expectRefusal(storage.createGuest({ ...newGuest("ann", late), expiredBefore: late }), "nickname-taken");
    const { items } = await storage.listPeople({ text: "", filter: "banned", limit: 10, at: late });
    expect(items).toMatchObject([{ person: ann, sessionCount: 0, ban: { at: AT } }]);
    await storage.unbanUser({ userId: ann.id, at: late });
    expect(await storage.retireGuests(late, late, 10)).toBe(1);
    await storage.createGuest({ ...newGuest("ann", late), expiredBefore: late });
  });

  test("[P177b] the end of a ban by time frees the nickname, too", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    await shoal.storage.banUser({ userId: ann.id, until: AT + 10, at: AT });
    await shoal.storage.forgetEndedRestrictions(AT + 11, 10);
    expect(await shoal.storage.retireGuests(AT + 11, AT + 11, 10)).toBe(1);
  });

  test("[P177c] a user who is muted on the server writes nowhere until then, and their log tells of it", async () => {
    await using shoal = await open();
    const moderator = await staff(shoal, "Mod", "moderator");
    const ann = await shoal.signUp("Ann");
    const { storage } = shoal;
    await storage.muteUser({ actorId: moderator.id, userId: ann.id, until: AT + 100, reason: "calm down", at: AT });
    expect((await shoal.log(ann.id)).at(-1)).toMatchObject({
      ...{ type: "server-mute", mute: { until: AT + 100, reason: "calm down" } },
    });
    expect(await storage.listConversations(ann.id)).toMatchObject({ serverMute: { until: AT + 100, reason: "calm down" } });
    const direct = await shoal.direct(ann, moderator);
    await expectRefusal(shoal.say(ann, LOBBY_ID, "no"), "muted");
    await expectRefusal(shoal.say(ann, direct.id, "no"), "muted");
    expect(await shoal.say(ann, LOBBY_ID, "later", undefined, AT + 100)).toMatchObject({ isDuplicate: false });

    await storage.muteUser({ actorId: moderator.id, userId: ann.id, at: AT });
    await expectRefusal(shoal.say(ann, LOBBY_ID, "no", undefined, AT + 1e12), "muted");
    await storage.unmuteUser({ actorId: moderator.id, userId: ann.id, at: AT });
    await storage.unmuteUser({ actorId: moderator.id, userId: ann.id, at: AT });
    await shoal.say(ann, LOBBY_ID, "yes");
    const mutes = (await shoal.log(ann.id)).filter(({ type }) => type === "server-mute");
    expect(mutes.map((event) => "mute" in event)).toEqual([true, true, false]);
    expect((await acts(shoal)).slice(0, 3)).toEqual(["Mod unmute-user Ann", "Mod mute-user Ann", "Mod mute-user Ann"]);
  });

  test("[P177e] a newcomer writes nowhere until the time that the server chose, an account does, and a moderator can let them", async () => {
    await using shoal = await open();
    const { storage } = shoal;
    const guest = { ...newGuest("Ann"), writesFrom: AT + 100 };
    await storage.createGuest(guest);
    await expectRefusal(shoal.say(guest.user, LOBBY_ID, "hello"), "muted");
    expect(await storage.listConversations(guest.user.id)).toMatchObject({ serverMute: { until: AT + 100 } });
    expect(await storage.findPersonOnServer({ userId: guest.user.id, at: AT })).toMatchObject({ writesFrom: AT + 100 });
    // A mute that is shorter takes nothing away from that.
    await storage.muteUser({ userId: guest.user.id, until: AT + 10, at: AT });
    await expectRefusal(shoal.say(guest.user, LOBBY_ID, "hello", undefined, AT + 50), "muted");
    await storage.unmuteUser({ userId: guest.user.id, at: AT });
    await shoal.say(guest.user, LOBBY_ID, "hello");
    const account = { ...newGuest("Ben"), writesFrom: AT + 100, account: { passwordHash: "of ben" } };
    await storage.createGuest(account);
    await shoal.say(account.user, LOBBY_ID, "hello");
  });

  test("[P177a] what a banned user had on its way is refused", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    await shoal.storage.banUser({ userId: ann.id, at: AT });
    await expectRefusal(shoal.say(ann, LOBBY_ID, "on its way"), "muted");
    await shoal.storage.unbanUser({ userId: ann.id, at: AT });
    await shoal.say(ann, LOBBY_ID, "later");
  });

  test("[P171] staff act on users of a lower role only, and the operator on everyone", async () => {
    await using shoal = await open();
    const root = await staff(shoal, "Root", "administrator");
    const one = await staff(shoal, "One", "moderator");
    const two = await staff(shoal, "Two", "moderator");
    const ann = await shoal.signUp("Ann");
    const { storage } = shoal;
    const tried = (actorId: string | undefined, userId: string) => [
      () => storage.banUser({ actorId, userId, at: AT }),
      () => storage.unbanUser({ actorId, userId, at: AT }),
      () => storage.muteUser({ actorId, userId, at: AT }),
      () => storage.unmuteUser({ actorId, userId, at: AT }),
      () => storage.signOutUser({ actorId, userId, at: AT }),
      () => storage.deleteUser({ actorId, userId, at: AT }),
    ];
    for (const act of [...tried(one.id, two.id), ...tried(one.id, root.id), ...tried(one.id, one.id), ...tried(ann.id, one.id)])
      await expectRefusal(act(), "not-allowed");
    await expectRefusal(storage.deleteUser({ actorId: one.id, userId: ann.id, at: AT }), "not-allowed");
    await expectRefusal(storage.listPeople({ actorId: ann.id, text: "", filter: "all", limit: 1, at: AT }), "not-allowed");
    await expectRefusal(storage.findPersonOnServer({ actorId: ann.id, userId: one.id, at: AT }), "not-allowed");
    await expectRefusal(storage.listAudit({ actorId: ann.id, limit: 1 }), "not-allowed");
    for (const act of [...tried(one.id, "u_nobody").slice(0, 5), ...tried(undefined, "u_nobody")])
      await expectRefusal(act(), "not-found");
    await storage.banUser({ actorId: root.id, userId: one.id, at: AT });
    await storage.banUser({ userId: root.id, at: AT });
  });

  test("[P179c] a sign-out by staff ends every session: a guest is gone with them, an account stays", async () => {
    await using shoal = await open();
    const moderator = await staff(shoal, "Mod", "moderator");
    const { storage } = shoal;
    const guest = newGuest("Ann");
    await storage.createGuest(guest);
    const ben = await staff(shoal, "Ben");
    expect(await storage.signOutUser({ actorId: moderator.id, userId: guest.user.id, at: AT })).toEqual([guest.session.id]);
    await expectRefusal(storage.findAccount(guest.user.id), "not-found");
    await storage.createGuest(newGuest("ann"));
    expect(await storage.signOutUser({ actorId: moderator.id, userId: ben.id, at: AT })).toHaveLength(1);
    expect(await storage.findAccount(ben.id)).toMatchObject({ isAccount: true });
    const session = { id: "s_again", userId: ben.id, tokenHash: "again", device: "", at: AT };
    expect(await storage.createSessionByPassword(session, "of Ben")).toEqual(ben);
  });

  test("[P179d] people are found by a part of their nickname and by what they are, a page at a time", async () => {
    await using shoal = await open();
    const { storage } = shoal;
    const root = await staff(shoal, "Root", "administrator");
    for (let index = 0; index < 25; index += 1) await shoal.signUp(`Guest ${String(index).padStart(2, "0")}`);
    const seen: string[] = [];
    let after: string | undefined;
    do {
      const page = await storage.listPeople({ actorId: root.id, text: "", filter: "all", after, limit: 10, at: AT });
      seen.push(...page.items.map(({ person }) => person.nickname));
      after = page.next;
    } while (after !== undefined);
    expect(seen).toHaveLength(26);
    expect(new Set(seen).size).toBe(26);
    const names = async (text: string, filter: "all" | "guests" | "staff" | "muted" | "banned", limit = 30) =>
      (await storage.listPeople({ text, filter, limit, at: AT })).items.map(({ person }) => person.nickname);
    expect(await names("07", "all")).toEqual(["Guest 07"]);
    expect(await names("", "staff")).toEqual(["Root"]);
    expect(await names("guest", "staff")).toEqual([]);
    expect(await names("", "guests")).toHaveLength(25);
    const { items } = await storage.listPeople({ text: "guest 1", filter: "guests", limit: 3, at: AT });
    for (const { person } of items) await storage.muteUser({ actorId: root.id, userId: person.id, until: AT + 10, at: AT });
    expect(await names("", "muted", 2)).toEqual(["Guest 10", "Guest 11"]);
    const found = await storage.findPersonOnServer({ actorId: root.id, userId: items[0]?.person.id ?? "", at: AT });
    expect(found).toEqual({
      ...{ person: items[0]?.person ?? root, isAccount: false, serverRole: "member" },
      mute: { at: AT, until: AT + 10, by: root },
      ...{ createdAt: AT, lastSeenAt: AT, sessionCount: 1 },
    });
    expect((await storage.listPeople({ text: "", filter: "muted", limit: 2, at: AT + 10 })).items).toEqual([]);
  });

  test("[P176c] what moderators do in a room is in the audit log, with the room", async () => {
    await using shoal = await open();
    const { storage } = shoal;
    const ann = await shoal.signUp("Ann");
    const ben = await shoal.signUp("Ben");
    const { id: conversationId } = await shoal.room(ann, "Reef");
    await storage.join(conversationId, ben.id, AT);
    const { seq } = await shoal.say(ben, conversationId, "planted");
    const act = { conversationId, actorId: ann.id, at: AT };
    await storage.setRules({ ...act, rules: { isLocked: true } });
    await storage.mute({ ...act, userId: ben.id, reason: "noise" });
    await storage.unmute({ ...act, userId: ben.id });
    await storage.setVoice({ ...act, userId: ben.id, hasVoice: true });
    await storage.deleteMessage({ conversationId, userId: ann.id, seq, at: AT });
    await storage.setRole({ ...act, userId: ben.id, role: "moderator" });
    await storage.ban({ ...act, userId: ben.id });
    await storage.unban({ ...act, userId: ben.id });
    const { items } = await storage.listAudit({ conversationId, limit: 20 });
    expect(items.map(({ act: name }) => name).toReversed()).toEqual([
      ...["set-rules", "mute", "unmute", "set-voice", "delete", "set-role", "ban", "unban"],
    ]);
    expect(items.every(({ by }) => by?.id === ann.id)).toBe(true);
    expect(JSON.stringify(items)).not.toContain("planted");
  });

  test("[P179e] the audit log is read by act, actor and user, the newest first, and ends after its time and its number", async () => {
    await using shoal = await open();
    const root = await staff(shoal, "Root", "administrator");
    const ann = await shoal.signUp("Ann");
    const ben = await shoal.signUp("Ben");
    const { storage } = shoal;
    for (const [index, userId] of [ann.id, ben.id, ann.id].entries())
      await storage.muteUser({ actorId: root.id, userId, reason: `${index}`, at: AT + index });
    const list = async (query: { act?: string; byId?: string; userId?: string; conversationId?: string }) =>
      (await storage.listAudit({ actorId: root.id, ...query, limit: 10 })).items.map(({ at }) => at - AT);
    expect(await list({ act: "mute-user" })).toEqual([2, 1, 0]);
    expect(await list({ userId: ann.id })).toEqual([2, 0]);
    expect(await list({ userId: ann.id, act: "mute-user", byId: root.id })).toEqual([2, 0]);
    expect(await list({ byId: ann.id })).toEqual([]);
    expect(await list({ conversationId: LOBBY_ID })).toEqual([]);
    const first = await storage.listAudit({ limit: 2 });
    expect(first.items).toMatchObject([{ by: root, user: ann, details: { reason: "2" } }, { user: ben }]);
    const rest = await storage.listAudit({ limit: 5, after: first.next });
    expect(rest.items.map(({ act }) => act)).toEqual(["mute-user", "set-server-role"]);
    expect(rest.next).toBeUndefined();

    expect(await storage.expireAudit(AT + 1, 1_000, 1)).toBe(1);
    expect(await storage.expireAudit(AT + 1, 1_000, 10)).toBe(1);
    expect(await list({})).toEqual([2, 1]);
    expect(await storage.expireAudit(NEVER, 1, 10)).toBe(1);
    expect(await list({})).toEqual([2]);
  });
}
