import { expect, test } from "bun:test";
import { type NewPlace, OpenStorage } from "../../../../../test/contract/storage/subject.ts";
import { eventually } from "../../../../../test/support/eventually.ts";
import { PostgresServer } from "../../../../../test/support/postgres-server.ts";
import { SeededRandom } from "../../../../../test/support/random.ts";
import { temporaryFolder } from "../../../../../test/support/temporary-folder.ts";
import { LOBBY_ID } from "../../../../protocol/ids.ts";
import type { Person } from "../../../../protocol/people.ts";
import { openSqliteStorage } from "../../sqlite/sqlite-storage.ts";
import { HostedConnection } from "../connection/hosted-connection.ts";
import { PostgresDatabase } from "../postgres-database.ts";
import { openPostgresStorage } from "../postgres-storage.ts";
import { checkSearchIndex } from "./check.ts";

const words = [
  "harbour",
  "harbours",
  "har",
  "Café",
  "ＬＩＮＵＸ",
  "linux",
  "straße",
  "pearl",
  "x",
  "www.example.org",
  "2030",
  "fix_it",
];
const phrases = ["今天天气很好", "天气", "天", "我们今天去海边", "海", "デバッグ", "데이터", "使用linux", "好2030年"];
const filters = [
  "from:ann",
  "from:Ben",
  "from:nobody",
  "in:reef",
  "has:link",
  "before:2030-01-02",
  "after:2030-01-02",
  "-linux",
  "-天气",
];
const START = Date.UTC(2030, 0, 1);
const MESSAGES = 200;
const QUERIES = 40;

test("[P50a] [P50b] [P50c] [P50d] both storages give the same answers", async () => {
  const random = new SeededRandom();
  await using server = await PostgresServer.start();
  const url = await server.createDatabase();
  await using folder = await temporaryFolder();
  const places: NewPlace[] = [
    async () => ({
      open: (onCommit) => openSqliteStorage({ folder: folder.path, onCommit }),
      async [Symbol.asyncDispose]() {},
    }),
    async () => ({ open: (onCommit) => openPostgresStorage({ url, onCommit }), async [Symbol.asyncDispose]() {} }),
  ];
  const talks = await Promise.all(places.map(async (place) => Talk.begin(await OpenStorage.at(await place()))));
  try {
    for (const act of actsOf(random)) await Promise.all(talks.map((talk) => talk.do(act)));
    await eventually(() => expect(talks.map(({ lagMs }) => lagMs)).toEqual([0, 0]));
    for (let count = 0; count < QUERIES; count += 1) {
      const query = queryOf(random);
      const [asker, limit] = [random.integer(0, 1), random.integer(1, 50)];
      const [sqlite, postgres] = await Promise.all(talks.map((talk) => talk.search(asker, query, limit)));
      expect({ seed: random.seed, query, limit, answer: postgres }).toEqual({ seed: random.seed, query, limit, answer: sqlite });
    }
  } finally {
    await Promise.all(talks.map((talk) => talk.end()));
  }
  const database = new PostgresDatabase(new HostedConnection(url));
  checkSearchIndex(database, (problem) => expect({ seed: random.seed, problem }).toBeUndefined());
  database.close();
});

/** What happens in both: places and authors by number. */
interface Act {
  readonly author: number;
  readonly room: number;
  readonly text: string;
  readonly at: number;
  /** Of an earlier act, whose message is edited or deleted. */
  readonly target?: number;
  readonly isDeletion?: boolean;
}

function* actsOf(random: SeededRandom): Generator<Act, void, void> {
  for (let index = 0; index < MESSAGES; index += 1) {
    const act = { author: random.integer(0, 1), room: random.integer(0, 2), text: textOf(random), at: START + index * 1_000_000 };
    const isChange = index > 10 && random.chance(0.15);
    yield isChange ? { ...act, target: random.integer(0, index - 1), isDeletion: random.chance(0.4) } : act;
  }
}

function textOf(random: SeededRandom): string {
  const parts = Array.from({ length: random.integer(1, 6) }, () => random.pick(random.chance(0.5) ? words : phrases));
  return parts.join(random.chance(0.7) ? " " : "");
}

function queryOf(random: SeededRandom): string {
  const parts = Array.from({ length: random.integer(0, 3) }, () => {
    const [...letters] = random.pick(random.chance(0.3) ? filters : [...words, ...phrases]);
    const part = letters.join("");
    if (part.includes(":") || part.startsWith("-")) return part;
    const start = random.chance(0.3) ? random.integer(0, letters.length - 1) : 0;
    const cut = letters.slice(start, start + random.integer(1, letters.length)).join("");
    return random.chance(0.2) ? `"${cut}"` : cut;
  });
  return parts.join(" ");
}

/** Random talk of two people in three conversations of one storage, of which the second person is not in the last. */
class Talk {
  readonly #shoal: OpenStorage;
  readonly #people: readonly Person[];
  readonly #rooms: readonly string[];
  readonly #messages: ({ readonly room: number; readonly seq: number } | undefined)[] = [];

  private constructor(shoal: OpenStorage, people: readonly Person[], rooms: readonly string[]) {
    this.#shoal = shoal;
    this.#people = people;
    this.#rooms = rooms;
  }

  static async begin(shoal: OpenStorage): Promise<Talk> {
    const [ann, ben] = [await shoal.signUp("Ann"), await shoal.signUp("Ben")];
    const [reef, cave] = [await shoal.room(ann, "reef"), await shoal.room(ann, "cave", { isPrivate: true })];
    await shoal.storage.join(reef.id, ben.id, START);
    return new Talk(shoal, [ann, ben], [LOBBY_ID, reef.id, cave.id]);
  }

  get lagMs(): number {
    return this.#shoal.storage.load.searchLagMs;
  }

  async do({ author, room, text, at, target, isDeletion }: Act): Promise<void> {
    const { storage } = this.#shoal;
    const isOutside = author === 1 && room === 2;
    const person = this.#people[isOutside ? 0 : author];
    const message = target === undefined ? undefined : this.#messages[target];
    const conversationId = this.#rooms[message?.room ?? room] ?? "";
    if (person === undefined) throw new Error("an act has an author");
    if (target === undefined) {
      const { seq } = await this.#shoal.say(person, conversationId, text, undefined, at);
      this.#messages.push({ room, seq });
      return;
    }
    this.#messages.push(undefined);
    if (message === undefined) return;
    const change = { conversationId, userId: person.id, seq: message.seq, at };
    // Whether they may is the same in both.
    await (isDeletion ? storage.deleteMessage(change) : storage.editMessage({ ...change, text })).catch(() => {});
  }

  /** All pages. */
  async search(asker: number, query: string, limit: number): Promise<unknown[]> {
    const answers: unknown[] = [];
    let after: string | undefined;
    do {
      const request = { userId: this.#people[asker]?.id ?? "", query, limit, utcOffsetMinutes: 0, after };
      const { items, next } = await this.#shoal.storage.search(request);
      for (const { conversationId, message, hits } of items) {
        const { seq, at, text } = message;
        answers.push({ room: this.#rooms.indexOf(conversationId), seq, at, text, hits });
      }
      answers.push("end of page");
      after = next;
    } while (after !== undefined);
    return answers;
  }

  async end(): Promise<void> {
    await this.#shoal[Symbol.asyncDispose]();
  }
}
