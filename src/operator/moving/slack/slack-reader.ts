import * as v from "valibot";
import { limits } from "../../../protocol/limits.ts";
import type { ConversationLine, EventLine, UserLine } from "../../../server/imports/records.ts";
import { OperatorError } from "../../operator-error.ts";
import { parseJson } from "../lines.ts";
import type { MovingReader, MovingRecord, Where } from "../records.ts";
import { splitText } from "../split-text.ts";
import { emojiNamed } from "./emoji.ts";
import {
  millisecondsOf,
  type SlackChannel,
  type SlackMessage,
  type SlackUser,
  slackChannel,
  slackMessage,
  slackUser,
} from "./slack-export.ts";
import { shownText } from "./slack-text.ts";
import { type OpenZip, openZip } from "./zip-file.ts";

/** Until the event is yielded. */
const UNPLACED = 0;

type Kind = "channel" | "private" | "direct";

/** Where an export lists its conversations. */
const lists: readonly (readonly [file: string, kind: Kind])[] = [
  ["channels.json", "channel"],
  ["groups.json", "private"],
  ["mpims.json", "private"],
  ["dms.json", "direct"],
];
/** They are no words of people. */
const silentSubtypes =
  /^(?:channel|group)_(?:join|leave|topic|purpose|name|archive|unarchive|posting_permissions|convert_to_private)|^pinned_item|^reminder_add/;

interface Room {
  readonly kind: Kind;
  readonly channel: SlackChannel;
  /** The days, in order. */
  readonly files: readonly string[];
}

/** An export of a Slack workspace, as its administrators get it: a zip. Files stay links, because the zip has none. */
export async function openSlackReader(path: string): Promise<MovingReader & Disposable> {
  const zip = await openZip(path);
  try {
    const users = await listOf(zip, "users.json", slackUser);
    const rooms = await roomsOf(zip);
    if (rooms.length === 0) throw new OperatorError(`${path} has no channels.json in it; use the zip as Slack made it.`);
    const reader = new SlackReader(zip, users, rooms);
    await reader.meetAuthors();
    return reader;
  } catch (error) {
    zip[Symbol.dispose]();
    throw error;
  }
}

async function listOf<Schema extends v.GenericSchema>(
  zip: OpenZip,
  file: string,
  schema: Schema,
): Promise<v.InferOutput<Schema>[]> {
  if (!zip.has(file)) return [];
  const items = parseJson(await zip.text(file), { file });
  if (!Array.isArray(items)) throw new OperatorError(`${file} is no list; use the zip as Slack made it.`);
  return items.flatMap((item: unknown) => {
    const read = v.safeParse(schema, item);
    return read.success ? [read.output] : [];
  });
}

async function roomsOf(zip: OpenZip): Promise<Room[]> {
  const days = Map.groupBy(
    zip.names.filter((name) => /^[^/]+\/\d{4}-\d\d-\d\d\.json$/.test(name)),
    (name) => name.split("/", 1)[0] ?? "",
  );
  const rooms: Room[] = [];
  for (const [file, kind] of lists) {
    for (const channel of await listOf(zip, file, slackChannel)) {
      const files = days.get(channel.name || channel.id) ?? days.get(channel.id) ?? [];
      rooms.push({ kind, channel, files: files.toSorted() });
    }
  }
  return rooms;
}

class SlackReader implements MovingReader, Disposable {
  readonly source: string;
  readonly eventCount = 0;
  readonly #zip: OpenZip;
  readonly #rooms: readonly Room[];
  readonly #users = new Map<string, UserLine>();
  readonly #channelNames: ReadonlyMap<string, string>;
  /** Emoji that a workspace made itself. */
  readonly #unknownEmoji = new Set<string>();

