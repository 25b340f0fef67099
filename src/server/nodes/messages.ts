import * as v from "valibot";
import { broadcast } from "../../protocol/frames/broadcast.ts";
import { token, userId } from "../../protocol/ids.ts";
import { person } from "../../protocol/people.ts";
import { BUS_MESSAGE_BYTES_MAX, type Bus, type Subject } from "../bus/bus.ts";

const text = v.string();
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const place = v.nullable(text);
/** Keys from the first up to, not including, the second; `null` is the end. */
const range = v.tuple([text, place]);
export type Range = v.InferOutput<typeof range>;

/** A row of a shared table: its key, and its value or `null` where it is gone. */
const row = v.tuple([text, v.unknown()]);
export type Row = v.InferOutput<typeof row>;

/** `size` is missing while rows wait to be told. */
const tableState = v.object({ version: count, size: v.nullable(count) });
export type TableState = v.InferOutput<typeof tableState>;

/** What a node tells of itself. */
const report = v.object({
  name: text,
  version: text,
  startedAt: v.number(),
  connections: v.record(text, count),
  postsPerSecond: v.number(),
});
export type NodeReport = v.InferOutput<typeof report>;

/** A request for all rows in these ranges; `to` is the node that has them. */
const tableAsk = v.object({ type: v.literal("ask"), to: text, ranges: v.array(range) });

/**
 * The messages between nodes. Nodes of two versions run side by side during an upgrade: a message that a node cannot read is dropped, and a field that it
 * does not know is left out.
 */
export const messages = {
  nodes: v.variant("type", [
    v.object({ type: v.literal("beat"), report, table: tableState }),
    v.object({ type: v.literal("goodbye") }),
  ]),
  presence: v.variant("type", [
    v.object({ type: v.literal("delta"), version: count, rows: v.array(row) }),
    tableAsk,
    /** All rows in the range, as of that version. */
    v.object({ type: v.literal("part"), version: count, range, rows: v.array(row) }),
  ]),
  typing: v.object({ conversationId: text, person, isTyping: v.boolean() }),
  /** As watchers get it. */
  broadcasts: broadcast,
  sessions: v.variant("type", [
    v.object({ type: v.literal("ended"), userId, sessionId: text, reason: v.picklist(["signed-out", "banned"]) }),
    /** The node is to end so many of the user's oldest connections. */
    v.object({ type: v.literal("crowded"), to: text, userId, count }),
    /** Which of these sessions gave a sign of life within the last so many ms. */
    v.object({ type: v.literal("ask-heard"), id: count, sessions: v.array(v.tuple([userId, text])), withinMs: v.number() }),
    v.object({ type: v.literal("heard"), to: text, id: count, sessionIds: v.array(text) }),
    /** Frames for a connection over HTTP that other nodes may have, too. */
    v.object({ type: v.literal("frames"), connectionId: token, userId, frames: v.array(text) }),
    /** Its client does not come back. */
    v.object({ type: v.literal("left"), connectionId: token, userId }),
  ]),
  limits: v.object({
    /** Each message is sent twice. */
    serial: count,
    /** By meter and key: what was taken. */
    spent: v.array(v.tuple([text, text, v.number()])),
    /** Wrong and right passwords: name, network, device, whether it was right. */
    guesses: v.array(v.tuple([text, text, place, v.boolean()])),
  }),
  settings: v.object({}),
} as const satisfies Partial<Record<Subject, v.GenericSchema>>;

export type MessageOn<Topic extends keyof typeof messages> = v.InferOutput<(typeof messages)[Topic]>;

/** Returns whether it was short enough to be sent. */
export function publish<Topic extends keyof typeof messages>(bus: Bus, topic: Topic, message: MessageOn<Topic>): boolean {
  const written = JSON.stringify(message);
  if (Buffer.byteLength(written) > BUS_MESSAGE_BYTES_MAX) return false;
  bus.publish(topic, written);
  return true;
}

/** What another node wrote that this one cannot read is dropped. */
export function subscribe<Topic extends keyof typeof messages>(
  bus: Bus,
  topic: Topic,
  listener: (message: MessageOn<Topic>, fromNodeId: string) => void,
): () => void {
  return bus.subscribe(topic, (written, fromNodeId) => {
    const result = v.safeParse(messages[topic], parsed(written));
    if (result.success) listener(result.output as MessageOn<Topic>, fromNodeId);
  });
}

function parsed(written: string): unknown {
  try {
    return JSON.parse(written);
  } catch {
    return undefined;
  }
}
