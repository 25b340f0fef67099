import { expect, test } from "bun:test";
import { AT, expectRefusal, type Open } from "./subject.ts";

export function directRules(open: Open): void {
  test("[P26] two people have one conversation, whoever opens it", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const ben = await shoal.signUp("Ben");
    const direct = await shoal.direct(ann, ben);
    expect(direct).toMatchObject({ kind: "direct", peer: ben, head: 0, messageCount: 0, readSeq: 0 });
    expect((await shoal.log(ann.id)).at(-1)).toEqual({ seq: 2, at: AT, type: "joined", conversation: direct });
    expect(await shoal.direct(ann, ben)).toEqual(direct);
    expect(await shoal.types(ann.id)).toEqual(["joined", "joined"]);
    expect(await shoal.direct(ben, ann)).toMatchObject({ ...direct, peer: ann });
    expect((await shoal.log(ben.id)).at(-1)).toMatchObject({ type: "joined", conversation: { id: direct.id, peer: ann } });
  });

  test("[P26] the peer sees it from its first message on, all of it unread", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const ben = await shoal.signUp("Ben");
    const direct = await shoal.direct(ann, ben);
    expect(await shoal.listed(ben, direct.id)).toBeUndefined();
    await shoal.say(ann, direct.id, "psst");
    await shoal.say(ann, direct.id, "hey");
    expect(await shoal.types(ben.id)).toEqual(["joined", "joined"]);
    const conversation = { ...direct, peer: ann };
    expect((await shoal.log(ben.id)).at(-1)).toEqual({ seq: 2, at: AT, type: "joined", conversation });
    expect(await shoal.listed(ben, direct.id)).toMatchObject({ head: 2, messageCount: 2, readSeq: 0, readMessageCount: 0 });
  });

  test("[P7] joined for the peer is announced with the first message, and before it", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const ben = await shoal.signUp("Ben");
    const direct = await shoal.direct(ann, ben);
    await shoal.say(ann, direct.id, "psst");
    expect(shoal.batches.at(-1)?.map(({ logId }) => logId)).toEqual([ben.id, direct.id]);
  });

  test("[P27] before its first message it does not exist for the peer", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const ben = await shoal.signUp("Ben");
    const { id } = await shoal.direct(ann, ben);
    await expectRefusal(shoal.say(ben, id, "I knew it"), "not-found");
    await expectRefusal(shoal.storage.readHistory(id, ben.id, { limit: 9 }), "not-found");
    await expectRefusal(shoal.storage.listMembers(id, ben.id, { prefix: "", limit: 9 }), "not-found");
    await expectRefusal(shoal.storage.markRead(id, ben.id, 1, AT), "not-found");
  });

  test("nobody talks to themselves or to nobody", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    await expectRefusal(shoal.direct(ann, ann), "not-allowed");
    await expectRefusal(shoal.direct(ann, { id: "u_nobody", nickname: "" }), "not-found");
    await expectRefusal(shoal.direct({ id: "u_nobody", nickname: "" }, ann), "not-found");
  });

  test("it cannot be left", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const direct = await shoal.direct(ann, await shoal.signUp("Ben"));
    await expectRefusal(shoal.storage.leave(direct.id, ann.id, AT), "not-allowed");
  });

  test("both may open it in the same moment", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const ben = await shoal.signUp("Ben");
    const [one, other] = await Promise.all([shoal.direct(ann, ben), shoal.direct(ben, ann)]);
    expect(one.id).toBe(other.id);
    expect(await shoal.types(ben.id)).toEqual(["joined", "joined"]);
  });
}
