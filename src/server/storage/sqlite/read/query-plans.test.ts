import { expect, test } from "bun:test";
import { join } from "node:path";
import { temporaryFolder } from "../../../../../test/support/temporary-folder.ts";
import { conversationOfUserSql } from "../conversation-rows.ts";
import { Database } from "../database.ts";
import { invitationsOfUserSql } from "../invitation-rows.ts";
import { prepareDatabase } from "../start/prepare-database.ts";
import { sessionsSql } from "./accounts.ts";
import { membersSql, roomsSql, unreadMentionsSql } from "./conversations.ts";
import { visibleFileSql } from "./files.ts";
import { entriesAfterSql, entriesBeforeSql, pageAfterSql, pageBeforeSql } from "./logs.ts";
import { mentionsSql, pinsSql, reactorsSql } from "./message-lists.ts";
import { commonRoomsSql, sharedConversationSql } from "./people.ts";
import { pushMembersSql, pushTargetSql, pushTargetsSql } from "./push-targets.ts";

test("[P19a] a page of a log is found by its primary key, whatever the log has", async () => {
  for (const sql of [pageAfterSql, pageBeforeSql, entriesAfterSql, entriesBeforeSql]) {
    const plan = await planOf(sql);
    expect(plan[0]).toMatch(/^SEARCH events USING PRIMARY KEY \(log_key=\? AND seq>=?\? AND seq<=?\?\)$/);
    expect(plan.join()).not.toMatch(/SCAN|TEMP B-TREE/);
  }
});

test("lists are read in the order of an index: nothing is scanned, nothing is sorted", async () => {
  for (const sql of [conversationOfUserSql, invitationsOfUserSql, roomsSql, membersSql]) {
    expect((await planOf(sql)).join()).not.toMatch(/SCAN|TEMP B-TREE/);
  }
});

test("the lists of messages are read in the order of an index, however many there are", async () => {
  expect((await planOf(reactorsSql)).join()).not.toMatch(/SCAN|TEMP B-TREE/);
  expect((await planOf(pinsSql)).join()).not.toContain("SCAN");
  expect((await planOf(unreadMentionsSql)).join()).not.toContain("SCAN");
  const plan = (await planOf(mentionsSql)).join();
  expect(plan.match(/SEARCH mentions USING INDEX mentions_by_time \(user_key=\? AND \(at,log_key,seq\)</g)).toHaveLength(2);
  expect(plan).not.toContain("SCAN mentions");
});

test("[P26c] a user's list is read by the index of listed conversations, however many strangers have opened", async () => {
  const plan = (await planOf(conversationOfUserSql)).join();
  expect(plan).toContain("SEARCH membership USING INDEX listed_memberships (user_key=?)");
});

test("[P83a] a file is found by its id and its reader's membership, whatever there is", async () => {
  expect((await planOf(visibleFileSql)).join()).not.toMatch(/SCAN|TEMP B-TREE/);
});

test("[P111] a person's card costs as much as the asker's list is long, and the sessions of a user are found by their index", async () => {
  for (const sql of [sharedConversationSql, commonRoomsSql]) {
    const plan = (await planOf(sql)).join();
    expect(plan).toMatch(/SEARCH own USING (COVERING )?INDEX listed_memberships \(user_key=\?\)/);
    expect(plan).toMatch(/SEARCH memberships (EXISTS )?USING PRIMARY KEY \(user_key=\? AND conversation_key=\?\)/);
    expect(plan).not.toContain("SCAN");
  }
  expect((await planOf(sessionsSql)).join()).toContain("SEARCH sessions USING INDEX sessions_of_user (user_key=?)");
});

test("[P130a] the devices that a message calls are found through the members of its conversation, a page of them at a time", async () => {
  expect((await planOf(pushMembersSql)).join()).toMatch(
    /^CO-ROUTINE|SEARCH memberships USING COVERING INDEX members_by_nickname/,
  );
  const plan = (await planOf(pushTargetsSql)).join();
  expect(plan).toContain(
    "SEARCH membership USING INDEX members_by_nickname (conversation_key=? AND nickname_key>? AND nickname_key<?)",
  );
  expect(plan).toContain("SEARCH push USING INDEX push_subscriptions_of_user (user_key=?)");
  for (const sql of [pushTargetsSql, pushTargetSql]) expect((await planOf(sql)).join()).not.toMatch(/SCAN|TEMP B-TREE/);
});

async function planOf(sql: string): Promise<string[]> {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "shoal.db");
  prepareDatabase(file);
  const database = new Database(file);
  const parameters = new Set(Array.from(sql.matchAll(/\?\d*/g), ([name], index) => (name === "?" ? index : name)));
  const values = Array.from(parameters, () => 1);
  const rows = database.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, ...values);
  database.close();
  return rows.map(({ detail }) => detail);
}
