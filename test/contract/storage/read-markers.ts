import { expect, test } from "bun:test";
import { LOBBY_ID } from "../../../src/protocol/ids.ts";
import { AT, expectRefusal, type Open } from "./subject.ts";

export function readMarkerRules(open: Open): void {
  test("[P24] a read marker moves forward and tells the user's log", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    await shoal.say(ann, LOBBY_ID, "one");
    await shoal.signUp("Ben");
    await shoal.say(ann, LOBBY_ID, "two");
    await shoal.storage.markRead(LOBBY_ID, ann.id, 3, AT + 1);
    expect((await shoal.log(ann.id)).at(-1)).toEqual({
      ...{ seq: 2, at: AT + 1, type: "read", conversationId: LOBBY_ID },
      ...{ readSeq: 3, readMessageCount: 1 },
    });
    expect(await shoal.listed(ann, LOBBY_ID)).toMatchObject({ head: 4, messageCount: 2, readSeq: 3, readMessageCount: 1 });
  });

  test("[P24] it never moves back, and never past the head", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    await shoal.say(ann, LOBBY_ID, "one");
    await shoal.storage.markRead(LOBBY_ID, ann.id, 99, AT);
    expect(await shoal.listed(ann, LOBBY_ID)).toMatchObject({ readSeq: 2, readMessageCount: 1 });
    await shoal.storage.markRead(LOBBY_ID, ann.id, 1, AT);
    await shoal.storage.markRead(LOBBY_ID, ann.id, 2, AT);
    await shoal.storage.markRead(LOBBY_ID, ann.id, 100, AT);
    expect(await shoal.listed(ann, LOBBY_ID)).toMatchObject({ readSeq: 2 });
    expect(await shoal.types(ann.id)).toEqual(["joined", "read"]);
  });

  test("a marker set in the same moment as the message counts it", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    await Promise.all([shoal.say(ann, LOBBY_ID, "one"), shoal.storage.markRead(LOBBY_ID, ann.id, 2, AT)]);
    expect(await shoal.listed(ann, LOBBY_ID)).toMatchObject({ readSeq: 2, readMessageCount: 1 });
  });

  test("[P27] only members have one", async () => {
    await using shoal = await open();
    const room = await shoal.room(await shoal.signUp("Ann"), "harbour");
    const ben = await shoal.signUp("Ben");
    await expectRefusal(shoal.storage.markRead(room.id, ben.id, 1, AT), "not-found");
    await expectRefusal(shoal.storage.markRead("r_nowhere", ben.id, 1, AT), "not-found");
  });
}
