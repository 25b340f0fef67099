import { afterAll, beforeAll, expect, test } from "bun:test";
import { SQL } from "bun";
import { newGuest } from "../../../../../test/contract/storage/subject.ts";
import { eventually } from "../../../../../test/support/eventually.ts";
import { PostgresServer } from "../../../../../test/support/postgres-server.ts";
import { LOBBY_ID, newClientMessageId } from "../../../../protocol/ids.ts";
import type { Value } from "../../sql/database.ts";
import type { BlockingConnection } from "../connection/blocking-connection.ts";
import { HostedConnection } from "../connection/hosted-connection.ts";
import { PostgresDatabase } from "../postgres-database.ts";
import { openPostgresStorage } from "../postgres-storage.ts";
import { prepareDatabase } from "../prepare-database.ts";
import { WriteService } from "../threads/write-service.ts";
import { PostgresCandidates } from "./candidates.ts";
import { checkSearchIndex, type IndexProblem } from "./check.ts";
import { Indexer } from "./indexer.ts";
import { PostingChanges } from "./postings.ts";

const LOBBY_KEY = 1;

let server: PostgresServer;
let template: string;

beforeAll(async () => {
  server = await PostgresServer.start();
  const url = await server.createDatabase();
  await prepareDatabase(url, () => {});
  template = new URL(url).pathname.slice(1);
});

afterAll(() => server[Symbol.asyncDispose]());

test("nodes that index at once index every message once", async () => {
  const url = await server.createDatabase({ copyOf: template });
  const nodes = await Promise.all([1, 2].map(() => openPostgresStorage({ url, onCommit: () => {} })));
  const ann = newGuest("ann");
  await nodes[0]?.createGuest(ann);
  const at = 1;
  const say = (text: string) => ({
    conversationId: LOBBY_ID,
    userId: ann.user.id,
    clientMessageId: newClientMessageId(),
    text,
    at,
  });
  await Promise.all(
    Array.from({ length: 200 }, async (_, index) => {
      const node = nodes[index % nodes.length];
      const stored = await node?.appendMessage(say(`pearl ${index}`));
      const target = { conversationId: LOBBY_ID, userId: ann.user.id, seq: stored?.seq ?? 0, at };
      if (index % 10 === 0) await node?.editMessage({ ...target, text: `clam ${index}` });
      if (index % 15 === 0) await node?.deleteMessage(target);
    }),
  );
  const database = new PostgresDatabase(new HostedConnection(url));
  await eventually(() => expect(checkedIndex(database)).toEqual({ messages: 186, logsBehind: 0, problems: [] }));
  database.close();
  await Promise.all(nodes.map((node) => node.close()));
});

test("killed at any statement, another node goes on where the last step ended", async () => {
  await using scene = await Scene.open();
  let indexed = 0;
  for (let statements = 1; indexed < 3; statements += 1) {
    const seq = scene.say("pearl of the sea");
    scene.edit(seq, "oyster 牡蛎");
    scene.delete(scene.say("clam"));
    const failing = new FailingDatabase(new HostedConnection(scene.url), statements);
    try {
      while (new Indexer(failing).step().isBehind);
      indexed += 1;
    } catch (error) {
      expect(String(error)).toContain("killed");
      failing.close();
    }
    await scene.indexAll();
  }
  expect(scene.check().problems).toEqual([]);
  expect(scene.tokens()).toContain("oyster");
});

test("[P41a] a text that was replaced, deleted or trimmed leaves the index with all of its words", async () => {
  await using scene = await Scene.open();
  const [edited, deleted, trimmed] = [scene.say("pearl pearls"), scene.say("clam shared"), scene.say("mussel")];
  scene.say("shared");
  await scene.indexAll();
  scene.edit(edited, "珍珠");
  scene.delete(deleted);
  await scene.sql`INSERT INTO scrubs (log_key, seq, old_text, kinds, author_key)
    SELECT log_key, seq, body, 0, user_key FROM events WHERE log_key = ${LOBBY_KEY} AND seq = ${trimmed}`;
  await scene.sql`DELETE FROM events WHERE log_key = ${LOBBY_KEY} AND seq = ${trimmed}`;
  await scene.indexAll();
  for (const word of ["pearl", "pearls", "clam", "mussel"]) expect(scene.tokens()).not.toContain(word);
  expect(scene.tokens()).toContain("shared");
  expect(await scene.sql`SELECT * FROM scrubs`).toHaveLength(0);
  expect(scene.check().problems).toEqual([]);
});

