import type { Clock } from "../../clock.ts";
import { type AnyErrorCode, ShoalError } from "../../protocol/errors.ts";
import { LOBBY_ID } from "../../protocol/ids.ts";
import type { FilePart, FileProgress } from "../../server/files/imported-files.ts";
import type { ConversationLine, UserLine } from "../../server/imports/records.ts";
import type { ImportedUser, ImportProgress, OpenedConversation, RefusedEvent } from "../../server/storage/import-records.ts";
import { OperatorError } from "../operator-error.ts";
import { Progress } from "../progress.ts";
import { Batch } from "./batches.ts";
import { type MovingFile, type MovingReader, type MovingRecord, placeText, type Where } from "./records.ts";
import type { ImportTarget } from "./target.ts";

interface ImportSettings {
  readonly clock: Clock;
  readonly target: ImportTarget;
  readonly reader: MovingReader;
  /** The id or nickname of a user of the server: the owner of rooms that come without one. */
  readonly owner?: string | undefined;
  /** Users can sign in with the passwords that they had. */
  readonly hasPasswords: boolean;
  /** Moderators and administrators of the source are that here. */
  readonly hasRoles: boolean;
}

/** What came of it, in sentences. */
export interface ImportReport {
  readonly renamed: readonly string[];
  /** Names of conversations that stay as they are. */
  readonly alreadyHere: readonly string[];
  readonly warnings: readonly string[];
}

/** Of a file, in one request. */
const FILE_PART_BYTES = 512 * 1024;
const WARNINGS_MAX = 50;
/** A file stays held for ten seconds after an import into a PostgreSQL was killed: one that is held for longer is at work. */
const HELD_TRIES_MAX = 60;
const HELD_PAUSE_MS = 250;
/** Of the lines of a step: what a nickname looks like takes the server most of a millisecond to find out. */
const USERS_SHARE = 0.1;

type EventRecord = MovingRecord & { readonly kind: "event" };

/**
 * Brings in what a reader reads, in an order in which nothing half done is ever seen: users that no one meets, conversations that no one is in, files; then the lobby
 * opens, the users come in, and the other conversations open one by one. Each step can be repeated, so a run that was cut off is continued by the next one.
 */
export class Importer {
  readonly #settings: ImportSettings;
  readonly #conversations: ConversationLine[] = [];
  readonly #progress = new Map<string, ImportProgress>();
  readonly #renamed: string[] = [];
  readonly #warnings: string[] = [];
  /** Names of conversations that an earlier import opened. */
  readonly #alreadyHere: string[] = [];
  #warningCount = 0;

  constructor(settings: ImportSettings) {
    this.#settings = settings;
  }

