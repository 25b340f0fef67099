import { expect, test } from "bun:test";
import { LOBBY_ID } from "../../../src/protocol/ids.ts";
import { AT, expectRefusal, type Open } from "./subject.ts";

export function listRules(open: Open): void {
  test("everything a user is in, with the place of their own log at that moment", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const ben = await shoal.signUp("Ben");
    const room = await shoal.room(ann, "harbour");
    const direct = await shoal.direct(ann, ben);
    await shoal.storage.join(room.id, ben.id, AT);
    await shoal.say(ben, room.id, "hello");
    const { userHead, conversations } = await shoal.storage.listConversations(ann.id);
    expect(userHead).toBe(3);
    expect(conversations.map(({ id }) => id).toSorted()).toEqual([LOBBY_ID, room.id, direct.id].toSorted());
    expect(await shoal.listed(ann, room.id)).toMatchObject({ ...room, head: 3, messageCount: 1 });
    expect(await shoal.listed(ann, LOBBY_ID)).toMatchObject({ head: 2, messageCount: 0, readSeq: 0 });
  });

  test("[P26e] a conversation has the beginning of its last message, in its present state", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const ben = await shoal.signUp("Ben");
    const { id } = await shoal.room(ann, "harbour");
    expect((await shoal.listed(ann, id))?.lastMessage).toBeUndefined();
    const { seq } = await shoal.say(ann, id, `hello ${"x".repeat(500)}`);
    await shoal.storage.join(id, ben.id, AT);
    const by = { id: ann.id, nickname: "Ann" };
    expect((await shoal.listed(ben, id))?.lastMessage).toEqual({ seq, by, at: AT, text: `hello ${"x".repeat(194)}` });
    await shoal.storage.editMessage({ conversationId: id, userId: ann.id, seq, text: "goodbye", at: AT + 1 });
    expect((await shoal.listed(ann, id))?.lastMessage).toEqual({ seq, by, at: AT, text: "goodbye" });
    await shoal.storage.deleteMessage({ conversationId: id, userId: ann.id, seq, at: AT + 2 });
    expect((await shoal.listed(ann, id))?.lastMessage).toEqual({ seq, by, at: AT });
    const next = await shoal.say(ben, id, "next");
    expect((await shoal.listed(ann, id))?.lastMessage).toMatchObject({ seq: next.seq, text: "next" });
  });

  test("a direct message conversation that a peer has opened is unlisted until its first message", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const ben = await shoal.signUp("Ben");
    const direct = await shoal.direct(ann, ben);
    expect((await shoal.storage.listConversations(ben.id)).unlistedIds).toEqual([direct.id]);
    expect((await shoal.storage.listConversations(ann.id)).unlistedIds).toEqual([]);
    await shoal.say(ann, direct.id, "hello");
    expect((await shoal.storage.listConversations(ben.id)).unlistedIds).toEqual([]);
  });

  test("public rooms come by name, page after page", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const ben = await shoal.signUp("Ben");
    for (const name of ["Reef", "cave", "Harbour", "鱼塘"]) await shoal.room(ann, name);
    await shoal.room(ann, "hidden", { isPrivate: true });
    const first = await shoal.storage.listRooms(ben.id, { text: "", limit: 3 });
    expect(first.items.map(({ name }) => name)).toEqual(["cave", "Harbour", "lobby"]);
    expect(first.items[2]).toEqual({ id: LOBBY_ID, name: "lobby", memberCount: 2, isMember: true });
    expect(first.items[0]).toMatchObject({ memberCount: 1, isMember: false });
    const second = await shoal.storage.listRooms(ben.id, { text: "", after: first.next, limit: 3 });
    expect(second.items.map(({ name }) => name)).toEqual(["Reef", "鱼塘"]);
    expect(second.next).toBeUndefined();
    const exact = await shoal.storage.listRooms(ben.id, { text: "", limit: 5 });
    expect(exact.next).toBeUndefined();
  });

  test("a part of a name narrows the rooms, and its signs are only signs", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    for (const name of ["harbour", "hall", "h%", "鱼塘", "鱼"]) await shoal.room(ann, name);
    const named = async (text: string): Promise<string[]> =>
      (await shoal.storage.listRooms(ann.id, { text, limit: 9 })).items.map(({ name }) => name);
    expect(await named("ha")).toEqual(["hall", "harbour"]);
    expect(await named("h%")).toEqual(["h%"]);
    expect(await named("鱼")).toEqual(["鱼", "鱼塘"]);
    expect(await named("x")).toEqual([]);
  });

  test("[P50f] a name is found by any part of it; those that begin with the part come first, page after page", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    for (const name of ["Fishing", "goldfish", "big fish", "fish", "数学一班", "一班"]) await shoal.room(ann, name);
    const named = async (text: string, limit: number): Promise<string[]> => {
      const names: string[] = [];
      for (let after: string | undefined; ; ) {
        const page = await shoal.storage.listRooms(ann.id, { text, after, limit });
        names.push(...page.items.map(({ name }) => name));
        after = page.next;
        if (after === undefined) return names;
      }
    };
    for (const limit of [1, 2, 3, 9]) {
      expect(await named("fish", limit)).toEqual(["fish", "Fishing", "big fish", "goldfish"]);
      expect(await named("一班", limit)).toEqual(["一班", "数学一班"]);
    }
  });

  test("members come by nickname, page after page, with their roles and their number", async () => {
    await using shoal = await open();
    const ced = await shoal.signUp("Ced");
    const room = await shoal.room(ced, "harbour");
    for (const nickname of ["ben", "Ann", "小鱼", "Bea"]) {
      await shoal.storage.join(room.id, (await shoal.signUp(nickname)).id, AT);
    }
    const page = async (text: string, limit: number, after?: string) =>
      await shoal.storage.listMembers(room.id, ced.id, { text, limit, after });
    const first = await page("", 3);
    expect(first.items.map(({ nickname }) => nickname)).toEqual(["Ann", "Bea", "ben"]);
    expect(first.memberCount).toBe(5);
    const second = await page("", 3, first.next);
    expect(second.items.map(({ nickname, role }) => [nickname, role])).toEqual([
      ["Ced", "owner"],
      ["小鱼", "member"],
    ]);
    expect(second.next).toBeUndefined();
    const narrowed = await page("be", 1);
    expect(narrowed).toMatchObject({ items: [{ nickname: "Bea" }], memberCount: 5 });
    expect((await page("be", 1, narrowed.next)).items).toMatchObject([{ nickname: "ben" }]);
  });

  test("[P27] members are for members", async () => {
    await using shoal = await open();
    const room = await shoal.room(await shoal.signUp("Ann"), "harbour");
    const ben = await shoal.signUp("Ben");
    const all = { text: "", limit: 9 };
    await expectRefusal(shoal.storage.listMembers(room.id, ben.id, all), "not-found");
    await expectRefusal(shoal.storage.listMembers("r_nowhere", ben.id, all), "not-found");
  });

  test("two people are the members of their conversation", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const direct = await shoal.direct(ann, await shoal.signUp("Ben"));
    const { items, memberCount } = await shoal.storage.listMembers(direct.id, ann.id, { text: "", limit: 9 });
    expect(items.map(({ nickname }) => nickname)).toEqual(["Ann", "Ben"]);
    expect(memberCount).toBe(2);
  });
}