test("what was in the feed while no node indexed is found when the feed is not kept any more", async () => {
  await using scene = await Scene.open();
  scene.say("pearl");
  await scene.indexAll();
  scene.say("oyster");
  await scene.sql`DELETE FROM feed`;
  await scene.indexAll();
  expect(scene.check()).toMatchObject({ messages: 2, logsBehind: 0, problems: [] });
});

test("a conversation that an import opens is indexed without an entry in the feed", async () => {
  await using scene = await Scene.open();
  scene.say("pearl");
  await scene.indexAll();
  await scene.sql`TRUNCATE search_postings, search_cursors`;
  await scene.sql`INSERT INTO import_builds (key, details) VALUES (${LOBBY_KEY}, '{}')`;
  await scene.sql`DELETE FROM import_builds`;
  await scene.indexAll();
  expect(scene.check()).toMatchObject({ messages: 1, logsBehind: 0, problems: [] });
});

test("an index that an operator emptied is made anew", async () => {
  await using scene = await Scene.open();
  scene.edit(scene.say("pearl"), "oyster");
  scene.say("clam");
  await scene.indexAll();
  await scene.sql.begin(async (transaction) => {
    await transaction`SELECT * FROM search_state FOR UPDATE`;
    await transaction`TRUNCATE search_postings, search_cursors, search_behind`;
    await transaction`INSERT INTO search_behind (log_key) SELECT key FROM logs WHERE kind <> 'user' AND head > 0`;
  });
  await scene.indexAll();
  expect(scene.check()).toMatchObject({ messages: 2, logsBehind: 0, problems: [] });
});

test("while one node indexes, another one does not wait", async () => {
  await using scene = await Scene.open();
  scene.say("pearl");
  await scene.sql.begin(async (transaction) => {
    await transaction`SELECT * FROM search_state FOR UPDATE`;
    expect(new Indexer(scene.database).step()).toMatchObject({ isBehind: true, isElsewhere: true });
  });
  await scene.indexAll();
  expect(scene.check()).toMatchObject({ messages: 1, problems: [] });
});

test("the check tells a missing, a wrong and a left-over message from each other", async () => {
  await using scene = await Scene.open();
  const [missing, wrong] = [scene.say("pearl"), scene.say("oyster")];
  const left = scene.say("clam");
  await scene.indexAll();
  expect(scene.check().problems).toEqual([]);
  await scene.sql`UPDATE search_postings SET places = overlay(places PLACING '' FROM position(set_byte('\\x00', 0, ${missing}) IN places) FOR 1)
    WHERE position(set_byte('\\x00', 0, ${missing}) IN places) > 0`;
  await scene.sql`UPDATE search_postings SET token = 'other' WHERE token = 'oyster'`;
  await scene.sql`DELETE FROM events WHERE log_key = ${LOBBY_KEY} AND seq = ${left}`;
  expect(scene.check().problems).toEqual([
    { kind: "unindexed-message", logKey: LOBBY_KEY, seq: missing },
    { kind: "wrongly-indexed-message", logKey: LOBBY_KEY, seq: wrong },
    { kind: "indexed-leftover", logKey: LOBBY_KEY, seq: left },
  ]);
});

