import { expect, test } from "bun:test";
import { LOBBY_ID, newId } from "../../../src/protocol/ids.ts";
import { limits } from "../../../src/protocol/limits.ts";
import type { Person } from "../../../src/protocol/people.ts";
import { AT, expectRefusal, newGuest, type Open, type OpenStorage } from "./subject.ts";

export function sharedReadRules(open: Open): void {
  test("[P24e] the markers of a private talk are those of the two who see it", async () => {
    await using shoal = await open();
    const [ann, ben] = [await shoal.signUp("ann"), await shoal.signUp("ben")];
    const { id } = await shoal.direct(ann, ben);
    expect(await markersIn(shoal, id)).toEqual([[ann.id, 0]]); // ben does not see it yet
    const { seq } = await shoal.say(ann, id, "hello");
    expect(await markersIn(shoal, id)).toEqual([
      [ann.id, seq],
      [ben.id, 0],
    ]);
    await shoal.storage.markRead(id, ben.id, seq, AT);
    expect(await markersIn(shoal, id)).toEqual([
      [ann.id, seq],
      [ben.id, seq],
    ]);
  });

  test("[P24e] a room tells the markers of 50 members, and none of 51; a member who left is not among them", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("ann");
    const reef = await shoal.room(ann, "reef");
    const others = Array.from({ length: limits.seenMembersMax }, (_, index) => newGuest(`other ${index}`));
    await Promise.all(others.map((guest) => shoal.storage.createGuest(guest)));
    const [last, ...first] = others.map(({ user }) => user.id);
    if (last === undefined) throw new Error("There are others.");
    await Promise.all(first.map((userId) => shoal.storage.join(reef.id, userId, AT)));
    expect((await markersIn(shoal, reef.id))?.map(([userId]) => userId).toSorted()).toEqual([ann.id, ...first].toSorted());
    await shoal.storage.join(reef.id, last, AT);
    expect(await markersIn(shoal, reef.id)).toBeUndefined();
    await shoal.storage.leave(reef.id, ann.id, AT);
    expect((await markersIn(shoal, reef.id))?.map(([userId]) => userId).toSorted()).toEqual([last, ...first].toSorted());
    for (const id of [newId("r"), ann.id]) expect(await markersIn(shoal, id)).toBeUndefined();
  });

  test("[P24f] a user shares, until they do not; their log tells, and twice is once", async () => {
    await using shoal = await open();
    const [ann, ben] = [await shoal.signUp("ann"), await shoal.signUp("ben")];
    await shoal.storage.shareReads(ann.id, true, AT);
    expect((await shoal.storage.listConversations(ann.id)).isReadShared).toBe(true);
    for (let time = 1; time <= 2; time += 1) await shoal.storage.shareReads(ann.id, false, AT + time);
    const { isReadShared, userHead } = await shoal.storage.listConversations(ann.id);
    expect(isReadShared).toBe(false);
    expect((await shoal.log(ann.id)).at(-1)).toEqual({ seq: userHead, at: AT + 1, type: "reads-shared", isShared: false });
    expect(await markersIn(shoal, LOBBY_ID)).toEqual([[ben.id, 1]]);
    await shoal.storage.shareReads(ann.id, true, AT + 3);
    expect(await shoal.types(ann.id)).toEqual(["joined", "reads-shared", "reads-shared"]);
    expect(await markersIn(shoal, LOBBY_ID)).toHaveLength(2);
    await expectRefusal(shoal.storage.shareReads("u_nobody", false, AT), "not-found");
  });

  test("[P24g] the blocks among the members come with their markers", async () => {
    await using shoal = await open();
    const [ann, ben, eve] = [await shoal.signUp("ann"), await shoal.signUp("ben"), await shoal.signUp("eve")];
    const reef = await shoal.room(ann, "reef");
    await shoal.storage.join(reef.id, ben.id, AT);
    for (const blocked of [ben, eve]) await shoal.storage.block(ann.id, blocked.id, AT);
    expect((await shoal.storage.listReadMarkers(reef.id))?.blocks).toEqual([[ann.id, ben.id]]);
    await shoal.storage.unblock(ann.id, ben.id, AT);
    expect((await shoal.storage.listReadMarkers(reef.id))?.blocks).toEqual([]);
  });
}

async function markersIn({ storage }: OpenStorage, conversationId: string): Promise<[Person["id"], number][] | undefined> {
  const read = await storage.listReadMarkers(conversationId);
  return read?.markers.map(({ userId, readSeq }) => [userId, readSeq]);
}
