import type { MessageEvent, ShoalError } from "shoal/client";

/** The events of `<shoal-chat>`. They bubble, also out of another element's shadow. */
export interface ShoalChatEvents {
  /** A message arrived in the room while the element was connected: each once, the user's own included. */
  "shoal-message": CustomEvent<ShoalMessageDetail>;
  /** The number of unread messages changed. */
  "shoal-unread": CustomEvent<ShoalUnreadDetail>;
  /** Signing in, entering the room or sending failed; the element shows why. */
  "shoal-error": CustomEvent<ShoalErrorDetail>;
}

/** The detail of `shoal-message`. */
export interface ShoalMessageDetail {
  /** The room's id. */
  readonly conversationId: string;
  /** The message as the server stored it. */
  readonly message: MessageEvent;
}

/** The detail of `shoal-unread`. */
export interface ShoalUnreadDetail {
  /** Messages in the room that the user has not read. */
  readonly count: number;
}

/** The detail of `shoal-error`. */
export interface ShoalErrorDetail {
  /** Its `code` is one of `errorTable`, or of a newer server. */
  readonly error: ShoalError;
}