  async run(): Promise<ImportReport> {
    await this.#bringIn();
    const [lobbies, others] = [this.#conversations.filter(isLobby), this.#conversations.filter((each) => !isLobby(each))];
    for (const lobby of lobbies) await this.#open(lobby);
    await this.#admit();
    for (const conversation of others) await this.#open(conversation);
    if (this.#warningCount > WARNINGS_MAX) this.#warnings.push(`${this.#warningCount - WARNINGS_MAX} more of these.`);
    return { renamed: this.#renamed, alreadyHere: this.#alreadyHere, warnings: this.#warnings };
  }

  async #bringIn(): Promise<void> {
    const { reader } = this.#settings;
    using progress = new Progress({ label: "Importing", total: reader.eventCount });
    const { stepSize } = this.#settings.target;
    const users = new Batch<UserLine>({ ...stepSize, lines: Math.ceil(stepSize.lines * USERS_SHARE) }, (items) =>
      this.#users(items),
    );
    const blocks = new Batch<object>(this.#settings.target.stepSize, (items) => this.#step("blocks", { items }));
    const restrictions = new Batch<object>(this.#settings.target.stepSize, (items) => this.#step("restrictions", { items }));
    let members: { readonly conversationId: string; readonly batch: Batch<object> } | undefined;
    let events: { readonly conversationId: string; readonly batch: Batch<EventRecord> } | undefined;
    for await (const record of reader.records()) {
      if (record.kind !== "user") await users.flush();
      if (record.kind !== "member") members = void (await members?.batch.flush());
      if (record.kind !== "event") events = void (await events?.batch.flush());
      if (record.kind === "user") await users.add(record.user);
      else if (record.kind === "conversation") await this.#begin(record.conversation);
      else if (record.kind === "block") await blocks.add(record.block);
      else if (record.kind === "restriction") await restrictions.add(record.restriction);
      else if (record.kind === "file") await this.#file(record, record.where);
      else if (record.kind === "member") {
        if (members?.conversationId !== record.conversationId) {
          await members?.batch.flush();
          members = { conversationId: record.conversationId, batch: this.#members(record.conversationId) };
        }
        await members.batch.add(record.member);
      } else {
        if (events?.conversationId !== record.conversationId) {
          await events?.batch.flush();
          events = { conversationId: record.conversationId, batch: this.#events(record.conversationId) };
        }
        if (!this.#isThere(record)) await events.batch.add(record);
        progress.add(1);
      }
    }
    for (const batch of [users, members?.batch, events?.batch, blocks, restrictions]) await batch?.flush();
  }

  async #users(items: readonly UserLine[]): Promise<void> {
    const answer = (await this.#step("users", { items })) as { readonly users: readonly ImportedUser[] };
    for (const [index, { nickname }] of answer.users.entries()) {
      const before = items[index]?.nickname;
      if (items[index]?.state === "active" && before !== nickname) this.#renamed.push(`${before} is called ${nickname} here`);
    }
  }

  async #begin(conversation: ConversationLine): Promise<void> {
    this.#conversations.push(conversation);
    const progress = (await this.#step("conversation", { conversation })) as ImportProgress;
    this.#progress.set(conversation.id, progress);
    if (progress.isOpen) this.#alreadyHere.push(conversation.name ?? conversation.id);
  }

  #isThere({ conversationId, event }: EventRecord): boolean {
    const progress = this.#progress.get(conversationId);
    return progress !== undefined && (progress.isOpen || event.seq <= progress.seq);
  }

  #members(foreignId: string): Batch<object> {
    return new Batch(this.#settings.target.stepSize, async (items) => {
      if (this.#progress.get(foreignId)?.isOpen !== true) await this.#step("members", { foreignId, items });
    });
  }

  #events(foreignId: string): Batch<EventRecord> {
    return new Batch(this.#settings.target.stepSize, async (records) => {
      const events = records.map(({ event }) => event);
      const { refused } = (await this.#step("events", { foreignId, events })) as ImportProgress;
      if (refused === undefined) return;
      const where = records.find(({ event }) => event.seq === refused.seq)?.where ?? { file: foreignId };
      throw new OperatorError(`${placeText(where)}: ${refusalText(refused)}`);
    });
  }

  async #file({ id, byteLength, bytes }: MovingFile, where: Where): Promise<void> {
    const part = { source: this.#settings.reader.source, foreignId: id, byteLength };
    let progress = await explained(() => this.#addFile({ ...part, offset: 0 }, new Uint8Array()));
    let at = 0;
    for await (const piece of inParts(bytes)) {
      const start = at;
      at += piece.length;
      if (progress.state !== "partial" || progress.offset >= at) continue;
      const offset = progress.offset;
      if (offset < start)
        throw new OperatorError(`${placeText(where)} changed while it was imported; run the same command again.`);
      progress = await explained(() => this.#addFile({ ...part, offset }, piece.subarray(offset - start)));
    }
    if (progress.state === "unknown")
      this.#warn(`${placeText(where)} is named by nothing that came before it, and was left out.`);
    if (progress.state === "wrong") this.#warn(`${placeText(where)} is not what its message says it is, and was left out.`);
  }

  async #addFile(part: FilePart, bytes: Uint8Array): Promise<FileProgress> {
    const { clock, target } = this.#settings;
    for (let tries = 1; ; tries += 1) {
      try {
        return await target.addFile(part, bytes);
      } catch (error) {
        if (!(error instanceof ShoalError && error.code === "upload-locked") || tries === HELD_TRIES_MAX) throw error;
      }
      await new Promise<void>((resolve) => void clock.after(HELD_PAUSE_MS, resolve));
    }
  }

  async #open({ id: foreignId, kind, name }: ConversationLine): Promise<void> {
    const opened = (await this.#step("open", { foreignId, owner: this.#settings.owner })) as OpenedConversation;
    const shown = name ?? foreignId;
    if (opened.name !== undefined && name !== undefined && opened.name !== name)
      this.#renamed.push(`${name} is called ${opened.name} here`);
    if (kind === "direct" || opened.id === LOBBY_ID) return;
    if (opened.memberCount === 0) {
      this.#warn(`${shown} has no member here, so no one sees it; name an owner with --owner, and run the same command again.`);
    } else if (opened.accountCount === 0) {
      this.#warn(
        `${shown} has only guests, and ends with them when they do not come back within 30 days; let someone with an account join it.`,
      );
    }
  }

  /** Once there is a lobby for them. */
  async #admit(): Promise<void> {
    const { hasPasswords, hasRoles, reader } = this.#settings;
    const batch = new Batch<object>(this.#settings.target.stepSize, (items) => this.#step("admit", { items }));
    for await (const record of reader.records()) {
      if (record.kind !== "user") break;
      const { passwordHash, serverRole, ...user } = record.user;
      if (user.state !== "active") continue;
      await batch.add({
        ...user,
        ...(hasPasswords && passwordHash !== undefined && { passwordHash }),
        ...(hasRoles && serverRole !== undefined && { serverRole }),
      });
    }
    await batch.flush();
  }

  #step(step: Parameters<ImportTarget["run"]>[0], input: object): Promise<unknown> {
    const { target, reader } = this.#settings;
    return explained(() => target.run(step, { source: reader.source, ...input }));
  }

  #warn(warning: string): void {
    this.#warningCount += 1;
    if (this.#warningCount <= WARNINGS_MAX) this.#warnings.push(warning);
  }
}

function isLobby({ isLobby: is }: Partial<ConversationLine>): boolean {
  return is === true;
}

const sentences: Readonly<Record<RefusedEvent["reason"], string>> = {
  order: "it does not follow the event before it; put the events in order, without holes.",
  user: "it names a user who is not among the users; add them.",
  target: "it changes what is no message; remove it.",
  "too-many-reactions": "its message has as many different reactions as a message may have; remove it.",
  "too-many-pins": "its conversation has as many pins as it may have; remove it.",
};

function refusalText({ reason, detail }: RefusedEvent): string {
  return `${sentences[reason]}${detail === undefined ? "" : ` (${detail})`}`;
}

const cures: Partial<Record<AnyErrorCode, string>> = {
  unavailable:
    "The server cannot store anything now, on a full disk for one; its log has the reason. Run the same command again afterwards: it goes on where it was.",
  "disk-full":
    "The disk is full: files leave a tenth of it to messages. Make room, and run the same command again: it goes on where it was.",
  "upload-locked": "Another import of the same data is under way; wait until it is done.",
  "not-found": "The user that --owner names is not there.",
};

/** What the server refuses, as a sentence. */
async function explained<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ShoalError)) throw error;
    throw new OperatorError(cures[error.code] ?? error.message, { cause: error });
  }
}

async function* inParts(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    for (let start = 0; start < chunk.length; start += FILE_PART_BYTES) yield chunk.subarray(start, start + FILE_PART_BYTES);
  }
}
