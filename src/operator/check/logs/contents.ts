import * as v from "valibot";
import { customData } from "../../../protocol/custom-data.ts";
import { conversationEvent, userEvent } from "../../../protocol/events.ts";
import { fileInfo } from "../../../protocol/files.ts";
import { count, seq, time, userId } from "../../../protocol/ids.ts";
import { newMention } from "../../../protocol/messages.ts";
import { placeIn } from "./checked-log.ts";
import type { LogContext, LogRule } from "./log-rule.ts";
import type { StoredEvent } from "./stored-event.ts";

type Schema = v.GenericSchema;

const schemasOf = (options: readonly { readonly entries: { readonly type: { readonly literal: string } } }[]) =>
  new Map(options.map((option) => [option.entries.type.literal, option as unknown as Schema]));

const schemas = { conversation: schemasOf(conversationEvent.options), user: schemasOf(userEvent.options) };

/** `MessageDetails`, as the server writes them. */
export const storedDetails = v.strictObject({
  mentions: v.optional(v.array(newMention)),
  reply: v.optional(seq),
  files: v.optional(v.array(fileInfo)),
  data: v.optional(v.pipe(v.string(), v.parseJson(), customData)),
  editedAt: v.optional(time),
  deleted: v.optional(v.literal(1)),
  removal: v.optional(v.object({ by: userId, reason: v.optional(v.string()) })),
  reactions: v.optional(v.array(v.object({ emoji: v.string(), count }))),
  sentHash: v.optional(v.string()),
});

/** Events with words of people, which are taken out when a room is erased. */
const wordedTypes: ReadonlySet<string> = new Set(["room", "rules", "mute", "leave", "delete"]);
/** The columns of a user stand for them. */
const anyone = { id: "u_anyone", nickname: "anyone" };

/** Each event is of a type that this version knows, and its body is what the protocol says of that type. */
export function contentsRule({ findings, log, people }: LogContext): LogRule {
  const known = log.kind === "user" ? schemas.user : schemas.conversation;
  const isOwnerDeleted = log.kind === "user" && people.find(log.key)?.isDeleted === true;
  return {
    read(events) {
      for (const event of events) {
        if (!known.has(event.type))
          findings.add(
            "unknown-type",
            `The event at ${placeIn(log, event.seq)} has the type ${JSON.stringify(event.type)}, which no ${log.kind}'s log has`,
          );
        else if (event.type === "message") readMessage(event);
        else readOther(event);
      }
    },
  };

  function readMessage(event: StoredEvent): void {
    const where = `The message at ${placeIn(log, event.seq)}`;
    if (event.userKey === null || event.body === null) findings.add("invalid-body", `${where} has no author or no text`);
    if (event.clientMessageId === null) findings.add("missing-message-id", `${where} has no clientMessageId`);
    if (event.details !== null && !v.is(storedDetails, jsonOf(event.details)))
      findings.add("invalid-body", `${where} has details that are no JSON of their schema`);
  }

  function readOther(event: StoredEvent): void {
    const where = `The event at ${placeIn(log, event.seq)}, of the type ${event.type},`;
    if (event.clientMessageId !== null || event.details !== null) {
      findings.add("invalid-body", `${where} has a clientMessageId or details, which only messages have`);
      return;
    }
    if (event.body === null && isErased(event)) return;
    const body = event.body === null ? {} : jsonOf(event.body);
    const isObject = typeof body === "object" && body !== null && !Array.isArray(body);
    const by = event.userKey === null ? {} : { by: anyone };
    // The text of an edit stands in the row of its message.
    const text = event.type === "edit" ? { text: "" } : {};
    const content = { seq: event.seq, at: event.at, type: event.type, ...by, ...text, ...(isObject ? body : {}) };
    const schema = known.get(event.type);
    if (!isObject || schema === undefined || !v.is(schema, content))
      findings.add("invalid-body", `${where} has a body that is no JSON of its schema`);
  }

  function isErased({ seq: at, type }: StoredEvent): boolean {
    return isOwnerDeleted || (at <= log.erasedSeq && wordedTypes.has(type));
  }
}

/** Undefined where it is no JSON. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
