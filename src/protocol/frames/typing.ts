import * as v from "valibot";
import { conversationId } from "../ids.ts";
import { type Person, person } from "../people.ts";

/** The user is typing; said again every `typingRepeatMs`, and it wears off. `isTyping: false` takes it back. Never logged. */
export const typing = v.object({ type: v.literal("typing"), conversationId, isTyping: v.optional(v.boolean(), true) });

/** The typing members: the whole list, not a change. */
export const typists = v.object({ type: v.literal("typists"), conversationId, people: v.array(person) });
/** The typing members of the watched conversation: the whole list, not a change. */
export interface Typists {
  /** The frame's type. */
  type: "typists";
  /** The conversation that is watched. */
  conversationId: string;
  /** At most 10 typing members. */
  people: Person[];
}