  constructor(zip: OpenZip, users: readonly SlackUser[], rooms: readonly Room[]) {
    this.#zip = zip;
    this.#rooms = rooms;
    for (const user of users) this.#users.set(user.id, userLineOf(user));
    this.#channelNames = new Map(rooms.map(({ channel }) => [channel.id, channel.name ?? channel.id]));
    this.source =
      `slack:${encodeURIComponent(users.find(({ team_id }) => team_id)?.team_id ?? rooms[0]?.channel.id ?? "")}`.slice(0, 200);
  }

  get notes(): readonly string[] {
    if (this.#unknownEmoji.size === 0) return [];
    return [`Reactions with emoji of the workspace's own were left out: ${[...this.#unknownEmoji].slice(0, 20).join(", ")}.`];
  }

  /** Bots and people of other workspaces are not among the users. */
  async meetAuthors(): Promise<void> {
    for (const { channel, files } of this.#rooms) {
      for (const id of [channel.creator, ...channel.members, ...channel.pins.map(({ user }) => user)])
        this.#meet(id, undefined, 0);
      for (const file of files) {
        for (const message of await this.#messagesOf(file)) {
          this.#meet(authorOf(message), nameOf(message), millisecondsOf(message.ts));
          for (const { users } of message.reactions) for (const id of users) this.#meet(id, undefined, 0);
        }
      }
    }
  }

  async *records(): AsyncGenerator<MovingRecord> {
    for (const user of this.#users.values()) yield { kind: "user", user, where: { file: "users.json" } };
    for (const room of this.#rooms) {
      const { channel, kind } = room;
      const where = { file: channel.name ?? channel.id };
      const conversation = conversationOf(room);
      if (conversation === undefined) continue;
      yield { kind: "conversation", conversation, where };
      for (const userId of new Set(channel.members)) {
        const role = kind !== "direct" && userId === channel.creator ? "owner" : "member";
        yield { kind: "member", conversationId: channel.id, member: { userId, role, joinedSeq: 0, isListed: true }, where };
      }
      yield* this.#eventsOf(room);
    }
  }

  [Symbol.dispose](): void {
    this.#zip[Symbol.dispose]();
  }

  async *#eventsOf({ channel, files }: Room): AsyncGenerator<MovingRecord> {
    const pinned = new Map(channel.pins.slice(0, limits.pinsMax).map((pin) => [pin.id, pin]));
    /** Of messages that others answer: the first of each thread. */
    const seqs = new Map<string, number>();
    let seq = 0;
    const event = (line: EventLine, where: Where): MovingRecord => {
      seq += 1;
      return { kind: "event", conversationId: channel.id, event: { ...line, seq }, where };
    };
    for (const file of files) {
      for (const message of await this.#messagesOf(file)) {
        const where = { file };
        const at = millisecondsOf(message.ts);
        const [first, ...rest] = this.#messageEvents(message, seqs);
        yield event(first, where);
        const target = seq;
        if (message.thread_ts === message.ts) seqs.set(message.ts, target);
        for (const line of rest) yield event(line, where);
        for (const { by, emoji } of this.#reactionsOf(message))
          yield event({ type: "react", seq: UNPLACED, at, by, target, emoji }, where);
        const pin = pinned.get(message.ts);
        if (pin?.user && message.subtype !== "tombstone")
          yield event({ type: "pin", seq: UNPLACED, at: (pin.created ?? 0) * 1_000 || at, by: pin.user, target }, where);
      }
    }
  }

  /** A message of Slack is one here, or several where it is longer. */
  #messageEvents(message: SlackMessage, seqs: ReadonlyMap<string, number>): [EventLine, ...EventLine[]] {
    const { ts, thread_ts: thread, edited, subtype } = message;
    const place = { type: "message" as const, seq: UNPLACED, at: millisecondsOf(ts), by: authorOf(message) };
    if (subtype === "tombstone") return [{ ...place, text: "", isDeleted: true }];
    const { text, mentions } = shownText(message.text ?? "", {
      user: (id) => this.#users.get(id)?.nickname,
      channel: (id) => this.#channelNames.get(id),
    });
    const links = message.files.map(
      ({ name, title, permalink, url_private: address }) => `${title || name || "file"}: ${permalink || address || ""}`,
    );
    const [first = "", ...rest] = splitText([text, ...links].filter(Boolean).join("\n"));
    const replyTo = thread !== undefined && thread !== ts ? seqs.get(thread) : undefined;
    const within = mentions.filter(({ start, length }) => start + length <= first.length);
    const head = {
      ...{ ...place, text: first },
      ...(within.length > 0 && { mentions: within }),
      ...(replyTo !== undefined && { replyTo }),
      ...(edited?.ts && { editedAt: millisecondsOf(edited.ts) }),
    };
    return [head, ...rest.map((part) => ({ ...place, text: part }))];
  }

  #reactionsOf({ reactions, subtype }: SlackMessage): { by: string; emoji: string }[] {
    if (subtype === "tombstone") return [];
    const known = reactions.flatMap(({ name, users }) => {
      const emoji = emojiNamed(name);
      if (emoji === undefined) this.#unknownEmoji.add(name);
      return emoji === undefined ? [] : [{ emoji, users }];
    });
    const kinds = new Set([...new Set(known.map(({ emoji }) => emoji))].slice(0, limits.reactionKindsMax));
    return known.flatMap(({ emoji, users }) => (kinds.has(emoji) ? users.map((by) => ({ by, emoji })) : []));
  }

