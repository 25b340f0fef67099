import type { Clock } from "../../clock.ts";
import { ShoalError } from "../../protocol/errors.ts";
import type { OwnConversation, OwnEvent } from "../storage/people-records.ts";
import type { Storage } from "../storage/storage.ts";

interface ExportsDependencies {
  readonly storage: Pick<Storage, "exportProfile" | "exportConversations" | "exportEvents">;
  readonly clock: Clock;
  /** Where a file is on this server. */
  readonly filePath: (file: { readonly id: string; readonly name: string }) => string;
}

type Line = Readonly<Record<string, unknown>> & { readonly type: string };

/** The form of the lines: a reader of one form finds everything that it knows in a later one, too. */
const FORMAT_VERSION = 1;
const CONVERSATIONS_PER_PAGE = 100;
/** Places of a log that one page looks at: a few milliseconds of the reader's thread. */
const PLACES_PER_PAGE = 2_000;
/** Exports that are under way, of all users: each keeps a page in memory, and reads whole logs. */
const EXPORTS_AT_ONCE_MAX = 8;
const RETRY_AFTER_MS = 10_000;

/** What users take along of themselves [P178a]. */
export class Exports {
  readonly #parts: ExportsDependencies;
  /** By user. */
  readonly #underWay = new Map<string, AsyncGenerator<string, void>>();

  constructor(parts: ExportsDependencies) {
    this.#parts = parts;
  }

  /**
   * The user's own data as lines of JSON, some at a time: nothing is read before it is asked for. Whoever began it ends it.
   * Throws `rate-limited` while another export of the user is under way, or too many are.
   */
  begin(userId: string): AsyncGenerator<string, void> {
    if (this.#underWay.has(userId) || this.#underWay.size >= EXPORTS_AT_ONCE_MAX)
      throw new ShoalError("rate-limited", { message: "An export is under way; try again later.", retryAfterMs: RETRY_AFTER_MS });
    const texts = this.#textOf(userId);
    this.#underWay.set(userId, texts);
    return texts;
  }

  /** It is done, or no one wants it any more. Twice is once. */
  async end(userId: string, texts: AsyncGenerator<string, void>): Promise<void> {
    if (this.#underWay.get(userId) === texts) this.#underWay.delete(userId);
    await texts.return();
  }

  async *#textOf(userId: string): AsyncGenerator<string, void> {
    let lineCount = 0;
    for await (const lines of this.#pages(userId)) {
      lineCount += lines.length;
      yield textOf(lines);
    }
    // A file that was cut off is known by its missing end.
    yield textOf([{ type: "end", lines: lineCount }]);
  }

  async *#pages(userId: string): AsyncGenerator<readonly Line[]> {
    const { storage, clock } = this.#parts;
    const at = clock.now();
    const { sessions, identities, blockedIds, reports, uploads, ...profile } = await storage.exportProfile(userId, at);
    yield [
      { type: "export", version: FORMAT_VERSION, at },
      { type: "profile", ...profile },
      ...sessions.map((session) => ({ type: "session", ...session })),
      ...identities.map((identity) => ({ type: "identity", ...identity })),
      ...blockedIds.map((blockedId) => ({ type: "block", userId: blockedId })),
      ...reports.map((report) => ({ type: "report", ...report })),
      ...uploads.map((upload) => ({ type: "upload", ...upload })),
    ];
    // A user joins a room as often as they like.
    const known = new Set<string>();
    for await (const conversation of this.#conversations(userId)) {
      if (known.has(conversation.conversationId)) continue;
      known.add(conversation.conversationId);
      yield* this.#linesIn(userId, conversation);
    }
  }

  async *#conversations(userId: string): AsyncGenerator<OwnConversation> {
    let after: string | undefined;
    do {
      const page = await this.#parts.storage.exportConversations(userId, after, CONVERSATIONS_PER_PAGE);
      yield* page.items;
      after = page.next;
    } while (after !== undefined);
  }

  async *#linesIn(userId: string, conversation: OwnConversation): AsyncGenerator<readonly Line[]> {
    const { conversationId } = conversation;
    yield [{ type: "conversation", ...conversation }];
    for (let last = 0, head = 1; last < head; ) {
      const page = await this.#parts.storage.exportEvents(userId, conversationId, last, PLACES_PER_PAGE);
      if (page.events.length > 0) yield page.events.map((event) => this.#lineOf(conversationId, event));
      ({ last, head } = page);
    }
  }

  #lineOf(conversationId: string, { files, ...event }: OwnEvent): Line {
    const linked = files?.map((file) => ({ ...file, path: this.#parts.filePath(file) }));
    return { ...event, type: event.type === "react" ? "reaction" : event.type, conversationId, ...(linked && { files: linked }) };
  }
}

function textOf(lines: readonly Line[]): string {
  return lines.map((line) => `${JSON.stringify(line)}\n`).join("");
}
