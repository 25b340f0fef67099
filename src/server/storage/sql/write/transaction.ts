import { ShoalError } from "../../../../protocol/errors.ts";
import type { LogEvent } from "../../../../protocol/events.ts";
import type { LogAppend, LogKind } from "../../storage.ts";
import type { Database } from "../database.ts";
import { contentOf } from "../event-rows.ts";

/** An event that has no place yet. */
export type NewEvent = LogEvent extends infer Event ? (Event extends LogEvent ? Omit<Event, "seq"> : never) : never;

/** A log as this transaction has made it: read once, written back once. */
export interface OpenLog {
  readonly key: number;
  readonly id: string;
  readonly kind: LogKind;
  head: number;
  messageCount: number;
  /** 0 when there is none. */
  lastMessageSeq: number;
  /** 1 where rules or mutes have to be looked at before something is said. */
  isGuarded: number;
  /** Nothing up to here is kept … */
  floor: number;
  /** … and these messages were there. */
  floorMessageCount: number;
}

interface GrownLog extends OpenLog {
  readonly after: number;
  readonly events: LogEvent[];
}

/** What a check needs of a transaction: it reads only, and reading verbs ask it, too. */
export type Reading = Pick<Transaction, "database">;

/** The context of the write verbs. Verbs check first and write afterwards, so that a refused one has written nothing. */
export class Transaction {
  readonly database: Database;
  readonly #logs = new Map<string, GrownLog>();

  constructor(database: Database) {
    this.database = database;
  }

  log(id: string): OpenLog | undefined {
    const open = this.#logs.get(id);
    if (open) return open;
    const row = this.database.one<OpenLog>(
      `SELECT key, id, kind, head, message_count AS messageCount, last_message_seq AS lastMessageSeq, is_guarded AS isGuarded,
         floor, floor_message_count AS floorMessageCount
       FROM logs WHERE id = ?`,
      id,
    );
    if (!row) return undefined;
    const log = { ...row, after: row.head, events: [] };
    this.#logs.set(id, log);
    return log;
  }

  createLog(id: string, kind: OpenLog["kind"]): OpenLog {
    this.database.run("INSERT INTO logs (id, kind) VALUES (?, ?)", id, kind);
    const log = this.log(id);
    if (!log) throw new Error("a log that was just made is there");
    return log;
  }

  /** The log takes the place, and the id, of one in which nothing ever happened, and which no row names. */
  replaceLog(unused: OpenLog, log: OpenLog): OpenLog {
    this.#logs.delete(unused.id);
    this.#logs.delete(log.id);
    this.database.run("DELETE FROM logs WHERE key = ?", unused.key);
    this.database.run("UPDATE logs SET id = ? WHERE key = ?", unused.id, log.key);
    return knownLog(this, unused.id);
  }

  /** Gives the event the next place. Returns undefined when its author used its clientMessageId before. */
  append(log: OpenLog, authorKey: number | null, event: NewEvent): LogEvent | undefined {
    const seq = log.head + 1;
    const messageCount = log.messageCount + (event.type === "message" ? 1 : 0);
    const placed: LogEvent = { ...event, seq };
    const { clientMessageId, body, details } = contentOf(placed);
    const inserted = this.database.run(
      `INSERT INTO events (log_key, seq, at, type, user_key, client_message_id, body, details, message_count)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (client_message_id, user_key) WHERE client_message_id IS NOT NULL DO NOTHING`,
      log.key,
      seq,
      event.at,
      event.type,
      authorKey,
      clientMessageId,
      body,
      details,
      messageCount,
    );
    if (inserted === 0) return undefined;
    log.head = seq;
    log.messageCount = messageCount;
    if (event.type === "message") log.lastMessageSeq = seq;
    this.#logs.get(log.id)?.events.push(placed);
    return placed;
  }

  /** Writes the heads back and returns the appends: users' logs before those of conversations [P7]. */
  finish(): LogAppend[] {
    const grown = [...this.#logs.values()].filter((log) => log.events.length > 0);
    for (const log of grown) {
      this.database.run(
        "UPDATE logs SET head = ?, message_count = ?, last_message_seq = ? WHERE key = ?",
        ...([log.head, log.messageCount, log.lastMessageSeq, log.key] as const),
      );
    }
    return usersFirst(grown).map(({ id, kind, after, messageCount, events }) => ({
      logId: id,
      kind,
      after,
      messageCount,
      events,
    }));
  }
}

/** Throws `not-found`. */
export function knownLog(transaction: Transaction, id: string): OpenLog {
  const log = transaction.log(id);
  if (!log) throw new ShoalError("not-found");
  return log;
}

export function ownLog(transaction: Transaction, user: { id: string }): OpenLog {
  const log = transaction.log(user.id);
  if (!log) throw new Error("every user has a log");
  return log;
}

function usersFirst(logs: GrownLog[]): GrownLog[] {
  return [...logs.filter((log) => log.kind === "user"), ...logs.filter((log) => log.kind !== "user")];
}