  /** What people and bots wrote on one day, in order. */
  async #messagesOf(file: string): Promise<SlackMessage[]> {
    const messages = await listOf(this.#zip, file, slackMessage);
    return messages
      .filter(({ type, subtype }) => type === "message" && !silentSubtypes.test(subtype ?? ""))
      .filter((message) => (message.text ?? "") !== "" || message.files.length > 0 || message.subtype === "tombstone")
      .toSorted((one, other) => Number(one.ts) - Number(other.ts));
  }

  #meet(id: string | undefined, nickname: string | undefined, createdAt: number): void {
    if (!id || this.#users.has(id)) return;
    this.#users.set(id, { id, nickname: nickname || id, state: "retired", createdAt, isAccount: false });
  }
}

/** Who left the workspace, and bots, are users who have gone. */
function userLineOf({ id, name, deleted, is_bot: isBot, is_admin: isAdmin, updated = 0, profile }: SlackUser): UserLine {
  const nickname = profile?.display_name || name || profile?.real_name || id;
  const isHere = deleted !== true && isBot !== true && id !== "USLACKBOT";
  const createdAt = updated * 1_000;
  return {
    ...{ id, nickname: nickname.slice(0, 200), createdAt, isAccount: isHere, state: isHere ? "active" : "retired" },
    ...(isHere && isAdmin === true && { serverRole: "administrator" as const }),
  };
}

function conversationOf({ kind, channel }: Room): ConversationLine | undefined {
  const { id, name, members, topic, purpose } = channel;
  if (kind === "direct") {
    const [one, other] = [...new Set(members)];
    return one === undefined || other === undefined ? undefined : { id, kind: "direct", floor: 0, people: [one, other] };
  }
  const description = (purpose?.value || topic?.value || "").slice(0, limits.roomDescriptionCharactersMax);
  return {
    ...{ id, kind: "room", floor: 0, name: (name || id).slice(0, limits.roomNameCharactersMax) },
    ...(description !== "" && { description }),
    ...(kind === "private" && { isPrivate: true }),
    ...(channel.is_archived === true && { isArchived: true }),
    ...(channel.is_general === true && { isLobby: true }),
  };
}

function authorOf({ user, bot_id: bot, username }: SlackMessage): string {
  return user || bot || `bot:${username || "bot"}`.slice(0, 128);
}

function nameOf({ username, user_profile: profile }: SlackMessage): string | undefined {
  return username || profile?.display_name || profile?.real_name || undefined;
}
