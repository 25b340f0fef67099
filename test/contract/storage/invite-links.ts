import { expect, test } from "bun:test";
import { LOBBY_ID, newToken } from "../../../src/protocol/ids.ts";
import type { InviteLink } from "../../../src/protocol/invite-links.ts";
import { limits } from "../../../src/protocol/limits.ts";
import type { Person } from "../../../src/protocol/people.ts";
import type { NewInviteLink } from "../../../src/server/storage/storage.ts";
import { AT, expectRefusal, type Open, type OpenStorage } from "./subject.ts";

const LATER = AT + 1_000;

export function inviteLinkRules(open: Open): void {
  test("[P95a] a link makes its bearer a member, invited by its maker, also in a private room", async () => {
    await using shoal = await open();
    const { ann, ben, room } = await cave(shoal);
    const made = await link(shoal, ann, room.id);
    expect(made).toEqual({ code: made.code, conversationId: room.id, by: ann, at: AT, expiresAt: LATER, uses: 0 });
    expect(await shoal.storage.redeemInviteLink(made.code, ben.id, AT + 1)).toMatchObject({ id: room.id, name: "cave", head: 1 });
    expect((await shoal.log(room.id)).at(-1)).toEqual({ seq: 2, at: AT + 1, type: "join", by: ben, invitedBy: ann });
    expect((await shoal.log(ben.id)).at(-1)).toMatchObject({ type: "joined", conversation: { id: room.id } });
    expect(await links(shoal, ann, room.id)).toMatchObject([{ code: made.code, uses: 1 }]);
  });

  test("[P95a] an invitation that waits ends when its user comes by a link", async () => {
    await using shoal = await open();
    const { ann, ben, room } = await cave(shoal);
    await shoal.storage.invite(room.id, ann.id, ben.id, AT);
    const { code } = await link(shoal, ann, room.id);
    await shoal.storage.redeemInviteLink(code, ben.id, AT);
    expect((await shoal.storage.listConversations(ben.id)).invitations).toEqual([]);
  });

  test("[P95a] of users who use the last use of a link at once, one gets in", async () => {
    await using shoal = await open();
    const { ann, room } = await cave(shoal);
    const rivals = await Promise.all(Array.from({ length: 8 }, (_, index) => shoal.signUp(`Rival ${index}`)));
    const { code } = await link(shoal, ann, room.id, { usesMax: 2 });
    const attempts = rivals.map(({ id }) => shoal.storage.redeemInviteLink(code, id, AT).catch(({ code: why }) => why));
    const answers = await Promise.all(attempts);
    expect(answers.filter((answer) => answer === "invite-link-invalid")).toHaveLength(6);
    expect(await shoal.types(room.id)).toEqual(["join", "join", "join"]);
    expect(await links(shoal, ann, room.id)).toEqual([]);
  });

  test("[P95b] using a link twice is using it once, also when it is used up or has expired since", async () => {
    await using shoal = await open();
    const { ann, ben, room } = await cave(shoal);
    const { code } = await link(shoal, ann, room.id, { usesMax: 1 });
    await shoal.storage.redeemInviteLink(code, ben.id, AT);
    for (const at of [AT, LATER + 1]) {
      expect(await shoal.storage.redeemInviteLink(code, ben.id, at)).toMatchObject({ id: room.id });
      expect(await shoal.storage.redeemInviteLink(code, ann.id, at)).toMatchObject({ id: room.id, role: "owner" });
    }
    expect(await shoal.types(room.id)).toEqual(["join", "join"]);
  });

  test("[P95c] a link that has expired, was revoked or never was is invalid, and tells nothing", async () => {
    await using shoal = await open();
    const { ann, ben, room } = await cave(shoal);
    const revoked = await link(shoal, ann, room.id);
    const expired = await link(shoal, ann, room.id);
    await shoal.storage.revokeInviteLink(revoked.code, ann.id);
    for (const code of [revoked.code, newToken()]) {
      await expectRefusal(shoal.storage.redeemInviteLink(code, ben.id, AT), "invite-link-invalid");
      expect(await shoal.storage.findInviteLink(code, AT)).toBeUndefined();
    }
    expect(await shoal.storage.findInviteLink(expired.code, LATER - 1)).toBeDefined();
    expect(await shoal.storage.findInviteLink(expired.code, LATER)).toBeUndefined();
    await expectRefusal(shoal.storage.redeemInviteLink(expired.code, ben.id, LATER), "invite-link-invalid");
    await shoal.storage.retireGuests(0, LATER + 1, 10);
    await expectRefusal(shoal.storage.redeemInviteLink(expired.code, ann.id, LATER), "invite-link-invalid"); // it is removed
    expect(await shoal.types(room.id)).toEqual(["join"]);
  });

  test("[P94c] a member's links end when the member leaves, and the others stay", async () => {
    await using shoal = await open();
    const { ann, ben, ced, room } = await cave(shoal);
    const byAnn = await link(shoal, ann, room.id);
    await shoal.storage.redeemInviteLink(byAnn.code, ben.id, AT);
    const byBen = await link(shoal, ben, room.id);
    await shoal.storage.leave(room.id, ann.id, AT);
    await expectRefusal(shoal.storage.redeemInviteLink(byAnn.code, ced.id, AT), "invite-link-invalid");
    expect(await shoal.storage.redeemInviteLink(byBen.code, ced.id, AT)).toMatchObject({ id: room.id });
    await shoal.storage.leave(room.id, ced.id, AT);
    await shoal.storage.leave(room.id, ben.id, AT);
    await expectRefusal(shoal.storage.redeemInviteLink(byBen.code, ced.id, AT), "invite-link-invalid");
  });

  test("[P94b] [P94c] members see and revoke their own links, the owner those of all", async () => {
    await using shoal = await open();
    const { ann, ben, ced, room } = await cave(shoal);
    const byAnn = await link(shoal, ann, room.id);
    await shoal.storage.redeemInviteLink(byAnn.code, ben.id, AT);
    const byBen = await link(shoal, ben, room.id, { at: AT + 1 });
    expect((await links(shoal, ann, room.id)).map(({ by }) => by)).toEqual([ben, ann]);
    expect(await links(shoal, ben, room.id)).toEqual([byBen]);
    await expectRefusal(shoal.storage.revokeInviteLink(byAnn.code, ben.id), "not-allowed");
    await expectRefusal(shoal.storage.revokeInviteLink(byAnn.code, ced.id), "not-allowed");
    await shoal.storage.revokeInviteLink(byBen.code, ann.id);
    await shoal.storage.revokeInviteLink(byBen.code, ben.id); // twice is once
    expect((await links(shoal, ann, room.id)).map(({ code }) => code)).toEqual([byAnn.code]);
  });

  test("[P94a] [P27] only members make links and see them, and only into rooms", async () => {
    await using shoal = await open();
    const { ann, ben, room } = await cave(shoal);
    const direct = await shoal.direct(ann, ben);
    for (const id of [room.id, "r_nowhere", ann.id]) {
      await expectRefusal(link(shoal, ben, id), "not-found");
      await expectRefusal(links(shoal, ben, id), "not-found");
    }
    await expectRefusal(link(shoal, ann, direct.id), "not-allowed");
    await expectRefusal(links(shoal, ann, direct.id), "not-allowed");
    expect(await link(shoal, ben, LOBBY_ID)).toMatchObject({ conversationId: LOBBY_ID });
    await shoal.storage.join((await shoal.room(ann, "reef")).id, ben.id, AT);
    expect(await link(shoal, ben, (await shoal.room(ben, "bay")).id)).toMatchObject({ by: ben });
  });

  test("[P94a] a member has 10 links into a room and a room has 100; those that do not work make room", async () => {
    await using shoal = await open();
    const { ann, ben, room } = await cave(shoal);
    const own = await Promise.all(Array.from({ length: 9 }, () => link(shoal, ann, room.id)));
    const once = await link(shoal, ann, room.id, { usesMax: 1 });
    await expectRefusal(link(shoal, ann, room.id), "too-many-invite-links");
    await shoal.storage.redeemInviteLink(once.code, ben.id, AT);
    await link(shoal, ann, room.id);
    await expectRefusal(link(shoal, ann, room.id), "too-many-invite-links");
    await shoal.storage.revokeInviteLink(own[0]?.code ?? "", ann.id);
    const short = await link(shoal, ann, room.id, { expiresAt: AT + 5 });
    await link(shoal, ann, room.id, { at: AT + 5 });
    await expectRefusal(shoal.storage.redeemInviteLink(short.code, ann.id, AT), "invite-link-invalid"); // removed

    const others = await Promise.all(Array.from({ length: 10 }, (_, index) => shoal.signUp(`Guest ${index}`)));
    const [first] = await links(shoal, ann, room.id);
    for (const { id } of others) await shoal.storage.redeemInviteLink(first?.code ?? "", id, AT);
    const makers = others.slice(0, limits.inviteLinksPerRoomMax / limits.inviteLinksPerMemberMax - 1);
    for (const maker of makers) {
      for (let count = 0; count < limits.inviteLinksPerMemberMax; count += 1) await link(shoal, maker, room.id);
    }
    const late = others.at(-1);
    if (!late) throw new Error("There are others.");
    await expectRefusal(link(shoal, late, room.id), "too-many-invite-links");
    expect(await links(shoal, ann, room.id)).toHaveLength(limits.inviteLinksPerRoomMax);
  });

  test("[P95a] a user in as many rooms as can be gets none more, and no use is counted", async () => {
    await using shoal = await open();
    const { ann, ben, room } = await cave(shoal);
    const { code } = await link(shoal, ann, room.id);
    await Promise.all(Array.from({ length: limits.roomsPerUserMax - 1 }, (_, index) => shoal.room(ben, `room ${index}`)));
    await expectRefusal(shoal.storage.redeemInviteLink(code, ben.id, AT), "too-many-conversations");
    await expectRefusal(shoal.storage.redeemInviteLink(code, "u_nobody", AT), "not-found");
    expect(await links(shoal, ann, room.id)).toMatchObject([{ uses: 0 }]);
  });

  test("[P95d] the bearer of a link is told the room's looks, its members' number and the link's maker, as they are now", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const room = await shoal.room(ann, "cave", { isPrivate: true, emoji: "🦇" });
    const { code } = await link(shoal, ann, room.id);
    await shoal.storage.describeRoom({ conversationId: room.id, userId: ann.id, description: "Dark", at: AT });
    expect(await shoal.storage.findInviteLink(code, AT)).toEqual({
      name: "cave",
      description: "Dark",
      emoji: "🦇",
      memberCount: 1,
      by: ann,
    });
  });
}

async function cave(shoal: OpenStorage) {
  const [ann, ben, ced] = await Promise.all(["Ann", "Ben", "Ced"].map((name) => shoal.signUp(name)));
  if (!ann || !ben || !ced) throw new Error("Three users signed up.");
  return { ann, ben, ced, room: await shoal.room(ann, "cave", { isPrivate: true }) };
}

async function link(
  { storage }: OpenStorage,
  { id: userId }: Person,
  conversationId: string,
  options: Partial<NewInviteLink> = {},
): Promise<InviteLink> {
  return await storage.createInviteLink({ code: newToken(), conversationId, userId, at: AT, expiresAt: LATER, ...options });
}

async function links({ storage }: OpenStorage, { id }: Person, conversationId: string): Promise<readonly InviteLink[]> {
  return await storage.listInviteLinks(conversationId, id, AT);
}
