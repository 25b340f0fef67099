import * as v from "valibot";
import { serverRole } from "../../protocol/accounts.ts";
import { notify } from "../../protocol/conversation-settings.ts";
import { customData } from "../../protocol/custom-data.ts";
import { ShoalError } from "../../protocol/errors.ts";
import { conversationEvent } from "../../protocol/events.ts";
import { type FileInfo, fileInfo } from "../../protocol/files.ts";
import { clientMessageId, count, fileId, seq, time } from "../../protocol/ids.ts";
import { limits } from "../../protocol/limits.ts";
import { newMentions } from "../../protocol/messages.ts";
import { roomRules } from "../../protocol/moderation.ts";
import { role, TONES } from "../../protocol/people.ts";
import { cleanFileName } from "../files/file-name.ts";
import type { ImportedEvent } from "../storage/import-records.ts";

/** Ids of other systems are names there: short, and without control characters. */
const foreignId = v.pipe(v.string(), v.regex(/^[^\p{C}]{1,128}$/u));
const text = (bytes: number) => v.pipe(v.string(), v.maxBytes(bytes));
const identity = v.object({ issuer: text(1_024), subject: text(1_024) });
const identities = v.optional(v.pipe(v.array(identity), v.maxLength(20)));
const userState = v.picklist(["active", "retired", "deleted"]);

/** Lines of an archive, as docs/export-format.md has them. Fields that are not known are passed over. */
export const userLine = v.object({
  id: foreignId,
  nickname: text(4 * limits.nicknameBytesMax),
  state: v.optional(userState, "active"),
  tone: v.optional(v.pipe(count, v.maxValue(TONES - 1))),
  status: v.optional(text(limits.statusBytesMax)),
  picture: v.optional(fileId),
  isReadShared: v.optional(v.boolean()),
  createdAt: time,
  lastSeenAt: v.optional(time),
  isAccount: v.optional(v.boolean(), false),
  serverRole: v.optional(serverRole),
  identities,
  passwordHash: v.optional(v.pipe(v.string(), v.regex(/^\$argon2id\$[\x21-\x7e]{1,500}$/))),
});
export type UserLine = v.InferOutput<typeof userLine>;

export const blockLine = v.object({ userId: foreignId, blockedId: foreignId, at: time });

export const restrictionLine = v.object({
  conversationId: v.optional(foreignId),
  kind: v.picklist(["mute", "ban"]),
  userId: foreignId,
  at: time,
  until: v.optional(time),
  reason: v.optional(text(limits.reasonBytesMax)),
  by: v.optional(foreignId),
});

export const conversationLine = v.object({
  id: foreignId,
  kind: v.picklist(["room", "direct"]),
  isLobby: v.optional(v.boolean()),
  floor: v.optional(seq, 0),
  /** Of the log, for progress. */
  head: v.optional(seq),
  name: v.optional(text(4 * limits.roomNameBytesMax)),
  description: v.optional(text(limits.roomDescriptionBytesMax)),
  emoji: v.optional(text(64)),
  picture: v.optional(fileId),
  isPrivate: v.optional(v.boolean()),
  isArchived: v.optional(v.boolean()),
  rules: v.optional(
    v.pipe(
      roomRules,
      v.check(
        ({ announcement = "" }) => Buffer.byteLength(announcement) <= limits.announcementBytesMax,
        "the announcement is too long",
      ),
    ),
  ),
  people: v.optional(v.tuple([foreignId, foreignId])),
});
export type ConversationLine = v.InferOutput<typeof conversationLine>;

export const memberLine = v.object({
  userId: foreignId,
  role,
  joinedSeq: v.optional(seq, 0),
  isListed: v.optional(v.boolean(), true),
  hasVoice: v.optional(v.boolean()),
  isPinned: v.optional(v.boolean()),
  isArchived: v.optional(v.boolean()),
  notify: v.optional(notify),
});

const messageLine = v.object({
  type: v.literal("message"),
  seq,
  at: time,
  by: foreignId,
  clientMessageId: v.optional(clientMessageId),
  text: text(limits.messageBytesMax),
  mentions: newMentions,
  replyTo: v.optional(seq),
  files: v.optional(v.pipe(v.array(fileInfo), v.maxLength(limits.filesPerMessageMax))),
  data: v.optional(
    v.pipe(
      customData,
      v.check((data) => Buffer.byteLength(JSON.stringify(data)) <= limits.dataBytesMax, "the data is too long"),
    ),
  ),
  editedAt: v.optional(time),
  isDeleted: v.optional(v.boolean()),
  removal: v.optional(v.object({ by: foreignId, reason: v.optional(text(limits.reasonBytesMax)) })),
});

/** An event that is no message: what it says besides depends on its type. */
const otherLine = v.looseObject({
  type: v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]{0,63}$/)),
  seq,
  at: time,
  by: v.optional(foreignId),
  target: v.optional(seq),
});

const knownEvents = new Map(conversationEvent.options.map((option) => [option.entries.type.literal as string, option]));

export type EventLine = v.InferOutput<typeof messageLine> | v.InferOutput<typeof otherLine>;

/** An event, whatever it is. */
export const eventLine = v.lazy((input) =>
  typeof input === "object" && input !== null && "type" in input && input.type === "message" ? messageLine : otherLine,
);

/** What is wrong with a line, or the line as its schema has it. */
export function readLine<Schema extends v.GenericSchema>(schema: Schema, input: unknown): v.InferOutput<Schema> {
  const result = v.safeParse(schema, input);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new ShoalError("bad-frame", { message: `${v.getDotPath(issue) ?? "The line"} is invalid: ${issue.message}.` });
}

/** Of what an event says besides its place, as JSON: more than any event of this version has. */
const CONTENT_CHARACTERS_MAX = 16 * 1024;
const EMOJI_CHARACTERS_MAX = 64;

/** An event of a known type with the fields of that type; one of an unknown type as it is [P70]. Throws `bad-frame`. */
export function readEvent(input: unknown): ImportedEvent {
  const line = readLine(eventLine, input);
  if (isMessage(line)) return line.files === undefined ? line : { ...line, files: line.files.map(withCleanName) };
  const { type, seq: place, at, by, target, ...content } = line;
  const isLong = JSON.stringify(content).length > CONTENT_CHARACTERS_MAX;
  if (isLong || String(content.emoji ?? "").length > EMOJI_CHARACTERS_MAX) {
    throw new ShoalError("bad-frame", { message: "The event says more than an event may." });
  }
  const known = knownEvents.get(type);
  if (known === undefined) return { type, seq: place, at, by, target, content };
  const person = by === undefined ? {} : { by: { id: "u_of_the_source", nickname: "" } };
  const change = target === undefined ? {} : { target };
  const event: Record<string, unknown> = readLine(known, { text: "", ...content, type, seq: place, at, ...person, ...change });
  const fields = Object.entries(event).filter(([name]) => !placeFields.has(name));
  return { type, seq: place, at, by, target, content: Object.fromEntries(fields) };
}

/** They have columns of their own, and the content of an edit stands in its message. */
const placeFields: ReadonlySet<string> = new Set(["type", "seq", "at", "by", "target", "text", "mentions", "data"]);

/** Names of files are for people: without parts of a path. */
function withCleanName(file: FileInfo): FileInfo {
  return { ...file, name: cleanFileName(file.name) };
}

function isMessage(line: { readonly type: string }): line is v.InferOutput<typeof messageLine> {
  return line.type === "message";
}
