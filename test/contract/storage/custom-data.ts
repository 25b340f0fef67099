import { expect, test } from "bun:test";
import type { CustomData } from "../../../src/protocol/custom-data.ts";
import { LOBBY_ID, newClientMessageId } from "../../../src/protocol/ids.ts";
import type { Person } from "../../../src/protocol/people.ts";
import { eventually } from "../../support/eventually.ts";
import { AT, expectRefusal, type Open, type OpenStorage } from "./subject.ts";

const order: CustomData = { kind: "order", lines: [{ name: '小鱼 "tea"', count: 1.5 }], none: null, odd: "\ud800 \u0000" };

export function customDataRules(open: Open): void {
  test("[P225a] a message has its data live, in the log and in history, on every start", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const { seq } = await shoal.storage.appendMessage({ ...message(ann), data: order });
    await eventually(() => expect(shoal.appends.at(-1)?.events).toMatchObject([{ seq, data: order }]));
    await shoal.reopen();
    expect((await shoal.log(LOBBY_ID))[seq - 1]).toMatchObject({ text: "tea", data: order });
    expect(await stateOf(shoal, ann, seq)).toMatchObject({ text: "tea", data: order });
  });

  test("[P225c] data belongs to the content by which a message that is sent again is known", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const sent = { ...message(ann), data: order };
    const { data: _, ...plain } = sent;
    const { seq } = await shoal.storage.appendMessage(sent);
    const again = () => shoal.storage.appendMessage(sent);
    expect(await again()).toEqual({ seq, at: AT, isDuplicate: true });
    await expectRefusal(shoal.storage.appendMessage({ ...sent, data: { kind: "poll" } }), "conflict");
    await expectRefusal(shoal.storage.appendMessage(plain), "conflict");

    await shoal.storage.editMessage({ ...by(ann, seq), text: "tea", data: { kind: "poll" } });
    expect(await again()).toMatchObject({ seq, isDuplicate: true });
    await expectRefusal(shoal.storage.appendMessage({ ...sent, data: { kind: "poll" } }), "conflict");
    await shoal.storage.deleteMessage(by(ann, seq));
    expect(await again()).toMatchObject({ seq, isDuplicate: true });

    const simple = message(ann);
    await shoal.storage.appendMessage(simple);
    await expectRefusal(shoal.storage.appendMessage({ ...simple, data: order }), "conflict");
  });

  test("[P226a] an edit keeps the data, replaces it, or takes it away", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const { seq } = await shoal.storage.appendMessage({ ...message(ann), data: order });
    const edit = (text: string, data?: CustomData) => shoal.storage.editMessage({ ...by(ann, seq), text, data });
    const edits = async () => (await shoal.types(LOBBY_ID)).filter((type) => type === "edit").length;

    await edit("two teas");
    const announced = () => shoal.appends.at(-1)?.events;
    await eventually(() => expect(announced()).toMatchObject([{ type: "edit", text: "two teas", data: order }]));
    await shoal.storage.react({ ...by(ann, seq), emoji: "👍" });
    expect(await stateOf(shoal, ann, seq)).toMatchObject({ text: "two teas", data: order, reactions: [{ emoji: "👍" }] });
    await edit("two teas", order);
    expect(await edits()).toBe(1);
    await edit("two teas", { kind: "poll" });
    expect(await stateOf(shoal, ann, seq)).toMatchObject({ data: { kind: "poll" }, reactions: [{ emoji: "👍" }] });
    expect((await shoal.log(LOBBY_ID)).filter(({ type }) => type === "edit")).toMatchObject([
      { data: { kind: "poll" } },
      { data: { kind: "poll" } },
    ]);
    for (let count = 0; count < 2; count += 1) await edit("two teas", {});
    expect(await edits()).toBe(3);
    expect(await stateOf(shoal, ann, seq)).not.toHaveProperty("data");
  });

  test("[P226b] deleting a message leaves nothing of its data", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const { seq } = await shoal.storage.appendMessage({ ...message(ann), data: { secret: "secret" } });
    await shoal.storage.editMessage({ ...by(ann, seq), text: "tea", data: { secret: "secret two" } });
    await shoal.storage.deleteMessage(by(ann, seq));
    expect(await stateOf(shoal, ann, seq)).toMatchObject({ text: "", isDeleted: true });
    expect(JSON.stringify(await shoal.log(LOBBY_ID))).not.toContain("secret");
  });

  test("data that looks like the details of a message passes for none of them", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const data: CustomData = { deleted: 1, files: [{ type: "image/png" }], sentHash: "x", reactions: [] };
    const { seq } = await shoal.storage.appendMessage({ ...message(ann), text: "halibut", data });
    const found = async (query: string) => (await shoal.storage.search({ userId: ann.id, query, limit: 10 })).items.length;
    expect(await stateOf(shoal, ann, seq)).toMatchObject({ text: "halibut", data });
    await eventually(async () => expect(await found("halibut")).toBe(1));
    expect([await found("halibut has:file"), await found("halibut has:image")]).toEqual([0, 0]);
    // What the index has of it is scrubbed with it.
    await shoal.storage.deleteMessage(by(ann, seq));
    await eventually(async () => expect(await found("halibut")).toBe(0));
  });
}

function message({ id }: Person) {
  return { conversationId: LOBBY_ID, userId: id, clientMessageId: newClientMessageId(), text: "tea", at: AT };
}

function by({ id }: Person, seq: number) {
  return { conversationId: LOBBY_ID, userId: id, seq, at: AT };
}

async function stateOf(shoal: OpenStorage, reader: Person, seq: number) {
  const { events } = await shoal.storage.readHistory(LOBBY_ID, reader.id, { after: seq - 1, limit: 1 });
  return events[0];
}
