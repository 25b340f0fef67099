import { expect, test } from "bun:test";
import { LOBBY_ID } from "../../../src/protocol/ids.ts";
import { limits } from "../../../src/protocol/limits.ts";
import type { Person } from "../../../src/protocol/people.ts";
import { AT, expectRefusal, NEVER, newGuest, type Open, type OpenStorage } from "./subject.ts";

const guest = { isAccount: false, hasPassword: false, serverRole: "member" } as const;
const member = { isAccount: true, hasPassword: true, serverRole: "member" } as const;

export function accountClaimRules(open: Open): void {
  test("[P150a] a guest claims the nickname once, and is an account from then on", async () => {
    await using shoal = await open();
    expect(await shoal.storage.isUnused()).toBe(true);
    const ann = await shoal.signUp("Ann");
    expect(await shoal.storage.isUnused()).toBe(false);
    expect(await shoal.storage.findAccount(ann.id)).toEqual(guest);
    expect(await shoal.storage.findCredentials("ann")).toBeUndefined();
    await shoal.storage.claimAccount({ userId: ann.id, passwordHash: "first", at: AT });
    await expectRefusal(shoal.storage.claimAccount({ userId: ann.id, passwordHash: "second", at: AT }), "password-needed");
    expect(await shoal.storage.findAccount(ann.id)).toEqual(member);
    expect(await shoal.storage.findCredentials("ann")).toEqual({ userId: ann.id, passwordHash: "first" });
    await expectRefusal(shoal.storage.claimAccount({ userId: "u_nobody", passwordHash: "x", at: AT }), "not-found");
    await expectRefusal(shoal.storage.findAccount("u_nobody"), "not-found");
  });

  test("of many claims at once one wins", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const claims = Array.from({ length: 50 }, (_, index) =>
      shoal.storage.claimAccount({ userId: ann.id, passwordHash: `${index}`, at: AT }).then(
        () => `${index}`,
        () => undefined,
      ),
    );
    const won = (await Promise.all(claims)).filter((claim) => claim !== undefined);
    expect(won).toHaveLength(1);
    expect((await shoal.storage.findCredentials("ann"))?.passwordHash).toBe(won[0]);
  });

  test("[P150e] an account outlives its last sign-out, all time and a wish for its nickname", async () => {
    await using shoal = await open();
    const { user: ann, session } = await signedUp(shoal, "Ann", "of ann");
    await shoal.storage.endSession(session.id, AT);
    expect(await shoal.storage.retireGuests(AT + 1e12, AT + 1e12, 10)).toBe(0);
    await expectRefusal(shoal.storage.createGuest({ ...newGuest("ann"), expiredBefore: AT + 1e12 }), "nickname-taken");
    const ben = await shoal.signUp("Ben", AT + 1e12);
    const wish = { text: "ann", key: "ann", skeleton: "ann" };
    const change = { userId: ben.id, nickname: wish, at: AT + 1e12, expiredBefore: AT + 1e12 };
    await expectRefusal(shoal.storage.updateProfile(change), "nickname-taken");
    expect(await shoal.types(LOBBY_ID)).toEqual(["join", "join"]);
    expect(await shoal.storage.createSessionByPassword(phoneOf(ann), "of ann")).toEqual(ann);
    expect(await shoal.storage.findSession("of the phone", NEVER)).toMatchObject({ user: ann });
  });

  test("an account is found under the nickname that it has now", async () => {
    await using shoal = await open();
    const { user } = await signedUp(shoal, "Ann", "of ann");
    const nickname = { text: "Anna", key: "anna", skeleton: "anna" };
    await shoal.storage.updateProfile({ userId: user.id, nickname, at: AT, expiredBefore: NEVER });
    expect(await shoal.storage.findCredentials("ann")).toBeUndefined();
    expect(await shoal.storage.findCredentials("anna")).toMatchObject({ userId: user.id });
  });

  test("[P150d] another password ends every other session, device link and reset link, and opens no session that the former one was checked for", async () => {
    await using shoal = await open();
    const { user: ann, session } = await signedUp(shoal, "Ann", "first");
    await shoal.storage.createSession(phoneOf(ann));
    await shoal.storage.createDeviceLink({ codeHash: "of a device", userId: ann.id, expiresAt: AT + 9 }, 5);
    await resetLink(shoal, ann, "of a reset");
    const change = { userId: ann.id, sessionId: session.id, formerHash: "first", passwordHash: "second" };
    await expectRefusal(shoal.storage.changePassword({ ...change, formerHash: "wrong" }), "credentials-invalid");
    await expectRefusal(shoal.storage.changePassword({ ...change, sessionId: "s_other" }), "unauthenticated");
    expect(await shoal.storage.findSession("of the phone", NEVER)).toBeDefined();

    expect(await shoal.storage.changePassword(change)).toEqual(["s_phone"]);
    await expectRefusal(shoal.storage.changePassword(change), "credentials-invalid");
    expect(await shoal.storage.findSession(session.tokenHash, NEVER)).toBeDefined();
    expect(await shoal.storage.findSession("of the phone", NEVER)).toBeUndefined();
    await expectRefusal(shoal.storage.redeemDeviceLink("of a device", AT), "device-link-invalid");
    expect(await shoal.storage.findAccountLink("of a reset", AT)).toBeUndefined();
    await expectRefusal(shoal.storage.createSessionByPassword(phoneOf(ann), "first"), "credentials-invalid");
    expect(await shoal.storage.createSessionByPassword(phoneOf(ann), "second")).toEqual(ann);
  });

  test("[P152b] a reset link works once, until it expires, sets the password and ends every session", async () => {
    await using shoal = await open();
    const { user: ann, session } = await signedUp(shoal, "Ann", "first");
    await resetLink(shoal, ann, "code");
    expect(await shoal.storage.findAccountLink("code", AT + 900)).toBe("reset");
    expect(await shoal.storage.findAccountLink("code", AT + 901)).toBeUndefined();
    const { userId: _, ...phone } = phoneOf(ann);
    const reset = { codeHash: "code", passwordHash: "second", session: phone, at: AT + 900 };
    await expectRefusal(shoal.storage.redeemResetLink({ ...reset, at: AT + 901 }), "account-link-invalid");
    await expectRefusal(shoal.storage.redeemAdministratorLink("code", ann.id, AT), "account-link-invalid");
    expect(await shoal.storage.redeemResetLink(reset)).toEqual({ user: ann, endedSessionIds: [session.id] });
    await expectRefusal(shoal.storage.redeemResetLink(reset), "account-link-invalid");
    expect(await shoal.storage.findSession(session.tokenHash, NEVER)).toBeUndefined();
    expect(await shoal.storage.findSession("of the phone", NEVER)).toMatchObject({ user: ann });
    expect(await shoal.storage.findCredentials("ann")).toMatchObject({ passwordHash: "second" });
  });

  test("[P152a] only an administrator makes reset links", async () => {
    await using shoal = await open();
    const { user: ann } = await signedUp(shoal, "Ann", "of ann");
    const link = { codeHash: "code", kind: "reset", userId: ann.id, at: AT, expiresAt: AT + 9 } as const;
    for (const makerId of [ann.id, "u_nobody"]) {
      await expectRefusal(shoal.storage.createAccountLink({ ...link, makerId }, 5), "not-allowed");
    }
    expect(await shoal.storage.findAccountLink("code", AT)).toBeUndefined();
    await shoal.storage.createAccountLink(link, 5); // by the operator
    expect(await shoal.storage.findAccountLink("code", AT)).toBe("reset");
  });

  test("of two who redeem a reset link at once one has it, and both links of a user end with the first", async () => {
    await using shoal = await open();
    const { user: ann } = await signedUp(shoal, "Ann", "first");
    await resetLink(shoal, ann, "code");
    await resetLink(shoal, ann, "other");
    const redeem = (codeHash: string, name: string) => {
      const session = { id: `s_${name}`, tokenHash: name, device: "", at: AT };
      return shoal.storage.redeemResetLink({ codeHash, passwordHash: name, session, at: AT });
    };
    const [one, two, three] = await Promise.allSettled([redeem("code", "one"), redeem("code", "two"), redeem("other", "three")]);
    expect([one?.status, two?.status, three?.status]).toEqual(["fulfilled", "rejected", "rejected"]);
    expect(await shoal.storage.findSession("two", NEVER)).toBeUndefined();
    expect((await shoal.storage.findCredentials("ann"))?.passwordHash).toBe("one");
  });

  test("[P152a] a reset link gives a guest a password, and ends when the guest is let go", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    await resetLink(shoal, ann, "code");
    const session = { id: "s_new", tokenHash: "new", device: "", at: AT };
    await shoal.storage.redeemResetLink({ codeHash: "code", passwordHash: "first", session, at: AT });
    expect(await shoal.storage.findAccount(ann.id)).toEqual(member);
    const ben = newGuest("Ben");
    await shoal.storage.createGuest(ben);
    await resetLink(shoal, ben.user, "of ben");
    await shoal.storage.endSession(ben.session.id, AT);
    expect(await shoal.storage.findAccountLink("of ben", AT)).toBeUndefined();
    await expectRefusal(resetLink(shoal, ben.user, "again"), "not-found");
  });

  test("[P153b] an administrator link makes one account an administrator, once", async () => {
    await using shoal = await open();
    const { user: ann } = await signedUp(shoal, "Ann", "of ann");
    const { user: ben } = await signedUp(shoal, "Ben", "of ben");
    const ced = await shoal.signUp("Ced");
    await administratorLink(shoal, "code");
    await expectRefusal(shoal.storage.redeemAdministratorLink("code", ann.id, AT + 901), "account-link-invalid");
    await expectRefusal(shoal.storage.redeemAdministratorLink("code", ced.id, AT), "password-needed");
    const [one, two] = await Promise.allSettled(
      [ann, ben].map(({ id }) => shoal.storage.redeemAdministratorLink("code", id, AT)),
    );
    expect([one?.status, two?.status]).toEqual(["fulfilled", "rejected"]);
    expect(await shoal.storage.findAccount(ann.id)).toEqual({ ...member, serverRole: "administrator" });
    expect(await shoal.storage.findAccount(ben.id)).toEqual(member);
  });

  test("[P153b] a new user with an administrator link is an administrator from the beginning, and one with a used link is not made", async () => {
    await using shoal = await open();
    await administratorLink(shoal, "code");
    const account = { passwordHash: "of ann", administratorLinkHash: "code" };
    const ann = { ...newGuest("Ann"), account };
    await shoal.storage.createGuest(ann);
    expect(await shoal.storage.findAccount(ann.user.id)).toEqual({ ...member, serverRole: "administrator" });
    await expectRefusal(shoal.storage.createGuest({ ...newGuest("Ben"), account }), "account-link-invalid");
    await shoal.signUp("Ben");
  });

  test("of the links of a kind and user the newest stay, and expired ones are swept away", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const ben = await shoal.signUp("Ben");
    const link = (codeHash: string, user: Person, expiresAt: number) => resetLink(shoal, user, codeHash, expiresAt, 2);
    await administratorLink(shoal, "administrator");
    await link("of ben", ben, AT + 100);
    for (const expiresAt of [1, 2, 3]) await link(`${expiresAt}`, ann, AT + expiresAt);
    const found = await Promise.all(
      ["1", "2", "3", "of ben", "administrator"].map((code) => shoal.storage.findAccountLink(code, AT)),
    );
    expect(found).toEqual([undefined, "reset", "reset", "reset", "administrator"]);
    await shoal.storage.retireGuests(NEVER, AT + 50, 10);
    expect(await shoal.storage.findAccountLink("3", AT)).toBeUndefined();
    expect(await shoal.storage.findAccountLink("of ben", AT)).toBe("reset");
  });

  test("[P154c] an invite link lets so many new users in as it has uses, and into its room", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const { id: conversationId } = await shoal.room(ann, "harbour", { isPrivate: true });
    const link = { code: "code", conversationId, userId: ann.id, at: AT, expiresAt: AT + 100, usesMax: 2 };
    await shoal.storage.createInviteLink(link);
    const invited = ["Ben", "Ced", "Dan"].map((nickname) => ({ ...newGuest(nickname), inviteLink: "code" }));
    const outcomes = await Promise.allSettled(invited.map((each) => shoal.storage.createGuest(each)));
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected"]);
    expect(await shoal.types(conversationId)).toEqual(["join", "join", "join"]);
    await shoal.signUp("Dan");
    const late = { ...newGuest("Eve", AT + 100), inviteLink: "code" };
    await expectRefusal(shoal.storage.createGuest(late), "invite-link-invalid");
    await expectRefusal(shoal.storage.createGuest({ ...newGuest("Eve"), inviteLink: "unknown" }), "invite-link-invalid");
  });

  test("[P150g] a guest who never came back is let go sooner than one who did", async () => {
    await using shoal = await open();
    const brief = newGuest("Ann");
    const regular = newGuest("Ben");
    const visit = newGuest("Ced");
    const seen = { ...visit.session, isVisit: true, lastSeenAt: AT - 60 };
    await shoal.storage.createGuest(brief);
    await shoal.storage.createGuest(regular);
    await shoal.storage.createGuest({ ...visit, session: seen });
    await shoal.storage.touchSession(brief.session.id, AT + limits.briefGuestVisitMs);
    await shoal.storage.touchSession(regular.session.id, AT + limits.briefGuestVisitMs + 1);
    const goneAt = AT + limits.briefGuestVisitMs + limits.briefGuestLifetimeMs;
    expect(await shoal.storage.retireGuests(NEVER, goneAt, 10)).toBe(0);
    expect(await shoal.storage.retireGuests(NEVER, goneAt + 1, 10)).toBe(1);
    expect(await shoal.storage.findSession(brief.session.tokenHash, NEVER)).toBeUndefined();
    expect(await shoal.storage.findSession(regular.session.tokenHash, NEVER)).toBeDefined();
    expect(await shoal.storage.findSession(seen.tokenHash, NEVER)).toBeDefined();
    await shoal.signUp("Ann");
  });
}

