import * as v from "valibot";
import { type CustomData, customData } from "./custom-data.ts";
import { seq } from "./ids.ts";
import { beginningOf, type Mention, type MessageEvent, mention, type Place, place, type ReactionCount } from "./messages.ts";
import { type Person, person } from "./people.ts";

/** Every change names the message by its place in the same log. */
const change = { ...place, by: person, target: seq };

export const editEvent = v.object({
  ...change,
  type: v.literal("edit"),
  text: v.string(),
  mentions: v.optional(v.array(mention)),
  data: v.optional(customData),
});
export const deleteEvent = v.object({ ...change, type: v.literal("delete"), reason: v.optional(v.string()) });
export const reactEvent = v.object({ ...change, type: v.literal("react"), emoji: v.string() });
export const unreactEvent = v.object({ ...change, type: v.literal("unreact"), emoji: v.string() });
export const pinEvent = v.object({ ...change, type: v.literal("pin") });
export const unpinEvent = v.object({ ...change, type: v.literal("unpin") });

interface Change extends Place {
  /** The user who did it, with the nickname of that moment. */
  by: Person;
  /** The seq of the message, in the same log. It may not be loaded. */
  target: number;
}
/** The author of a message replaced its text [P40]. */
export interface EditEvent extends Change {
  /** Tells an edit from other events. */
  type: "edit";
  /** The text from now on. Read later from the log it is the text of that moment, or empty when the message was deleted. */
  text: string;
  /** The mentions from now on. */
  mentions?: Mention[] | undefined;
  /** The custom data from now on, also where the edit left it as it was. */
  data?: CustomData | undefined;
}
/** A message was deleted, by its author or by a moderator of the room [P41]. */
export interface DeleteEvent extends Change {
  /** Tells a deletion from other events. */
  type: "delete";
  /** Why, where a moderator gave a reason. */
  reason?: string | undefined;
}
/** A member reacted to a message [P42]. */
export interface ReactEvent extends Change {
  /** Tells a reaction from other events. */
  type: "react";
  /** One emoji. */
  emoji: string;
}
/** A member took a reaction back [P42]. */
export interface UnreactEvent extends Change {
  /** Tells it from other events. */
  type: "unreact";
  /** One emoji. */
  emoji: string;
}
/** A message was pinned [P45]. */
export interface PinEvent extends Change {
  /** Tells a pin from other events. */
  type: "pin";
}
/** A message is not pinned any more [P45]. */
export interface UnpinEvent extends Change {
  /** Tells it from other events. */
  type: "unpin";
}
/** What happened to a message after it was sent. */
export type MessageChange = EditEvent | DeleteEvent | ReactEvent | UnreactEvent | PinEvent | UnpinEvent;

export const messageChanges = [editEvent, deleteEvent, reactEvent, unreactEvent, pinEvent, unpinEvent] as const;

/** Any event of a log. */
interface TypedEvent {
  /** What kind of event it is. */
  readonly type: string;
}

const changeTypes: ReadonlySet<string> = new Set(messageChanges.map(({ entries }) => entries.type.literal));

/**
 * Whether the event changes a message; every other event is an entry of its own.
 * @example if (isMessageChange(event)) messages = messages.map((message) => withChange(message, event, client.user?.id));
 */
export function isMessageChange(event: TypedEvent): event is MessageChange {
  return changeTypes.has(event.type);
}

/**
 * The state of a message after a change of it, or of the message that it quotes; the same object when nothing changes. The one fold: the server
 * keeps the state that it makes, and clients make it from events. `viewerId` is the user whose reactions are their own.
 *
 * Applying an edit or a deletion twice is applying it once. Reactions count: a caller applies each of them once.
 * @example messages.map((message) => withChange(message, event, client.user?.id))
 */
export function withChange(message: MessageEvent, change: MessageChange, viewerId?: string): MessageEvent {
  if (change.target === message.seq) return withOwnChange(message, change, viewerId);
  return change.target === message.reply?.seq ? withChangedQuote(message, change) : message;
}

function withOwnChange(message: MessageEvent, change: MessageChange, viewerId: string | undefined): MessageEvent {
  if (message.isDeleted === true) return message;
  const { mentions: _, reactions: __, data: ___, ...rest } = message;
  const kept = { ...(message.mentions && { mentions: message.mentions }), ...(message.data && { data: message.data }) };
  switch (change.type) {
    case "edit": {
      const reactions = message.reactions && { reactions: message.reactions };
      return {
        ...rest,
        text: change.text,
        ...(change.mentions && { mentions: change.mentions }),
        ...(change.data && { data: change.data }),
        ...reactions,
        editedAt: change.at,
      };
    }
    case "delete":
      return deletedState(message, change);
    case "react":
    case "unreact": {
      const reactions = withReaction(message.reactions ?? [], change, change.by.id === viewerId);
      return { ...rest, ...kept, ...(reactions.length > 0 && { reactions }) };
    }
    case "pin":
    case "unpin":
      return message;
  }
}

/** A place is left, with its author and the id that makes sending it again the same as sending it once [P10]. */
function deletedState({ seq, at, by, clientMessageId }: MessageEvent, { by: remover, reason }: DeleteEvent): MessageEvent {
  const removal = remover.id !== by.id && { removal: { by: remover, ...(reason !== undefined && { reason }) } };
  return { seq, at, type: "message", by, clientMessageId, text: "", isDeleted: true, ...removal };
}

function withChangedQuote(message: MessageEvent, change: MessageChange): MessageEvent {
  const { reply } = message;
  if (reply?.text === undefined) return message; // deleted or not kept: nothing brings it back
  if (change.type === "edit") return { ...message, reply: { ...reply, text: beginningOf(change.text) } };
  if (change.type !== "delete") return message;
  const { text: _, ...rest } = reply;
  return { ...message, reply: rest };
}

function withReaction(
  reactions: readonly ReactionCount[],
  { type, emoji }: ReactEvent | UnreactEvent,
  isByViewer: boolean,
): ReactionCount[] {
  const known = reactions.find((reaction) => reaction.emoji === emoji);
  const step = type === "react" ? 1 : -1;
  const isOwn = isByViewer ? type === "react" : known?.isOwn === true;
  const changed: ReactionCount = { emoji, count: (known?.count ?? 0) + step, ...(isOwn && { isOwn }) };
  if (known === undefined) return step > 0 ? [...reactions, changed] : [...reactions];
  if (changed.count <= 0) return reactions.filter((reaction) => reaction !== known);
  return reactions.map((reaction) => (reaction === known ? changed : reaction));
}

/**
 * The seqs of the pinned messages after an event, the newest pin first; the same array when nothing changes.
 * @example if (isMessageChange(event)) pinned = withPinChange(pinned, event);
 */
export function withPinChange(pins: readonly number[], change: MessageChange): readonly number[] {
  const rest = pins.filter((seq) => seq !== change.target);
  if (change.type === "pin") return [change.target, ...rest];
  const isUnpinned = change.type === "unpin" || change.type === "delete";
  return isUnpinned && rest.length < pins.length ? rest : pins;
}
