import { expect, test } from "bun:test";
import { AT } from "../../../test/contract/storage/subject.ts";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { setScene } from "../check/testing/scene.ts";
import { DAY_MS } from "./messages-by-time.ts";
import { readStats } from "./read-stats.ts";
import { statsLines } from "./stats.ts";

test("stats count what is there, by day and by size, and show no text", async () => {
  await using scene = await setScene();
  const stats = await readStats({ data: scene.path }, new FakeClock(AT + DAY_MS));
  expect(stats).toMatchObject({
    ...{ schemaName: expect.any(String), oldestMessageAt: AT, newestMessageAt: AT, searchIndex: "up to date", messages: 13 },
    people: { guests: 0, accounts: 2, staff: 1, banned: 0, retired: 0, deleted: 1 },
    rooms: { public: 2, private: 0, archived: 0, closed: 1, privateConversations: 1 },
    files: [{ type: "application/octet-stream", files: 1 }],
    mostFileBytes: [{ userId: scene.ann.id, nickname: "Ann", files: 1 }],
  });
  expect(stats.largestRooms.map(({ name, members }) => [name, members])).toEqual([
    ["lobby", 2],
    ["Reef", 2],
  ]);
  expect(stats.messagesPerDay.slice(-3).map(({ messages }) => messages)).toEqual([0, 13, 0]);
  expect(stats.messagesPerDay).toHaveLength(14);

  const text = statsLines(stats, 0).join("\n");
  expect(text).toMatch(/2030-01-01 {2}█+ 13$/m);
  expect(text).toMatch(/2030-01-02 {2}0$/m);
  for (const said of ["herring", "cod", "in private", "in the reef", "note.txt"])
    expect(text + JSON.stringify(stats)).not.toContain(said);
});
