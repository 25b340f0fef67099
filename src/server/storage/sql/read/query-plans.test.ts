import { expect, test } from "bun:test";
import { join } from "node:path";
import { temporaryFolder } from "../../../../../test/support/temporary-folder.ts";
import { SqliteDatabase } from "../../sqlite/database.ts";
import { prepareDatabase } from "../../sqlite/start/prepare-database.ts";
import { conversationsOfUserSql } from "../conversation-rows.ts";
import { invitationsOfUserSql } from "../invitation-rows.ts";
import { briefGuestsSql, expiredGuestsSql } from "../write/accounts.ts";
import { sessionsSql } from "./accounts.ts";
import { reportsOnServerSql } from "./administration.ts";
import { auditSql } from "./audit.ts";
import { membersSql, roomsSql, unreadMentionsSql } from "./conversations.ts";
import { pictureSql, visibleFileSql } from "./files.ts";
import { entriesAfterSql, entriesBeforeSql, pageAfterSql, pageBeforeSql } from "./logs.ts";
import { mentionsSql, pinsSql, reactorsSql } from "./message-lists.ts";
import { ownEventsSql } from "./own-data.ts";
import { commonRoomsSql, sharedConversationSql } from "./people.ts";
import { peopleSql } from "./people-on-server.ts";
import { pushMembersSql, pushTargetSql, pushTargetsSql } from "./push-targets.ts";
import { blocksAmongSql, readMarkersSql } from "./read-markers.ts";

test("[P19a] a page of a log is found by its primary key, whatever the log has", async () => {
  for (const sql of [pageAfterSql, pageBeforeSql, entriesAfterSql, entriesBeforeSql]) {
    const plan = await planOf(sql);
    expect(plan[0]).toMatch(/^SEARCH events USING PRIMARY KEY \(log_key=\? AND seq>=?\? AND seq<=?\?\)$/);
    expect(plan.join()).not.toMatch(/SCAN|TEMP B-TREE/);
  }
});

test("lists are read in the order of an index: nothing is scanned, nothing is sorted", async () => {
  for (const sql of [conversationsOfUserSql, invitationsOfUserSql, roomsSql, membersSql]) {
    expect((await planOf(sql)).join()).not.toMatch(/SCAN|TEMP B-TREE/);
  }
});

test("[P150g] guests who are let go are found by an index, however many guests and accounts there are", async () => {
  expect((await planOf(expiredGuestsSql)).join()).toMatch(/SEARCH users USING INDEX users_by_last_visit/);
  const plan = (await planOf(briefGuestsSql)).join();
  expect(plan).toMatch(/SEARCH users USING INDEX brief_guests/);
  expect(plan).not.toMatch(/SCAN|TEMP B-TREE/);
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
  const plan = (await planOf(conversationsOfUserSql)).join();
  expect(plan).toContain("SEARCH membership USING INDEX listed_memberships (user_key=?)");
});

test("[P180g] open reports of the whole server are read in their order, however many were resolved", async () => {
  const plan = (await planOf(reportsOnServerSql)).join();
  expect(plan).toContain("SEARCH reports USING INDEX open_reports (id>?)");
  expect(plan).not.toMatch(/SCAN|TEMP B-TREE/);
});

test("[P83a] a file is found by its id and its reader's membership, whatever there is", async () => {
  expect((await planOf(visibleFileSql)).join()).not.toMatch(/SCAN|TEMP B-TREE/);
});

test("[P122] a picture is found by its id, whatever there is", async () => {
  expect((await planOf(pictureSql)).join()).not.toMatch(/SCAN (?!CONSTANT)|TEMP B-TREE/);
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

test("[P24e] the markers of a conversation cost as much as it has members, and the blocks among them as many as those have", async () => {
  for (const sql of [readMarkersSql, blocksAmongSql]) {
    const plan = (await planOf(sql)).join();
    expect(plan).toMatch(/SEARCH (member|memberships) USING (COVERING )?INDEX members_by_nickname \(conversation_key=\?\)/);
    expect(plan).not.toMatch(/SCAN|TEMP B-TREE/);
  }
  expect((await planOf(blocksAmongSql)).join()).toContain("SEARCH blocks USING PRIMARY KEY (user_key=?)");
});

test("[P179d] people are listed in the order of an index, however many there are; few are staff or restricted", async () => {
  for (const filter of ["all", "guests"] as const)
    expect((await planOf(peopleSql(filter))).join()).not.toMatch(/SCAN|TEMP B-TREE/);
  for (const filter of ["banned", "muted"] as const) {
    expect((await planOf(peopleSql(filter))).join()).toContain(
      "SEARCH restrictions USING PRIMARY KEY (conversation_key=? AND kind=?)",
    );
  }
  expect((await planOf(peopleSql("staff"))).join()).toMatch(/SCAN accounts USING (COVERING )?INDEX staff/);
});

test("[P179e] the audit log is read backwards by an index, whatever it is asked for", async () => {
  for (const conditions of [
    [],
    ["user_key = ?"],
    ["actor_key = ?"],
    ["act = ?"],
    ["conversation_key = ?"],
    ["user_key = ?", "act = ?"],
  ]) {
    expect((await planOf(auditSql(conditions))).join()).not.toMatch(/SCAN|TEMP B-TREE/);
  }
});

test("[P178a] a user's own events of a log are found by its primary key, so many places at a time", async () => {
  const plan = (await planOf(ownEventsSql)).join();
  expect(plan).toMatch(/SEARCH events USING PRIMARY KEY \(log_key=\? AND seq>\? AND seq<\?\)/);
  expect(plan).not.toMatch(/SCAN|TEMP B-TREE/);
});

async function planOf(sql: string): Promise<string[]> {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "shoal.db");
  prepareDatabase(file);
  const database = new SqliteDatabase(file);
  const parameters = new Set(Array.from(sql.matchAll(/\?\d*/g), ([name], index) => (name === "?" ? index : name)));
  const values = Array.from(parameters, () => 1);
  const rows = database.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, ...values);
  database.close();
  return rows.map(({ detail }) => detail);
}
