import { expect, test } from "bun:test";
import { Sync } from "../../../src/client/sync/sync.ts";
import type { Welcome } from "../../../src/protocol/frames/welcome.ts";
import { LOBBY_ID, newClientMessageId } from "../../../src/protocol/ids.ts";
import { limits } from "../../../src/protocol/limits.ts";
import type { Person } from "../../../src/protocol/people.ts";
import { SeededRandom } from "../../support/random.ts";
import { AT, expectRefusal, type Open, type OpenStorage } from "./subject.ts";

export function readMarkerRules(open: Open): void {
  test("[P24a, P24c] a read marker moves forward and tells the user's log", async () => {
    await using shoal = await open();
    const { ann, ben } = await annAndBen(shoal);
    await shoal.say(ben, LOBBY_ID, "one");
    await shoal.say(ben, LOBBY_ID, "two");
    await shoal.storage.markRead(LOBBY_ID, ann.id, 3, AT + 1);
    expect((await shoal.log(ann.id)).at(-1)).toEqual({
      ...{ seq: 2, at: AT + 1, type: "read", conversationId: LOBBY_ID },
      ...{ readSeq: 3, readMessageCount: 1 },
    });
    expect(await shoal.listed(ann, LOBBY_ID)).toMatchObject({ head: 4, messageCount: 2, readSeq: 3, readMessageCount: 1 });
  });

  test("[P24a] it never moves back, and never past the head", async () => {
    await using shoal = await open();
    const { ann, ben } = await annAndBen(shoal);
    await shoal.say(ben, LOBBY_ID, "one");
    await shoal.storage.markRead(LOBBY_ID, ann.id, 99, AT);
    expect(await shoal.listed(ann, LOBBY_ID)).toMatchObject({ readSeq: 3, readMessageCount: 1 });
    await shoal.storage.markRead(LOBBY_ID, ann.id, 1, AT);
    await shoal.storage.markRead(LOBBY_ID, ann.id, 3, AT);
    await shoal.storage.markRead(LOBBY_ID, ann.id, 100, AT);
    expect(await shoal.listed(ann, LOBBY_ID)).toMatchObject({ readSeq: 3 });
    expect(await shoal.types(ann.id)).toEqual(["joined", "read"]);
  });

  test("a marker set in the same moment as the message counts it", async () => {
    await using shoal = await open();
    const { ann, ben } = await annAndBen(shoal);
    await Promise.all([shoal.mention(ben, LOBBY_ID, ann), shoal.storage.markRead(LOBBY_ID, ann.id, 3, AT)]);
    expect(await shoal.listed(ann, LOBBY_ID)).toMatchObject({ readSeq: 3, readMessageCount: 1 });
  });

  test("[P24d] a user's own message is not unread, also after joins and leaves, and no event tells of it", async () => {
    await using shoal = await open();
    const { ann, ben } = await annAndBen(shoal);
    await shoal.say(ann, LOBBY_ID, "one");
    await shoal.signUp("小鱼");
    await shoal.say(ann, LOBBY_ID, "two");
    expect(await shoal.listed(ann, LOBBY_ID)).toMatchObject({ head: 5, messageCount: 2, readSeq: 5, readMessageCount: 2 });
    expect(await shoal.types(ann.id)).toEqual(["joined"]);
    expect(await shoal.listed(ben, LOBBY_ID)).toMatchObject({ messageCount: 2, readSeq: 1, readMessageCount: 0 });
  });

  test("[P24b] earlier messages of others stay unread; marking them passes over the user's own ones behind", async () => {
    await using shoal = await open();
    const { ann, ben } = await annAndBen(shoal);
    await shoal.say(ben, LOBBY_ID, "one");
    await shoal.say(ann, LOBBY_ID, "two");
    await shoal.signUp("小鱼");
    await shoal.say(ann, LOBBY_ID, "three");
    expect(await shoal.listed(ann, LOBBY_ID)).toMatchObject({ messageCount: 3, readSeq: 0, readMessageCount: 0 });
    await shoal.say(ben, LOBBY_ID, "four");
    await shoal.say(ann, LOBBY_ID, "five");
    await shoal.storage.markRead(LOBBY_ID, ann.id, 3, AT);
    expect(await shoal.listed(ann, LOBBY_ID)).toMatchObject({ head: 8, messageCount: 5, readSeq: 6, readMessageCount: 3 });
    expect((await shoal.log(ann.id)).at(-1)).toMatchObject({ type: "read", readSeq: 6, readMessageCount: 3 });
  });

  test("[P10] [P24d] a message that is sent again moves no marker", async () => {
    await using shoal = await open();
    const { ann, ben } = await annAndBen(shoal);
    const id = newClientMessageId();
    await shoal.say(ann, LOBBY_ID, "one", id);
    await shoal.say(ben, LOBBY_ID, "two");
    await shoal.storage.markRead(LOBBY_ID, ann.id, 4, AT);
    expect(await shoal.say(ann, LOBBY_ID, "one", id)).toMatchObject({ seq: 3, isDuplicate: true });
    expect(await shoal.listed(ann, LOBBY_ID)).toMatchObject({ readSeq: 4, readMessageCount: 2 });
  });

  const random = new SeededRandom();
  test(`[P24d] under concurrent sends and reads, clients have the storage's marker (seed ${random.seed})`, async () => {
    await using shoal = await open();
    const { ann, ben } = await annAndBen(shoal);
    const room = await shoal.room(ann, "harbour");
    const people = [ann, ben].map((user) => ({ user, sync: syncOf() }));
    for (const { user, sync } of people) sync.welcome(await welcomeOf(shoal, user));
    let head = 1;
    for (let round = 0; round < 40; round += 1) {
      const before = shoal.appends.length;
      const doings = [
        () => shoal.say(ann, room.id, "mine"),
        () => shoal.say(ben, room.id, "yours"),
        () => shoal.storage.markRead(room.id, ann.id, random.integer(1, head), AT),
        () => shoal.storage.markRead(room.id, ben.id, random.integer(1, head), AT),
        () => shoal.storage.readAll(ben.id, AT),
        () => shoal.storage.configure({ conversationId: room.id, userId: ann.id, isMarkedUnread: true, at: AT }),
        () => shoal.storage.configure({ conversationId: room.id, userId: ben.id, isArchived: random.chance(0.5), at: AT }),
        () => shoal.storage.join(room.id, ben.id, AT),
        () => shoal.storage.leave(room.id, ben.id, AT),
      ];
      const some = Array.from({ length: random.integer(1, 8) }, () => random.pick(doings)());
      await Promise.allSettled(some);
      head = (await shoal.listed(ann, room.id))?.head ?? 0; // by now everything was announced
      for (const append of shoal.appends.slice(before)) {
        for (const { user, sync } of people) {
          if (append.logId === user.id || sync.conversations.has(append.logId))
            sync.events({ type: "events", ...append, events: [...append.events] });
        }
      }
      for (const { user, sync } of people) {
        const [known, stored] = [sync.conversations.get(room.id), await shoal.listed(user, room.id)];
        // After `joined` a client has no last message before the next one [P26e].
        const { lastMessage: _, ...rest } = stored ?? {};
        expect(known).toEqual(known !== undefined && known.lastMessage === undefined ? (rest as typeof known) : stored);
      }
    }
  });

  test("[P27] only members have one", async () => {
    await using shoal = await open();
    const room = await shoal.room(await shoal.signUp("Ann"), "harbour");
    const ben = await shoal.signUp("Ben");
    await expectRefusal(shoal.storage.markRead(room.id, ben.id, 1, AT), "not-found");
    await expectRefusal(shoal.storage.markRead("r_nowhere", ben.id, 1, AT), "not-found");
  });
}

/** Ann's lobby begins with her own coming, Ben's with his: 1 and 2. */
async function annAndBen(shoal: OpenStorage): Promise<{ ann: Person; ben: Person }> {
  return { ann: await shoal.signUp("Ann"), ben: await shoal.signUp("Ben") };
}

function syncOf(): Sync {
  return new Sync({ onEvent() {}, onGap() {}, onResume() {}, onRemoved() {}, onOutOfSync() {} });
}

async function welcomeOf({ storage }: OpenStorage, user: Person): Promise<Welcome> {
  const { userHead, conversations, invitations } = await storage.listConversations(user.id);
  const place = {
    epoch: storage.epoch,
    serverTime: AT,
    userHead,
    conversations: [...conversations],
    invitations: [...invitations],
  };
  return { type: "welcome", version: 1, sessionId: "s", user, limits, features: [], ...place };
}
