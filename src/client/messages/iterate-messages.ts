import { ShoalError } from "../../protocol/errors.ts";
import type { HistoryPage } from "../../protocol/frames/history.ts";
import { limits } from "../../protocol/limits.ts";
import type { MessageEvent } from "../../protocol/messages.ts";
import type { ClientParts } from "../client-parts.ts";
import { sleep } from "../http-call.ts";
import type { MessagesOptions } from "../shoal-client-options.ts";
import { untilLive } from "../until-live.ts";
import { LiveTail } from "./live-tail.ts";

/** The wait before a page is asked for again, where the server does not say how long. */
const PAGE_RETRY_MS = 1_000;

/** See `ShoalClient.messages`. */
export async function* iterateMessages(
  parts: ClientParts,
  conversationId: string,
  { after, signal }: MessagesOptions,
): AsyncGenerator<MessageEvent, void> {
  const tail = new LiveTail();
  const ending = new AbortController();
  const stop = follow(parts, conversationId, tail, ending, signal);
  try {
    await untilLive(parts, signal);
    const conversation = parts.sync.conversations.get(conversationId);
    if (conversation === undefined) throw new ShoalError("not-found");
    tail.begin(conversation.head);
    // A cursor beyond the end is of a past that was replaced.
    let cursor = Math.min(after ?? parts.sync.cursorOf(conversationId) ?? conversation.head, conversation.head);
    while (isGoingOn(parts, conversationId, signal)) {
      cursor = tail.takeReplacement() ?? cursor;
      const event = tail.take(cursor);
      if (event !== undefined) {
        cursor = event.seq;
        if (event.type === "message") yield event;
      } else if (cursor >= tail.head) {
        await tail.changed();
      } else {
        const page = await readPage(parts, conversationId, cursor, ending.signal, signal);
        const end = endOf(page, cursor);
        for (const event of page?.events ?? []) {
          signal?.throwIfAborted();
          if (event.type === "message" && event.seq > cursor) yield event;
        }
        // A page that brings nothing although the log is longer: what explains it is on its way.
        if (end === cursor) await pause(parts, PAGE_RETRY_MS, ending.signal);
        cursor = end;
      }
    }
  } finally {
    stop();
  }
}

/** Until the result is called. `ending` is aborted when there is nothing to wait for any more. */
function follow(
  { emitter }: ClientParts,
  conversationId: string,
  tail: LiveTail,
  ending: AbortController,
  signal: AbortSignal | undefined,
): () => void {
  const end = (): void => {
    ending.abort();
    tail.wake();
  };
  const stops = [
    emitter.on("event", (told) => told.conversationId === conversationId && tail.receive(told.event)),
    emitter.on("gap", (gap) => gap.logId === conversationId && tail.skip(gap)),
    emitter.on("conversations", () => tail.wake()), // the user may have left
    emitter.on("closed", end),
  ];
  signal?.addEventListener("abort", end);
  return () => {
    for (const stop of stops) stop();
    signal?.removeEventListener("abort", end);
  };
}

/** Throws the signal's reason, and what closed the client against its will. */
function isGoingOn({ sync, requests, lifecycle }: ClientParts, conversationId: string, signal: AbortSignal | undefined): boolean {
  signal?.throwIfAborted();
  if (requests.closedBy === undefined) return sync.conversations.has(conversationId);
  if (lifecycle.isClosedByServer) throw requests.closedBy;
  return false;
}

/** The messages after a seq, however many connections it takes. `undefined` when the client was closed meanwhile. */
async function readPage(
  parts: ClientParts,
  conversationId: string,
  after: number,
  ending: AbortSignal,
  signal: AbortSignal | undefined,
): Promise<HistoryPage | undefined> {
  const query = { conversationId, after, limit: limits.historyEventsMax, changes: false };
  for (;;) {
    try {
      await untilLive(parts, signal);
      return await parts.requests.ask("history", query, { signal });
    } catch (error) {
      if (parts.requests.closedBy !== undefined) return undefined;
      if (!(error instanceof ShoalError && error.isRetryable)) throw error;
      await pause(parts, error.retryAfterMs ?? PAGE_RETRY_MS, ending);
    }
  }
}

/** Shorter when everything ends meanwhile. */
async function pause({ clock }: ClientParts, delayMs: number, ending: AbortSignal): Promise<void> {
  await sleep(clock, delayMs, ending).catch(() => {});
}

/** How far a page reaches: further than its last message where changes follow, or where the past is not kept any more. */
function endOf(page: HistoryPage | undefined, cursor: number): number {
  if (page === undefined) return cursor;
  const { events, last = events.at(-1)?.seq ?? page.head, floor } = page;
  return Math.max(cursor, last, floor);
}