test("a rare word of a long log is found in few looks, and a frequent one in one", async () => {
  await using scene = await Scene.open();
  const head = 40_000;
  await scene.sql`UPDATE logs SET head = ${head} WHERE key = ${LOBBY_KEY}`;
  await scene.sql`DELETE FROM events WHERE log_key = ${LOBBY_KEY}`;
  await scene.sql`INSERT INTO events (log_key, seq, at, type, user_key, body, message_count)
    SELECT ${LOBBY_KEY}, seq, seq, 'message', 1, 'a text', seq FROM generate_series(1, ${head}) AS seq`;
  const seqs = [3, 255, 256, 7_000, 39_500, 39_999];
  const changes = new PostingChanges();
  for (const seq of seqs) changes.add(LOBBY_KEY, seq, ["pearl", ...(seq === 7_000 ? ["rare"] : [])]);
  changes.add(LOBBY_KEY, 39_998, ["rare"]);
  scene.database.write(() => changes.write(scene.database));
  const found = (expression: string[][], more: object = {}) => {
    const options = { before: undefined, after: undefined, start: undefined, ...more, expression };
    const candidates = new PostgresCandidates(scene.database).in([LOBBY_KEY], options);
    const places: number[] = [];
    for (let next = candidates.next(); next.value !== undefined; next = candidates.next()) places.push(next.value.seq);
    return places;
  };
  scene.statements.length = 0;
  expect(found([["pearl"]])).toEqual(seqs.toReversed());
  expect(scene.statements.length).toBeLessThan(8);
  expect(found([["pearl"], ["rare"]])).toEqual([7_000]);
  expect(found([["rare", "pearl"]])).toEqual([39_999, 39_998, 39_500, 7_000, 256, 255, 3]);
  expect(found([["pearl"]], { after: 7_000, before: 39_999 })).toEqual([39_500, 7_000]);
  expect(found([["pearl"]], { start: { conversationKey: LOBBY_KEY, seq: 7_000, at: 7_000 } })).toEqual([256, 255, 3]);
});

/** Its connection is cut before a statement. */
class FailingDatabase extends PostgresDatabase {
  #left: number;

  constructor(connection: BlockingConnection, statements: number) {
    super(connection);
    this.#left = statements;
  }

  override all<Row>(sql: string, ...values: Value[]): Row[] {
    this.#count();
    return super.all<Row>(sql, ...values);
  }

  override run(sql: string, ...values: Value[]): number {
    this.#count();
    return super.run(sql, ...values);
  }

  #count(): void {
    this.#left -= 1;
    if (this.#left >= 0) return;
    this.close();
    throw new Error("killed");
  }
}

/** Notes the statements that it runs. */
class NotingDatabase extends PostgresDatabase {
  readonly statements: string[] = [];

  override all<Row>(sql: string, ...values: Value[]): Row[] {
    this.statements.push(sql);
    return super.all<Row>(sql, ...values);
  }
}

/** A database with a user in the lobby, and no node that indexes by itself. */
class Scene implements AsyncDisposable {
  readonly url: string;
  readonly sql: SQL;
  readonly database: NotingDatabase;
  readonly #writes: WriteService;
  readonly #ann = newGuest("ann");

  private constructor(url: string) {
    this.url = url;
    this.sql = new SQL(url, { max: 1 });
    this.database = new NotingDatabase(new HostedConnection(url));
    this.#writes = new WriteService(this.database, () => {});
    this.#run("createGuest", this.#ann);
  }

  static async open(): Promise<Scene> {
    return new Scene(await server.createDatabase({ copyOf: template }));
  }

  get statements(): string[] {
    return this.database.statements;
  }

  say(text: string): number {
    const message = { ...this.#target, clientMessageId: newClientMessageId(), text };
    return (this.#run("appendMessage", message) as { seq: number }).seq;
  }

  edit(seq: number, text: string): void {
    this.#run("editMessage", { ...this.#target, seq, text });
  }

  delete(seq: number): void {
    this.#run("deleteMessage", { ...this.#target, seq });
  }

  /** A node whose connection was cut may hold the index for a moment. */
  async indexAll(): Promise<void> {
    const indexer = new Indexer(this.database);
    await eventually(() => expect(indexer.step()).toEqual({ isBehind: false, scrubId: 0 }));
  }

  check(): ReturnType<typeof checkedIndex> {
    return checkedIndex(this.database);
  }

  tokens(): string[] {
    return this.database.all<{ token: string }>("SELECT token FROM search_postings").map(({ token }) => token);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.database.close();
    await this.sql.close();
  }

  get #target(): { conversationId: string; userId: string; at: number } {
    return { conversationId: LOBBY_ID, userId: this.#ann.user.id, at: 1 };
  }

  #run(verb: string, argument: unknown): unknown {
    const [answer] = this.#writes.run([{ verb, argument }]).answers;
    if (answer === undefined || "refusal" in answer) throw new Error(`${verb} was refused: ${JSON.stringify(answer)}`);
    return answer.value;
  }
}

function checkedIndex(database: PostgresDatabase) {
  const problems: IndexProblem[] = [];
  return { ...checkSearchIndex(database, (problem) => problems.push(problem)), problems };
}