async function signedUp(shoal: OpenStorage, nickname: string, passwordHash: string) {
  const guest = { ...newGuest(nickname), account: { passwordHash } };
  await shoal.storage.createGuest(guest);
  return guest;
}

function phoneOf(user: Person) {
  return { id: "s_phone", userId: user.id, tokenHash: "of the phone", device: "phone", at: AT };
}

async function resetLink(shoal: OpenStorage, user: Person, codeHash: string, expiresAt = AT + 900, openMax = 5): Promise<void> {
  const makerId = await administrator(shoal);
  await shoal.storage.createAccountLink({ codeHash, kind: "reset", userId: user.id, makerId, at: AT, expiresAt }, openMax);
}

const administrators = new WeakMap<OpenStorage, Promise<string>>();

/** The id of one administrator for each storage. */
function administrator(shoal: OpenStorage): Promise<string> {
  const made = administrators.get(shoal) ?? newAdministrator(shoal);
  administrators.set(shoal, made);
  return made;
}

async function newAdministrator(shoal: OpenStorage): Promise<string> {
  await administratorLink(shoal, "of the administrator");
  const account = { passwordHash: "of the administrator", administratorLinkHash: "of the administrator" };
  const guest = { ...newGuest("Administrator"), account };
  await shoal.storage.createGuest(guest);
  return guest.user.id;
}

function administratorLink(shoal: OpenStorage, codeHash: string): Promise<void> {
  return shoal.storage.createAccountLink({ codeHash, kind: "administrator", at: AT, expiresAt: AT + 900 }, 5);
}
