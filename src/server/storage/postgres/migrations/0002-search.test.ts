import { expect, test } from "bun:test";
import { SQL } from "bun";
import { newGuest } from "../../../../../test/contract/storage/subject.ts";
import { PostgresServer } from "../../../../../test/support/postgres-server.ts";
import { LOBBY_ID, newClientMessageId } from "../../../../protocol/ids.ts";
import { HostedConnection } from "../connection/hosted-connection.ts";
import { PostgresDatabase } from "../postgres-database.ts";
import { checkSearchIndex } from "../search/check.ts";
import { Indexer } from "../search/indexer.ts";
import { WriteService } from "../threads/write-service.ts";
import { firstSchema } from "./first-schema/first-schema.ts";
import { migrate } from "./migrate.ts";

test("messages from before the index are indexed, and a node of the version before goes on beside it", async () => {
  await using server = await PostgresServer.start();
  const url = await server.createDatabase();
  const sql = new SQL(url, { max: 1 });
  await migrate(sql, [firstSchema]);
  const [database, nodeBefore] = [
    new PostgresDatabase(new HostedConnection(url)),
    new PostgresDatabase(new HostedConnection(url)),
  ];
  const writes = new WriteService(nodeBefore, () => {});
  const ann = newGuest("ann");
  writes.run([{ verb: "createGuest", argument: ann }]);
  const target = { conversationId: LOBBY_ID, userId: ann.user.id, at: 1 };
  const say = (text: string) => {
    const message = { ...target, clientMessageId: newClientMessageId(), text };
    const [answer] = writes.run([{ verb: "appendMessage", argument: message }]).answers;
    return (answer as { value: { seq: number } }).value.seq;
  };
  const seq = say("pearl");
  say("oyster");
  writes.run([{ verb: "editMessage", argument: { ...target, seq, text: "clam" } }]);
  await migrate(sql);
  say("mussel");
  const indexer = new Indexer(database);
  while (indexer.step().isBehind);
  const problems: unknown[] = [];
  expect(checkSearchIndex(database, (problem) => problems.push(problem))).toEqual({ messages: 3, logsBehind: 0 });
  expect(problems).toEqual([]);
  expect(await sql`SELECT * FROM scrubs`).toHaveLength(0);
  database.close();
  nodeBefore.close();
  await sql.close();
});
