import { ShoalError } from "../../protocol/errors.ts";
import { readEvent } from "../../server/imports/records.ts";
import { OperatorError } from "../operator-error.ts";
import { Progress } from "../progress.ts";
import { type MovingReader, type MovingRecord, placeText } from "./records.ts";

/** What there is to import. */
export interface Counts {
  users: number;
  conversations: number;
  members: number;
  events: number;
  messages: number;
  files: number;
  fileBytes: number;
}

/** Each is a sentence; the rest is counted. */
export const PROBLEMS_SHOWN_MAX = 20;
/** What is kept in memory of each: an id. */
const USERS_MAX = 5_000_000;
const CONVERSATIONS_MAX = 1_000_000;

export interface Checked {
  readonly counts: Counts;
  readonly problems: readonly string[];
  readonly problemCount: number;
}

/** Reads everything once, and writes nothing. Throws `OperatorError` for what cannot be read at all. */
export async function check(reader: MovingReader): Promise<Checked> {
  using progress = new Progress({ label: "Checking", total: reader.eventCount });
  const checker = new Checker();
  for await (const record of reader.records()) {
    checker.take(record);
    if (record.kind === "event") progress.add(1);
    if (record.kind === "file") for await (const _ of record.bytes);
  }
  return checker;
}

class Checker implements Checked {
  readonly counts: Counts = { users: 0, conversations: 0, members: 0, events: 0, messages: 0, files: 0, fileBytes: 0 };
  readonly problems: string[] = [];
  problemCount = 0;
  readonly #userIds = new Set<string>();
  /** The seq that is next, by conversation. */
  readonly #nextSeqs = new Map<string, number>();

  take(record: MovingRecord): void {
    const problem = this.#problemOf(record);
    if (problem === undefined) return;
    this.problemCount += 1;
    if (this.problems.length < PROBLEMS_SHOWN_MAX) this.problems.push(`${placeText(record.where)}: ${problem}`);
  }

  #problemOf(record: MovingRecord): string | undefined {
    switch (record.kind) {
      case "user":
        this.counts.users += 1;
        return this.#addOnce(this.#userIds, record.user.id, USERS_MAX);
      case "conversation": {
        const { id, floor, people } = record.conversation;
        this.counts.conversations += 1;
        if (this.#nextSeqs.has(id)) return `${id} is there twice; remove one.`;
        if (this.#nextSeqs.size >= CONVERSATIONS_MAX) throw tooMany("conversations", CONVERSATIONS_MAX);
        this.#nextSeqs.set(id, floor + 1);
        if (record.conversation.kind === "direct" && people === undefined) return "a direct message conversation has two people.";
        return this.#missing(people ?? []);
      }
      case "member":
        this.counts.members += 1;
        return this.#missing([record.member.userId]) ?? this.#missingConversation(record.conversationId);
      case "event":
        this.counts.events += 1;
        return this.#problemOfEvent(record);
      case "file":
        this.counts.files += 1;
        this.counts.fileBytes += record.byteLength;
        return undefined;
      case "block":
        return this.#missing([record.block.userId, record.block.blockedId]);
      case "restriction":
        return this.#missing([record.restriction.userId]);
    }
  }

  #problemOfEvent({ conversationId, event }: MovingRecord & { readonly kind: "event" }): string | undefined {
    const next = this.#nextSeqs.get(conversationId);
    if (next === undefined) return this.#missingConversation(conversationId);
    this.#nextSeqs.set(conversationId, event.seq + 1);
    if (event.seq !== next) return `the seq is ${event.seq}, and ${next} comes next; put the events in order, without holes.`;
    try {
      const read = readEvent(event);
      if (!("text" in read)) return this.#missing(read.by === undefined ? [] : [read.by]);
      this.counts.messages += 1;
      const mentioned = (read.mentions ?? []).flatMap(({ userId }) => userId ?? []);
      return this.#missing([read.by, ...mentioned, ...(read.removal ? [read.removal.by] : [])]);
    } catch (error) {
      if (error instanceof ShoalError) return error.message;
      throw error;
    }
  }

  #addOnce(ids: Set<string>, id: string, max: number): string | undefined {
    if (ids.has(id)) return `${id} is there twice; remove one.`;
    if (ids.size >= max) throw tooMany("users", max);
    ids.add(id);
    return undefined;
  }

  #missing(ids: readonly string[]): string | undefined {
    const missing = ids.find((id) => !this.#userIds.has(id));
    return missing === undefined ? undefined : `it names the user ${missing}, who is not among the users; add them.`;
  }

  #missingConversation(id: string): string | undefined {
    return this.#nextSeqs.has(id) ? undefined : `the conversation ${id} is not among the conversations; add it.`;
  }
}

function tooMany(what: string, max: number): OperatorError {
  return new OperatorError(`There are more than ${max} ${what}; import them in several parts.`);
}
