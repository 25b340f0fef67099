import { expect, test } from "bun:test";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import type { Storage } from "../storage/storage.ts";
import { Exports } from "./exports.ts";

const profile = {
  person: { id: "u_ann", nickname: "ann" },
  sessions: [],
  identities: [],
  blockedIds: [],
  reports: [],
  uploads: [],
};
const conversation = { conversationId: "lobby", kind: "room", joinedAt: 1 } as const;

/** Two conversations, which are one, in a log of 3 pages. */
function exportsOn(reads: string[]): Exports {
  const storage = {
    async exportProfile() {
      reads.push("profile");
      return profile;
    },
    async exportConversations(_userId: string, after: string | undefined) {
      reads.push("conversations");
      return after === undefined ? { items: [conversation], next: "1" } : { items: [conversation] };
    },
    async exportEvents(_userId: string, _conversationId: string, after: number) {
      reads.push(`events after ${after}`);
      const seq = after + 2_000;
      return { events: after === 2_000 ? [] : [{ type: "message", seq, at: 1, text: `at ${seq}` }], last: seq, head: 6_000 };
    },
  };
  return new Exports({
    storage: storage as unknown as Storage,
    clock: new FakeClock(),
    filePath: ({ id }) => `/api/files/${id}`,
  });
}

test("[P178c] an export reads a page when it is asked for one, and each conversation once", async () => {
  const reads: string[] = [];
  const exports = exportsOn(reads);
  const texts = exports.begin("u_ann");
  expect(reads).toEqual([]);
  expect((await texts.next()).value).toContain('"type":"profile"');
  expect(reads).toEqual(["profile"]);
  await texts.next();
  await texts.next();
  expect(reads).toEqual(["profile", "conversations", "events after 0"]);
  const rest = await Array.fromAsync(texts);
  expect(rest.join("")).toEndWith(
    '{"type":"message","seq":6000,"at":1,"text":"at 6000","conversationId":"lobby"}\n{"type":"end","lines":5}\n',
  );
  expect(reads).toEqual([
    ...["profile", "conversations", "events after 0", "events after 2000", "events after 4000", "conversations"],
  ]);
});

test("[P178c] a user has one export at a time, and the server eight; one that ends makes room, also when nothing was asked of it", async () => {
  const exports = exportsOn([]);
  const first = exports.begin("u_ann");
  expect(() => exports.begin("u_ann")).toThrow(expect.objectContaining({ code: "rate-limited", retryAfterMs: 10_000 }));
  for (let index = 2; index <= 8; index += 1) exports.begin(`u_${index}`);
  expect(() => exports.begin("u_9")).toThrow(expect.objectContaining({ code: "rate-limited" }));
  await exports.end("u_ann", first);
  const second = exports.begin("u_ann");
  // The end of an earlier one is not that of a later one.
  await exports.end("u_ann", first);
  expect(() => exports.begin("u_ann")).toThrow();
  await second.next();
  await exports.end("u_ann", second);
  expect(await second.next()).toEqual({ done: true, value: undefined });
});
