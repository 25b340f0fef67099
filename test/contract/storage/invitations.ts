import { expect, test } from "bun:test";
import type { Conversation, Invitation } from "../../../src/protocol/conversations.ts";
import { LOBBY_ID } from "../../../src/protocol/ids.ts";
import { limits } from "../../../src/protocol/limits.ts";
import type { Person } from "../../../src/protocol/people.ts";
import { AT, expectRefusal, newGuest, type Open, type OpenStorage } from "./subject.ts";

export function invitationRules(open: Open): void {
  test("[P90a, P90b] an invited user sees the inviter and the room's name, and nothing else of it", async () => {
    await using shoal = await open();
    const { ann, ben, room } = await cave(shoal);
    await shoal.storage.invite(room.id, ann.id, ben.id, AT + 1);
    const invitation = { conversationId: room.id, name: "cave", isPrivate: true, memberCount: 1, by: ann, at: AT + 1 };
    expect(await invitations(shoal, ben)).toEqual([invitation]);
    expect((await shoal.log(ben.id)).at(-1)).toEqual({ seq: 2, at: AT + 1, type: "invited", invitation });
    expect(await shoal.types(room.id)).toEqual(["join"]);
    expect(await shoal.listed(ben, room.id)).toBeUndefined();
    await expectRefusal(shoal.storage.readHistory(room.id, ben.id, { limit: 9 }), "not-found");
    await expectRefusal(shoal.storage.listMembers(room.id, ben.id, { text: "", limit: 9 }), "not-found");
    await expectRefusal(shoal.say(ben, room.id, "hello"), "not-found");
    await expectRefusal(shoal.storage.join(room.id, ben.id, AT), "not-found");
  });

  test("[P90d] asking again, and asking a member, writes nothing", async () => {
    await using shoal = await open();
    const { ann, ben, room } = await cave(shoal);
    for (const at of [AT, AT + 1]) await shoal.storage.invite(room.id, ann.id, ben.id, at);
    await shoal.storage.invite(LOBBY_ID, ann.id, ben.id, AT);
    expect(await shoal.types(ben.id)).toEqual(["joined", "invited"]);
    expect(await invitations(shoal, ben)).toMatchObject([{ at: AT }]);
  });

  test("[P27] only members ask, only users are asked, and never into a conversation of two", async () => {
    await using shoal = await open();
    const { ann, ben, room } = await cave(shoal);
    const ced = await shoal.signUp("Ced");
    const direct = await shoal.direct(ann, ben);
    await expectRefusal(shoal.storage.invite(room.id, ben.id, ced.id, AT), "not-found");
    await expectRefusal(shoal.storage.invite("r_nowhere", ann.id, ced.id, AT), "not-found");
    await expectRefusal(shoal.storage.invite(room.id, ann.id, "u_nobody", AT), "not-found");
    await expectRefusal(shoal.storage.invite(direct.id, ann.id, ced.id, AT), "not-allowed");
    expect(await shoal.types(ced.id)).toEqual(["joined"]);
  });

  test("[P27] [P91e] only the invited user can answer an invitation", async () => {
    await using shoal = await open();
    const { ann, ben, room } = await cave(shoal);
    const eve = await shoal.signUp("Eve");
    await shoal.storage.invite(room.id, ann.id, ben.id, AT);
    const direct = await shoal.direct(ann, ben);
    for (const id of [room.id, "r_nowhere", direct.id, ben.id]) {
      await expectRefusal(shoal.storage.acceptInvitation(id, eve.id, AT), "not-found");
      await expectRefusal(shoal.storage.declineInvitation(id, eve.id, AT), "not-found");
      await expectRefusal(shoal.storage.withdrawInvitation(id, eve.id, ben.id, AT), "not-found");
    }
    expect(await invitations(shoal, ben)).toHaveLength(1);
  });

  test("[P91a, P91e] accepting makes a member, the log names the inviter, and accepting again changes nothing", async () => {
    await using shoal = await open();
    const { ann, ben, room } = await cave(shoal);
    await shoal.say(ann, room.id, "before");
    await shoal.storage.invite(room.id, ann.id, ben.id, AT + 1);
    const accepted = await shoal.storage.acceptInvitation(room.id, ben.id, AT + 2);
    expect(accepted).toMatchObject({ id: room.id, head: 2, messageCount: 1, readSeq: 2, isPrivate: true });
    expect((await shoal.log(room.id)).at(-1)).toEqual({ seq: 3, at: AT + 2, type: "join", by: ben, invitedBy: ann });
    expect((await shoal.log(ben.id)).at(-1)).toMatchObject({ type: "joined", conversation: accepted });
    expect(await shoal.storage.acceptInvitation(room.id, ben.id, AT + 3)).toMatchObject({ id: room.id, head: 3 });
    expect(await shoal.types(ben.id)).toEqual(["joined", "invited", "joined"]);
    expect(await invitations(shoal, ben)).toEqual([]);
  });

  test("[P91a] joining a public room ends the invitation into it", async () => {
    await using shoal = await open();
    const { ann, ben } = await cave(shoal);
    const harbour = await shoal.room(ann, "harbour");
    await shoal.storage.invite(harbour.id, ann.id, ben.id, AT);
    await shoal.storage.join(harbour.id, ben.id, AT);
    expect(await invitations(shoal, ben)).toEqual([]);
    expect((await shoal.log(harbour.id)).at(-1)).toEqual({ seq: 2, at: AT, type: "join", by: ben });
    await shoal.storage.leave(harbour.id, ben.id, AT);
    await shoal.storage.invite(harbour.id, ann.id, ben.id, AT);
    expect(await invitations(shoal, ben)).toHaveLength(1);
  });

  test("[P91a] a user in as many rooms as possible keeps the invitation until there is a place", async () => {
    await using shoal = await open();
    const { ann, ben, room } = await cave(shoal);
    const own = Array.from({ length: limits.roomsPerUserMax - 1 }, (_, index) => shoal.room(ben, `room ${index}`));
    const [first] = await Promise.all(own);
    await shoal.storage.invite(room.id, ann.id, ben.id, AT);
    await expectRefusal(shoal.storage.acceptInvitation(room.id, ben.id, AT), "too-many-conversations");
    expect(await invitations(shoal, ben)).toHaveLength(1);
    await shoal.storage.leave(first?.id ?? "", ben.id, AT);
    await shoal.storage.acceptInvitation(room.id, ben.id, AT);
    expect(await shoal.listed(ben, room.id)).toBeDefined();
  });

  test("[P91b] [P92a] a declined inviter cannot invite to that room again for a while, and others can", async () => {
    await using shoal = await open();
    const { ann, ben, room } = await cave(shoal);
    const ced = await shoal.signUp("Ced");
    await shoal.storage.invite(room.id, ann.id, ced.id, AT);
    await shoal.storage.acceptInvitation(room.id, ced.id, AT);
    await shoal.storage.invite(room.id, ann.id, ben.id, AT);
    await shoal.storage.declineInvitation(room.id, ben.id, AT + 1);
    await shoal.storage.declineInvitation(room.id, ben.id, AT + 2);
    expect(await shoal.types(ben.id)).toEqual(["joined", "invited", "uninvited"]);
    await expectRefusal(shoal.storage.acceptInvitation(room.id, ben.id, AT + 2), "not-found");

    const soon = shoal.storage.invite(room.id, ann.id, ben.id, AT + 1_001);
    expect(await soon.catch((error: unknown) => error)).toMatchObject({
      code: "too-many-invitations",
      retryAfterMs: limits.invitationRestMs - 1_000,
    });
    await shoal.storage.invite(room.id, ced.id, ben.id, AT + 1_002);
    expect(await invitations(shoal, ben)).toMatchObject([{ by: ced }]);
    await shoal.storage.invite(room.id, ann.id, ben.id, AT + 1 + limits.invitationRestMs);
    expect(await invitations(shoal, ben)).toMatchObject([{ by: ced }]);
  });

  test("[P91c] an invitation ends when the inviter withdraws it, leaves the room, or retires", async () => {
    await using shoal = await open();
    const { ben } = await cave(shoal);
    const guest = newGuest("Dan");
    await shoal.storage.createGuest(guest);
    const dan = guest.user;
    const rooms = await Promise.all(["one", "two", "three"].map((name) => shoal.room(dan, name)));
    const [one, two] = rooms;
    for (const { id } of rooms) await shoal.storage.invite(id, dan.id, ben.id, AT);
    await shoal.storage.withdrawInvitation(one?.id ?? "", dan.id, ben.id, AT);
    await shoal.storage.withdrawInvitation(one?.id ?? "", dan.id, ben.id, AT);
    expect(await invitations(shoal, ben)).toHaveLength(2);
    await shoal.storage.leave(two?.id ?? "", dan.id, AT);
    expect(await invitations(shoal, ben)).toHaveLength(1);
    await shoal.storage.endSession(guest.session.id, AT);
    expect(await invitations(shoal, ben)).toEqual([]);
    expect((await shoal.types(ben.id)).slice(-3)).toEqual(["uninvited", "uninvited", "uninvited"]);
    for (const { id } of rooms) await expectRefusal(shoal.storage.acceptInvitation(id, ben.id, AT), "not-found");
  });

  test("[P90c] of two inviters to one room the first is shown, and the other when the first withdraws", async () => {
    await using shoal = await open();
    const { ann, ben } = await cave(shoal);
    const eve = await shoal.signUp("Eve");
    const harbour = await shoal.room(ann, "harbour");
    await shoal.storage.join(harbour.id, eve.id, AT);
    await shoal.storage.invite(harbour.id, eve.id, ben.id, AT);
    await shoal.storage.invite(harbour.id, ann.id, ben.id, AT + 1);
    expect(await invitations(shoal, ben)).toMatchObject([{ by: eve, memberCount: 2 }]);
    await shoal.storage.leave(harbour.id, eve.id, AT + 2);
    expect(await invitations(shoal, ben)).toMatchObject([{ by: ann, memberCount: 1, at: AT + 1 }]);
    expect(await shoal.types(ben.id)).toEqual(["joined", "invited", "invited"]);
  });

  test("[P90c] an inviter whom the user talks with is listed before strangers who asked earlier", async () => {
    await using shoal = await open();
    const { ann, ben } = await cave(shoal);
    const eve = await shoal.signUp("Eve");
    const harbour = await shoal.room(ann, "harbour");
    await shoal.storage.join(harbour.id, eve.id, AT);
    await shoal.say(ben, (await shoal.direct(ben, ann)).id, "hello ann");
    await shoal.storage.invite(harbour.id, eve.id, ben.id, AT);
    await shoal.storage.invite(harbour.id, ann.id, ben.id, AT + 1);
    expect(await invitations(shoal, ben)).toMatchObject([{ by: ann }]);
    expect((await shoal.log(ben.id)).at(-1)).toMatchObject({ type: "invited", invitation: { by: ann } });
  });

  test("[P91d] unanswered invitations lapse, a few at once, and events tell of it", async () => {
    await using shoal = await open();
    const { ann, ben, room } = await cave(shoal);
    // Guests who never came back would be let go sooner.
    for (const { id } of [ann, ben]) await shoal.storage.claimAccount({ userId: id, passwordHash: "hash", at: AT });
    const second = await shoal.room(ann, "second");
    await shoal.storage.invite(room.id, ann.id, ben.id, AT);
    await shoal.storage.invite(second.id, ann.id, ben.id, AT + 1);
    const end = AT + limits.invitationLifetimeMs;
    await shoal.storage.retireGuests(0, end, 10);
    expect(await invitations(shoal, ben)).toHaveLength(2);
    await shoal.storage.retireGuests(0, end + 9, 1);
    expect(await invitations(shoal, ben)).toMatchObject([{ conversationId: second.id }]);
    expect((await shoal.log(ben.id)).at(-1)).toMatchObject({ type: "uninvited", conversationId: room.id });
    await shoal.storage.retireGuests(0, end + limits.invitationRestMs + 9, 10);
    await shoal.storage.invite(room.id, ann.id, ben.id, end + limits.invitationRestMs + 10);
    expect(await invitations(shoal, ben)).toHaveLength(1);
  });

  test("[P92a] an inviter has a limit for each user, whatever is declined, and a limit of users", async () => {
    await using shoal = await open();
    const { ann: eve, ben } = await cave(shoal);
    const rooms = await Promise.all(
      Array.from({ length: 50 }, (_, index) => shoal.room(eve, `trap ${index}`, { isPrivate: true })),
    );
    for (const [index, { id }] of rooms.entries()) {
      const asked = shoal.storage.invite(id, eve.id, ben.id, AT);
      if (index < limits.invitationsToOneUserMax) await asked;
      else await expectRefusal(asked, "too-many-invitations");
      if (index === 0) await shoal.storage.declineInvitation(id, ben.id, AT);
      if (index === 1) await shoal.storage.withdrawInvitation(id, eve.id, ben.id, AT);
    }
    expect(await invitations(shoal, ben)).toHaveLength(limits.invitationsToOneUserMax - 2);

    const others = await Promise.all(
      Array.from({ length: limits.invitationsPerInviterMax }, (_, index) => shoal.signUp(`Guest ${index}`)),
    );
    const left = limits.invitationsPerInviterMax - limits.invitationsToOneUserMax;
    const [trap] = rooms;
    for (const [index, other] of others.entries()) {
      const asked = shoal.storage.invite(trap?.id ?? "", eve.id, other.id, AT);
      if (index < left) await asked;
      else await expectRefusal(asked, "too-many-invitations");
    }
    const [accepting, last] = [others[0], others.at(-1)];
    await shoal.storage.acceptInvitation(trap?.id ?? "", accepting?.id ?? "", AT);
    await shoal.storage.invite(trap?.id ?? "", eve.id, last?.id ?? "", AT);
  });

  test("[P92b] strangers cannot keep out or displace the invitation of a user whom the invited user talks with", async () => {
    await using shoal = await open();
    const { ann, ben, room } = await cave(shoal);
    await shoal.say(ben, (await shoal.direct(ben, ann)).id, "hello ann");
    await strangersInvite(shoal, ben, limits.invitationsPerUserMax, 1);
    await shoal.storage.invite(room.id, ann.id, ben.id, AT);
    expect(await invitations(shoal, ben)).toHaveLength(limits.invitationsPerUserMax);
    expect((await shoal.types(ben.id)).slice(-2)).toEqual(["uninvited", "invited"]);
    const refused = await strangersInvite(shoal, ben, 20, 1, "Late").catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: "too-many-invitations" });
    expect((await invitations(shoal, ben)).map(({ by }) => by)).toContainEqual(ann);
  });

  test("[P92b] when as many wait as can, the inviter with most of them gives way to one with fewer", async () => {
    await using shoal = await open();
    const { ann, ben, room } = await cave(shoal);
    const each = limits.invitationsToOneUserMax;
    await strangersInvite(shoal, ben, limits.invitationsPerUserMax / each, each);
    const second = await shoal.room(ann, "second");
    for (const { id } of [room, second]) await shoal.storage.invite(id, ann.id, ben.id, AT);
    const byInviter = Map.groupBy(await invitations(shoal, ben), ({ by }) => by.nickname);
    expect([...byInviter.values()].map(({ length }) => length).toSorted()).toEqual([2, 4, 4, 5, 5, 5, 5, 5, 5, 5, 5]);
  });
}

/** Ann has a private room, and Ben is not in it. */
async function cave(shoal: OpenStorage): Promise<{ ann: Person; ben: Person; room: Conversation }> {
  const ann = await shoal.signUp("Ann");
  const ben = await shoal.signUp("Ben");
  return { ann, ben, room: await shoal.room(ann, "cave", { isPrivate: true }) };
}

async function invitations({ storage }: OpenStorage, user: Person): Promise<readonly Invitation[]> {
  return (await storage.listConversations(user.id)).invitations;
}

/** So many strangers, each with so many rooms that they ask `user` into. */
async function strangersInvite(
  shoal: OpenStorage,
  user: Person,
  count: number,
  roomCount: number,
  name = "Stranger",
): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    const stranger = await shoal.signUp(`${name} ${index}`);
    const rooms = Array.from({ length: roomCount }, (_, place) => shoal.room(stranger, `trap ${place}`, { isPrivate: true }));
    for (const { id } of await Promise.all(rooms)) await shoal.storage.invite(id, stranger.id, user.id, AT);
  }
}
