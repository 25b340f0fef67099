import { expect, test } from "bun:test";
import type { Member, MemberList, PageQuery, Report } from "../../client/index.ts";
import { listText, presentMembers } from "./present-members.ts";
import { reportsByMessage } from "./reports-by-message.ts";

const person = (name: string) => ({ id: `u_${name}`, nickname: name });
const member = (name: string, isOnline: boolean): Member => ({ ...person(name), role: "member", isOnline });

test("those present are read page by page, and one who has come since is among them", async () => {
  const asked: (string | undefined)[] = [];
  const pages: Record<string, { members: Member[]; next?: string }> = {
    "": { members: [member("ann", true), member("ben", false)], next: "ben" },
    ben: { members: [member("cleo", true)] },
  };
  const client = {
    async members(conversationId: string, { after }: PageQuery = {}): Promise<MemberList> {
      asked.push(after);
      const { members = [], next } = pages[after ?? ""] ?? {};
      return { type: "member-list", requestId: 1, conversationId, memberCount: 3, members, ...(next && { next }) };
    },
  };
  const present = await presentMembers(client, "r_reef", new Map([["u_dan", person("dan")]]));
  expect(present.map(({ nickname }) => nickname).toSorted()).toEqual(["ann", "cleo", "dan"]);
  expect(asked).toEqual([undefined, "ben"]);
  expect(listText("Maths, 28 Nov: 2", [person("ann"), person("cleo")])).toBe("Maths, 28 Nov: 2\nann\ncleo");
});

test("[P176] reports of one message stand together", () => {
  const report = (id: number, seq: number, reporter: string): Report => ({
    ...{ id, seq, at: id, conversationId: "r_reef", text: "spam" },
    ...{ author: person("ben"), reporter: person(reporter) },
  });
  const gathered = reportsByMessage([report(1, 7, "ann"), report(2, 9, "ann"), report(3, 7, "cleo")]);
  expect(gathered.map(({ seq, reports }) => [seq, reports.map(({ id }) => id)])).toEqual([
    [7, [1, 3]],
    [9, [2]],
  ]);
});
