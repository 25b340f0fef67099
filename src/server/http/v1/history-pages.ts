import * as v from "valibot";
import { ShoalError } from "../../../protocol/errors.ts";
import type { ConversationEvent, ReceivedEvent } from "../../../protocol/events.ts";
import type { HistoryPage } from "../../../protocol/frames/history.ts";
import { limits } from "../../../protocol/limits.ts";
import type { MessageEvent } from "../../../protocol/messages.ts";
import type { Ask } from "./operation.ts";

/** Pages of the log that are read for one page of messages: where few of many entries are messages, a page has fewer than were asked for. */
const LOG_PAGES_MAX = 5;
/** Entries of one such page, at least: joins and leaves lie between messages. */
const LOG_ENTRIES_MIN = 50;

/** Where a page of a log begins: `toOlder` reads backwards from there. */
interface HistoryCursor {
  readonly isToOlder: boolean;
  readonly seq: number;
}

/** Where to read. Without `after`, `since` and a cursor: from the end to older ones. */
interface HistoryInput {
  readonly conversationId: string;
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly after?: number | undefined;
  readonly since?: number | undefined;
}

export interface MessagePage {
  readonly messages: MessageEvent[];
  readonly next?: string | undefined;
}

/** Opaque to clients: base64url of `older` or `newer`, and a seq. */
export const historyCursor = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,64}$/));

/** A page of messages in their present state: the newest first; the oldest first with `after` or `since`. */
export async function messagePage(ask: Ask, input: HistoryInput): Promise<MessagePage> {
  const { conversationId, limit } = input;
  let range = rangeOf(input);
  const isToOlder = range.after === undefined && range.since === undefined;
  const messages: MessageEvent[] = [];
  for (let pageCount = 0; pageCount < LOG_PAGES_MAX; pageCount += 1) {
    const page = await ask("history", {
      ...{ conversationId, changes: false, ...range },
      limit: Math.min(limits.historyEventsMax, Math.max(limit, LOG_ENTRIES_MIN)),
    });
    const found = page.events.filter((event) => event.type === "message");
    messages.push(...(isToOlder ? found.toReversed() : found));
    const last = messages.length > limit ? messages[limit - 1] : undefined;
    if (last !== undefined) return { messages: messages.slice(0, limit), next: cursorText({ isToOlder, seq: last.seq }) };
    const next = nextOf(page, isToOlder);
    if (next === undefined) return { messages };
    if (messages.length === limit) return { messages, next: cursorText(next) };
    range = isToOlder ? { before: next.seq } : { after: next.seq };
  }
  const place = range.before ?? range.after ?? 0;
  return { messages, next: cursorText({ isToOlder, seq: place }) };
}

/** A page of everything that happened, without holes: the same order as of messages. */
export async function eventPage(
  ask: Ask,
  input: HistoryInput,
): Promise<{ readonly events: ConversationEvent[]; readonly next?: string }> {
  const { conversationId, limit } = input;
  const range = rangeOf(input);
  const isToOlder = range.after === undefined && range.since === undefined;
  const page = await ask("history", { conversationId, limit, ...range });
  const events = page.events.filter(isKnown);
  const next = nextOf(page, isToOlder);
  return { events: isToOlder ? events.toReversed() : events, ...(next !== undefined && { next: cursorText(next) }) };
}

/** One message. Throws `not-found` for every other place of the log. */
export async function messageAt(ask: Ask, conversationId: string, seq: number): Promise<MessageEvent> {
  if (seq < 1) throw new ShoalError("not-found");
  const page = await ask("history", { conversationId, after: seq - 1, limit: 1 });
  const event = page.events.find((each) => each.seq === seq);
  if (event?.type !== "message") throw new ShoalError("not-found", { message: "There is no message at that place." });
  return event;
}

interface LogRange {
  readonly before?: number;
  readonly after?: number;
  readonly since?: number;
}

function rangeOf({ cursor, after, since }: HistoryInput): LogRange {
  if (cursor !== undefined) {
    const { isToOlder, seq } = readCursor(cursor);
    return isToOlder ? { before: seq } : { after: seq };
  }
  if (after !== undefined) return { after };
  return since === undefined ? {} : { since };
}

/** Where the next page begins; undefined where this was the last one. */
function nextOf({ first, last, floor, head }: HistoryPage, isToOlder: boolean): HistoryCursor | undefined {
  if (first === undefined || last === undefined || last < first) return undefined;
  if (isToOlder) return first > floor + 1 ? { isToOlder, seq: first } : undefined;
  return last < head ? { isToOlder, seq: last } : undefined;
}

function cursorText({ isToOlder, seq }: HistoryCursor): string {
  return Buffer.from(`${isToOlder ? "older" : "newer"} ${seq}`).toString("base64url");
}

function readCursor(text: string): HistoryCursor {
  const [, way, seq] = /^(older|newer) (\d{1,15})$/.exec(Buffer.from(text, "base64url").toString()) ?? [];
  if (seq === undefined) throw new ShoalError("bad-frame", { message: "`cursor` must be `next` of an earlier page." });
  return { isToOlder: way === "older", seq: Number(seq) };
}

function isKnown(event: ReceivedEvent): event is ConversationEvent {
  return event.type !== "unknown";
}
