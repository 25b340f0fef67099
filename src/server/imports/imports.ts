import * as v from "valibot";
import type { Clock } from "../../clock.ts";
import { ShoalError } from "../../protocol/errors.ts";
import { foldText } from "../../protocol/fold-text.ts";
import { limits } from "../../protocol/limits.ts";
import { claimedNicknames } from "../accounts/claimed-nickname.ts";
import { readRoomLooks, readRoomName } from "../conversations/room-looks.ts";
import type { ImportRecords, OpenedConversation } from "../storage/import-records.ts";
import type { PeopleRecords } from "../storage/people-records.ts";
import { visibleText } from "../visible-text.ts";
import {
  blockLine,
  type ConversationLine,
  conversationLine,
  memberLine,
  readEvent,
  readLine,
  restrictionLine,
  type UserLine,
  userLine,
} from "./records.ts";

interface ImportsDependencies {
  readonly storage: ImportRecords & Pick<PeopleRecords, "listPeople" | "findPersonOnServer">;
  readonly clock: Clock;
}

/** Lines in one step, which is one transaction. Beside people who talk a caller sends fewer. */
export const LINES_PER_STEP_MAX = 2_000;
const source = v.pipe(v.string(), v.regex(/^[\x21-\x7e]{1,200}$/));
const foreignId = conversationLine.entries.id;
const step = <const Item extends v.GenericSchema>(item: Item) =>
  v.object({ source, items: v.pipe(v.array(item), v.maxLength(LINES_PER_STEP_MAX)) });

/** What each step takes. */
const inputs = {
  users: step(userLine),
  admit: step(userLine),
  blocks: step(blockLine),
  restrictions: step(restrictionLine),
  conversation: v.object({ source, conversation: conversationLine }),
  members: v.object({ ...step(memberLine).entries, foreignId }),
  events: v.object({ source, foreignId, events: v.pipe(v.array(v.unknown()), v.maxLength(LINES_PER_STEP_MAX)) }),
  open: v.object({ source, foreignId, owner: v.optional(v.string()) }),
} as const;
export type ImportStep = keyof typeof inputs;

/** What comes in from other servers, step by step. Each can be repeated, and checks everything: the caller read it somewhere. */
export class Imports {
  readonly #storage: ImportsDependencies["storage"];
  readonly #clock: Clock;

  constructor({ storage, clock }: ImportsDependencies) {
    this.#storage = storage;
    this.#clock = clock;
  }

  /** Throws `bad-frame` for what is no such step, and what the storage throws. */
  async run(name: string, input: unknown): Promise<object> {
    const at = this.#clock.now();
    switch (name) {
      case "users": {
        const { source: from, items } = readLine(inputs.users, input);
        return { users: await this.#storage.importUsers({ source: from, at, items: items.map(newUser) }) };
      }
      case "admit": {
        const { source: from, items } = readLine(inputs.admit, input);
        const admitted = items.map(({ id, nickname: _, ...user }) => ({ foreignId: id, ...user }));
        await this.#storage.admitUsers({ source: from, at, items: admitted });
        return {};
      }
      case "blocks":
        await this.#storage.importBlocks({ ...readLine(inputs.blocks, input), at });
        return {};
      case "restrictions":
        await this.#storage.importRestrictions({ ...readLine(inputs.restrictions, input), at });
        return {};
      case "conversation": {
        const { source: from, conversation } = readLine(inputs.conversation, input);
        return await this.#storage.beginConversation({ source: from, at, ...newConversation(conversation) });
      }
      case "members":
        await this.#storage.importMembers({ ...readLine(inputs.members, input), at });
        return {};
      case "events": {
        const { events, ...of } = readLine(inputs.events, input);
        return await this.#storage.importEvents({ ...of, events: events.map(readEvent) });
      }
      case "open":
        return await this.#open(readLine(inputs.open, input), at);
      default:
        throw new ShoalError("not-found");
    }
  }

  async #open({ owner, ...of }: v.InferOutput<typeof inputs.open>, at: number): Promise<OpenedConversation> {
    const ownerId = owner === undefined ? undefined : await this.#userId(owner, at);
    return await this.#storage.openConversation({ ...of, at, ownerId });
  }

  /** Of a user by their id or nickname. Throws `not-found`. */
  async #userId(owner: string, at: number): Promise<string> {
    const { items } = await this.#storage.listPeople({ text: foldText(owner), filter: "all", limit: 1, at });
    const [named] = items.filter(({ person }) => foldText(person.nickname) === foldText(owner));
    if (named) return named.person.id;
    return (await this.#storage.findPersonOnServer({ userId: owner, at })).person.id;
  }
}

function newUser({ id, nickname, status, ...user }: UserLine) {
  // One that looks like that of deleted users is none that a user may have.
  const candidates = valid(() => claimedNicknames(user.state === "deleted" ? [] : [nickname])) ?? claimedNicknames([]);
  const shown =
    status === undefined
      ? undefined
      : visibleText(status, { characters: limits.statusCharactersMax, bytes: limits.statusBytesMax });
  return { foreignId: id, nicknames: candidates, status: shown, ...user };
}

/** Names that this server would not take are made valid: the conversation comes in all the same. */
function newConversation({ id, name, description, emoji, ...conversation }: ConversationLine) {
  const isRoom = conversation.kind === "room";
  return {
    ...{ foreignId: id, ...conversation },
    ...(isRoom && { name: validName(name ?? id), description: valid(() => readRoomLooks({ description }).description) }),
    ...(isRoom && { emoji: valid(() => readRoomLooks({ emoji }).emoji) }),
  };
}

function validName(name: string): { text: string; key: string } {
  const shown =
    valid(() => readRoomName(name)) ??
    valid(() => readRoomName(name.replaceAll(/[^\p{L}\p{N}\p{P}\p{Zs}]+/gu, " ").slice(0, 40)));
  return shown ?? { text: "room", key: foldText("room") };
}

function valid<Result>(make: () => Result): Result | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof ShoalError) return undefined;
    throw error;
  }
}
