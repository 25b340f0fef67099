import { expect, test } from "bun:test";
import { ann, ben } from "../../../client/testing/frames.ts";
import type { AdminPerson } from "../../../protocol/admin.ts";
import { actsOn } from "./acts.ts";
import { listPeople } from "./list-people.ts";

const person: AdminPerson = {
  ...{ user: ben, isAccount: true, serverRole: "member", isOnline: false, createdAt: 0, lastSeenAt: 0, sessionCount: 1 },
};

test("staff is offered what its role allows on those below it, and only what makes sense now", () => {
  const administrator = { id: ann.id, role: "administrator" } as const;
  const moderator = { id: ann.id, role: "moderator" } as const;
  expect(actsOn(administrator, person)).toEqual(["mute", "ban", "sign-out", "reset-link", "role", "delete"]);
  expect(actsOn(moderator, person)).toEqual(["mute", "ban", "sign-out"]);
  expect(actsOn(moderator, { ...person, ban: { at: 0 }, mute: { at: 0 }, sessionCount: 0 })).toEqual(["unmute", "unban"]);
  expect(actsOn(moderator, { ...person, writesFrom: 1 })).toContain("unmute");
  expect(actsOn(moderator, { ...person, serverRole: "moderator" })).toEqual([]);
  expect(actsOn(administrator, { ...person, user: ann, serverRole: "administrator" })).toEqual(["reset-link", "role"]);
});

test("those online are found among everyone, some pages at a time", async () => {
  const asked: (string | undefined)[] = [];
  const page = async ({ after }: { after?: string | undefined }) => {
    asked.push(after);
    return { people: [person, { ...person, isOnline: true }], next: `${Number(after ?? 0) + 1}` };
  };
  const { items, next } = await listPeople({ text: "", filter: "online" }, undefined, page);
  expect(items.every(({ isOnline }) => isOnline)).toBe(true);
  expect([items.length, next, asked]).toEqual([5, "5", [undefined, "1", "2", "3", "4"]]);
});
