import { expect, test } from "bun:test";
import { isArchived } from "../../../src/protocol/conversation-settings.ts";
import type { LogEvent } from "../../../src/protocol/events.ts";
import { LOBBY_ID } from "../../../src/protocol/ids.ts";
import { limits } from "../../../src/protocol/limits.ts";
import type { Person } from "../../../src/protocol/people.ts";
import type { SettingsChange } from "../../../src/server/storage/storage.ts";
import { AT, expectRefusal, type Open, type OpenStorage } from "./subject.ts";

export function settingsRules(open: Open): void {
  test("[P100a] the given settings change and no others; the user's log has all of them, and nothing when nothing changed", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const ben = await shoal.signUp("Ben");
    expect(await shoal.listed(ann, LOBBY_ID)).not.toHaveProperty("settings");
    await configure(shoal, ann, { isPinned: true });
    await configure(shoal, ann, { notify: "mentions", isMarkedUnread: true });
    const settings = { isPinned: true, notify: "mentions", isMarkedUnread: true } as const;
    expect((await shoal.log(ann.id)).at(-1)).toEqual({
      ...{ seq: 3, at: AT, type: "configured", conversationId: LOBBY_ID, settings },
    });
    await configure(shoal, ann, { notify: "mentions", isPinned: true, isArchived: false });
    await configure(shoal, ann, {});
    expect(await shoal.types(ann.id)).toEqual(["joined", "configured", "configured"]);
    await shoal.reopen();
    expect((await shoal.listed(ann, LOBBY_ID))?.settings).toEqual(settings);
    expect(await shoal.storage.join(LOBBY_ID, ann.id, AT)).toMatchObject({ settings });
    expect(await shoal.listed(ben, LOBBY_ID)).not.toHaveProperty("settings");
    expect(await shoal.types(LOBBY_ID)).toEqual(["join", "join"]);

    await configure(shoal, ann, { isPinned: false, notify: "default", isMarkedUnread: false });
    expect((await shoal.log(ann.id)).at(-1)).toMatchObject({ type: "configured", settings: {} });
    expect(await shoal.listed(ann, LOBBY_ID)).not.toHaveProperty("settings");
  });

  test("[P100a] [P27] only members have settings of a conversation", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const ben = await shoal.signUp("Ben");
    const room = await shoal.room(ann, "harbour");
    const direct = await shoal.direct(ann, ben); // Ben does not know of it yet
    for (const conversationId of [room.id, direct.id, "r_nowhere", ben.id, ann.id])
      await expectRefusal(configure(shoal, ben, { conversationId, isPinned: true }), "not-found");
    await expectRefusal(configure(shoal, { ...ben, id: "u_nobody" }, { isPinned: true }), "not-found");
    expect(await shoal.types(ben.id)).toEqual(["joined"]);
  });

  test("[P100b] a user pins a few conversations; unpinning, archiving and leaving make a place", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const rooms = await Promise.all(
      Array.from({ length: limits.pinnedConversationsMax + 1 }, (_, index) => shoal.room(ann, `room ${index}`)),
    );
    const [first, second, third, ...others] = rooms.map(({ id }) => id);
    if (first === undefined || second === undefined || third === undefined) throw new Error("There are more than three.");
    const isPinned = (id: string) => configure(shoal, ann, { conversationId: id, isPinned: true });
    // At once: the limit holds within a batch.
    const outcomes = await Promise.allSettled([second, third, ...others, first].map(isPinned));
    expect(outcomes.filter(({ status }) => status === "rejected")).toHaveLength(1);
    await expectRefusal(isPinned(first), "too-many-pinned-conversations");
    await isPinned(second);
    await configure(shoal, ann, { conversationId: second, isArchived: true });
    await isPinned(first);
    await expectRefusal(isPinned(second), "too-many-pinned-conversations");
    await shoal.storage.leave(third, ann.id, AT);
    await isPinned(second);
    expect(await shoal.listed(ann, second)).toMatchObject({ settings: { isPinned: true } });
    await configure(shoal, ann, { conversationId: second, isPinned: false });
    expect(await shoal.listed(ann, second)).not.toHaveProperty("settings");
  });

  test("[P100b] [P100c] what is archived is not pinned, and comes back with a message that was not there, unless it is muted", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const ben = await shoal.signUp("Ben");
    const isAway = async () => {
      const lobby = await shoal.listed(ann, LOBBY_ID);
      return lobby && isArchived(lobby);
    };
    await shoal.say(ben, LOBBY_ID, "one");
    await configure(shoal, ann, { isPinned: true, isArchived: true });
    expect((await shoal.listed(ann, LOBBY_ID))?.settings).toEqual({ archivedMessageCount: 1 });
    await shoal.signUp("小鱼");
    expect(await isAway()).toBe(true);
    const before = await shoal.types(ann.id);
    // In one batch: the count is the one before the message.
    await Promise.all([configure(shoal, ann, { isArchived: true }), shoal.mention(ben, LOBBY_ID, ann)]);
    expect(await isAway()).toBe(false);
    expect(await shoal.types(ann.id)).toEqual(before);
    await configure(shoal, ann, { isArchived: true, notify: "none" });
    await shoal.say(ben, LOBBY_ID, "three");
    expect(await isAway()).toBe(true);
    await configure(shoal, ann, { isPinned: true });
    expect((await shoal.listed(ann, LOBBY_ID))?.settings).toEqual({ isPinned: true, notify: "none" });
  });

  test("[P100d] the mark of an unread conversation ends with the next read, also when nothing is unread", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const ben = await shoal.signUp("Ben");
    await shoal.say(ben, LOBBY_ID, "one");
    await configure(shoal, ann, { isMarkedUnread: true, notify: "all" });
    await shoal.storage.markRead(LOBBY_ID, ann.id, 3, AT);
    expect(await shoal.listed(ann, LOBBY_ID)).toMatchObject({ readSeq: 3, settings: { notify: "all" } });
    await configure(shoal, ann, { isMarkedUnread: true });
    await shoal.storage.markRead(LOBBY_ID, ann.id, 3, AT);
    await shoal.storage.markRead(LOBBY_ID, ann.id, 3, AT);
    expect((await shoal.listed(ann, LOBBY_ID))?.settings).toEqual({ notify: "all" });
    expect(await shoal.types(ann.id)).toEqual(["joined", "configured", "configured", "read", "configured", "configured"]);
    // A message of the user's own is no read.
    await configure(shoal, ann, { isMarkedUnread: true });
    await shoal.say(ann, LOBBY_ID, "two");
    expect(await shoal.listed(ann, LOBBY_ID)).toMatchObject({ settings: { isMarkedUnread: true } });
  });

  test("[P100e] the settings end with the membership", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const ben = await shoal.signUp("Ben");
    const { id: conversationId } = await shoal.room(ben, "harbour");
    await shoal.storage.join(conversationId, ann.id, AT);
    await configure(shoal, ann, { conversationId, notify: "none", isPinned: true, isMarkedUnread: true });
    await shoal.storage.leave(conversationId, ann.id, AT);
    await expectRefusal(configure(shoal, ann, { conversationId, isPinned: true }), "not-found");
    expect(await shoal.storage.join(conversationId, ann.id, AT)).not.toHaveProperty("settings");
    expect(await shoal.listed(ann, conversationId)).not.toHaveProperty("settings");
  });

  test("[P100e] [P26d] a direct conversation that left a full list keeps its settings, and a pinned one never leaves it", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const [pinned, other, ...others] = await shoal.strangersWrite(ann, limits.conversationsPerUserMax - 1);
    if (pinned === undefined || other === undefined) throw new Error("There are strangers.");
    // The list is full, and these are the newest: they would be the first to go.
    const [newest, second] = [others.at(-1) ?? other, others.at(-2) ?? other];
    await configure(shoal, ann, { conversationId: newest.direct.id, isPinned: true });
    await configure(shoal, ann, { conversationId: second.direct.id, notify: "none" });
    await shoal.strangersWrite(ann, 1, "Late");
    expect(await shoal.listed(ann, newest.direct.id)).toMatchObject({ settings: { isPinned: true } });
    expect(await shoal.listed(ann, second.direct.id)).toBeUndefined();
    await expectRefusal(configure(shoal, ann, { conversationId: second.direct.id, isPinned: true }), "not-found");
    await shoal.say(second.stranger, second.direct.id, "still here");
    expect((await shoal.log(ann.id)).findLast(({ type }) => type === "joined")).toMatchObject({
      conversation: { id: second.direct.id, settings: { notify: "none" } },
    });
  });

  test("[P101] everything is read at once, in each conversation where something was unread, and twice writes nothing new", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const ben = await shoal.signUp("Ben");
    const rooms = await Promise.all(["reef", "cave", "harbour"].map((name) => shoal.room(ben, name)));
    const [reef = "", cave = "", harbour = ""] = rooms.map(({ id }) => id);
    for (const id of [reef, cave, harbour]) await shoal.storage.join(id, ann.id, AT);
    await shoal.say(ben, reef, "one");
    await configure(shoal, ann, { conversationId: cave, isMarkedUnread: true, notify: "none" });
    const { length: before } = await shoal.log(ann.id);
    const { length: batchesBefore } = shoal.batches;
    // One batch: a message that was written just before is read, too.
    await Promise.all([shoal.mention(ben, LOBBY_ID, ann), shoal.storage.readAll(ann.id, AT), shoal.storage.readAll(ann.id, AT)]);
    const told = (await shoal.log(ann.id)).slice(before);
    expect(told.map(factOf).sort()).toEqual([`configured ${cave}`, `read ${LOBBY_ID}`, `read ${reef}`].sort());
    expect(
      shoal.batches
        .slice(batchesBefore)
        .flat()
        .filter(({ logId }) => logId === ann.id),
    ).toHaveLength(1);
    for (const id of [LOBBY_ID, reef, cave, harbour]) {
      const { messageCount, readMessageCount } = (await shoal.listed(ann, id)) ?? {};
      expect(readMessageCount).toBe(messageCount);
    }
    expect(await shoal.listed(ann, LOBBY_ID)).toMatchObject({ readSeq: 3, readMessageCount: 1 });
    expect((await shoal.listed(ann, cave))?.settings).toEqual({ notify: "none" });
    expect(await shoal.listed(ben, reef)).toMatchObject({ readMessageCount: 1 });
    await expectRefusal(shoal.storage.readAll("u_nobody", AT), "not-found");
  });
}

function factOf(event: LogEvent): string {
  return "conversationId" in event ? `${event.type} ${event.conversationId}` : event.type;
}

async function configure({ storage }: OpenStorage, { id }: Person, change: Partial<SettingsChange>): Promise<void> {
  await storage.configure({ conversationId: LOBBY_ID, ...change, userId: id, at: AT });
}
