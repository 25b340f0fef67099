import * as v from "valibot";

/**
 * The features of a side beyond the first state of this version of the protocol: `hello` names the client's, `welcome` the server's.
 * A feature that the other side lacks is not used; a name that is unknown is ignored.
 */
export const features = [
  /** `typing` with `isTyping: false` [P23]. A server without it would take that for typing. */
  "stop-typing",
  /** `edit`, `delete`, `react`, `pin` and what reads them, and their events [P40–P46]. */
  "message-changes",
  /** `mentions` and `replyTo` of `send` [P43, P44]. A server without it stores the text alone. */
  "replies-and-mentions",
  /** Uploads and `files` of `send` [P80–P85]. */
  "files",
  /** `search` [P50]. */
  "search",
  /** `configure` and `read-all` [P100, P101]. */
  "conversation-settings",
  /** `update-profile`, `person`, `block` and `unblock`, their events, and the list of sessions [P110–P113]. */
  "profiles",
  /** `subscribe-push` and `unsubscribe-push` [P130]. Only of a server that sends push messages: its `welcome` has a `pushKey`. */
  "push",
  /** `since` of `history` [P19d]. A server without it answers with the last events. */
  "history-since",
  /** `describe-room`, `description` and `emoji` of `create-room`, and the event `room` [P38, P39]. */
  "room-settings",
  /** `create-invite-link` and what belongs to it [P94, P95]. */
  "invite-links",
  /** `share-reads` and `readers` [P24e, P24f]. */
  "readers",
  /** `picture` of `update-profile`, `create-room` and `describe-room` [P120–P122]. */
  "pictures",
  /** Passwords: `GET` and `PUT /api/account`, and what belongs to them [P150–P154]. */
  "accounts",
  /** `set-rules`, `set-role`, `mute`, `kick`, `ban`, `raise-hand`, `report` and what belongs to them, and their events [P170–P177]. */
  "order",
  /** `retentionDays` and `retentionMessages` of `set-rules`, and `trimmed` [P190–P194]. */
  "retention",
  /** `create-bot`, `bots`, `reset-bot-token` and `delete-bot`, and `isBot` of people [P215–P219]. */
  "bots",
  /** `data` of `send` and `edit` [P225, P226]. A server without it stores the text alone. */
  "data",
  /** `broadcast` [P227, P228]. */
  "broadcasts",
] as const;

const FEATURES_MAX = 100;

/** Missing when a side has no features. */
export const featureList = v.optional(v.pipe(v.array(v.pipe(v.string(), v.maxLength(64))), v.maxLength(FEATURES_MAX)), []);
