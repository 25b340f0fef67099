/** Close codes 4000–4499 tell the client to come back, 4500–4999 to stay away [P31a]. */
interface ErrorKind {
  readonly message: string;
  /** Whether the same request can succeed later without being changed. */
  readonly isRetryable: boolean;
  readonly httpStatus: number;
  /** Only errors that end a connection have one. */
  readonly closeCode?: number;
}

/** The one table of expected errors. PROTOCOL.md lists it, and a test holds the two against each other. */
// biome-ignore format: a table reads best with one row a line.
export const errorTable = {
  draining: { message: "The server is restarting; come back in a moment.", isRetryable: true, httpStatus: 503, closeCode: 4000 },
  "too-slow": { message: "The connection did not take what was sent to it; come back and continue.", isRetryable: true, httpStatus: 408, closeCode: 4001 },
  "heartbeat-lost": { message: "The connection was silent for too long; come back.", isRetryable: true, httpStatus: 408, closeCode: 4002 },
  "hello-timeout": { message: "No hello came in time.", isRetryable: true, httpStatus: 408, closeCode: 4003 },
  "too-many-frames": { message: "Frames come faster than the server takes them; come back more slowly.", isRetryable: true, httpStatus: 429, closeCode: 4004 },

  unauthenticated: { message: "The session is unknown or has expired; sign in again.", isRetryable: false, httpStatus: 401, closeCode: 4500 },
  "signed-out": { message: "This session was signed out.", isRetryable: false, httpStatus: 401, closeCode: 4501 },
  "version-unsupported": { message: "This server does not speak that version of the protocol; reload or upgrade.", isRetryable: false, httpStatus: 426, closeCode: 4502 },
  "bad-frame": { message: "That frame is invalid.", isRetryable: false, httpStatus: 400, closeCode: 4503 },
  "frame-too-large": { message: "That frame is larger than 64 KiB.", isRetryable: false, httpStatus: 413, closeCode: 4504 },
  replaced: { message: "A newer connection of the same person took this one's place.", isRetryable: false, httpStatus: 409, closeCode: 4505 },
  "forbidden-origin": { message: "Pages from that origin may not use this server; the operator can allow it with --allow-origin.", isRetryable: false, httpStatus: 403 },
  "forbidden-host": { message: "This server does not answer to that host name; the operator can allow it with --allow-host.", isRetryable: false, httpStatus: 403 },

  "cookies-needed": { message: "The browser did not send back the cookie of GET /api/session, so it would not keep the session's; allow cookies.", isRetryable: false, httpStatus: 428 },
  "guests-not-allowed": { message: "Guests may not sign in here; the operator has switched that off.", isRetryable: false, httpStatus: 403 },
  "registration-closed": { message: "This server takes no new users; ask its operator.", isRetryable: false, httpStatus: 403 },
  "invite-needed": { message: "New users of this server need an invite link of a member.", isRetryable: false, httpStatus: 403 },
  "password-needed": { message: "That nickname belongs to an account; sign in with its password.", isRetryable: false, httpStatus: 409 },
  "password-invalid": { message: "A password must have 8 to 128 characters, without control characters.", isRetryable: false, httpStatus: 422 },
  "credentials-invalid": { message: "The nickname or the password is wrong.", isRetryable: false, httpStatus: 403 },
  "account-link-invalid": { message: "That link was used already or has expired; ask for a new one.", isRetryable: false, httpStatus: 410 },
  "jwt-invalid": { message: "The JWT is invalid or has expired.", isRetryable: false, httpStatus: 403 },
  "sign-in-used": { message: "That sign-in was used already; begin it again.", isRetryable: false, httpStatus: 410 },
  "oidc-failed": { message: "The sign-in at the provider did not work; try again.", isRetryable: false, httpStatus: 403 },
  "provider-unavailable": { message: "The provider of this sign-in does not answer; try again.", isRetryable: true, httpStatus: 502 },
  "identity-taken": { message: "Another user signs in that way.", isRetryable: false, httpStatus: 409 },
  "nickname-invalid": { message: "A nickname must have 1 to 32 visible characters, without control or invisible ones.", isRetryable: false, httpStatus: 422 },
  "nickname-taken": { message: "That nickname, or one that looks like it, is in use.", isRetryable: false, httpStatus: 409 },
  "status-invalid": { message: "A status must have at most 80 visible characters, without control or invisible ones.", isRetryable: false, httpStatus: 422 },
  "room-name-invalid": { message: "A room name must have 1 to 50 visible characters, without control or invisible ones.", isRetryable: false, httpStatus: 422 },
  "room-name-taken": { message: "A public room with that name exists.", isRetryable: false, httpStatus: 409 },
  "room-description-invalid": { message: "A description must have at most 300 visible characters, without control or invisible ones.", isRetryable: false, httpStatus: 422 },
  "device-link-invalid": { message: "That link was used already or has expired; make a new one.", isRetryable: false, httpStatus: 410 },
  "invite-link-invalid": { message: "That invite link has expired, is used up or was revoked; ask for a new one.", isRetryable: false, httpStatus: 410 },
  "too-many-invite-links": { message: "A member can have 10 invite links into a room, and a room 100; revoke one first.", isRetryable: false, httpStatus: 409 },

  "message-empty": { message: "A message must have some text or a file.", isRetryable: false, httpStatus: 422, closeCode: 4506 },
  "message-too-large": { message: "A message must have at most 8 KiB of text.", isRetryable: false, httpStatus: 413, closeCode: 4507 },
  "data-too-large": { message: "`data` must have at most 4 KiB of JSON.", isRetryable: false, httpStatus: 413 },
  "message-deleted": { message: "That message was deleted.", isRetryable: false, httpStatus: 410 },
  "mention-invalid": { message: "`mentions` must be ranges of the text that do not overlap, ascending by `start`.", isRetryable: false, httpStatus: 422 },
  "emoji-invalid": { message: "`emoji` must be exactly one emoji.", isRetryable: false, httpStatus: 422 },
  "too-many-reactions": { message: "A message can have reactions with at most 20 different emoji; choose one that it has.", isRetryable: false, httpStatus: 409 },
  "too-many-pins": { message: "A conversation can have at most 50 pinned messages; unpin one first.", isRetryable: false, httpStatus: 409 },
  unsupported: { message: "This server does not know that request; it may be older than the client.", isRetryable: false, httpStatus: 501 },
  conflict: { message: "That clientMessageId was used for another message.", isRetryable: false, httpStatus: 409 },
  "not-found": { message: "That does not exist, or you may not see it.", isRetryable: false, httpStatus: 404 },
  "not-allowed": { message: "That cannot be done in this conversation.", isRetryable: false, httpStatus: 403, closeCode: 4509 },
  "too-many-conversations": { message: "One user can be in at most 500 rooms; leave one first.", isRetryable: false, httpStatus: 409 },
  "too-many-pinned-conversations": { message: "One user can pin at most 20 conversations; unpin one first.", isRetryable: false, httpStatus: 409 },
  "too-many-invitations": { message: "Too many invitations wait for an answer or were declined; try again later.", isRetryable: true, httpStatus: 429 },
  "not-accepted": { message: "This user takes no private messages and no invitations from you.", isRetryable: false, httpStatus: 403 },
  "user-blocked": { message: "You block this user; unblock them first.", isRetryable: false, httpStatus: 409 },
  "too-many-blocks": { message: "One user can block at most 1,000 others; unblock one first.", isRetryable: false, httpStatus: 409 },

  muted: { message: "You can read, but not write for now.", isRetryable: false, httpStatus: 403 },
  "room-locked": { message: "Only moderators write in this room at the moment.", isRetryable: false, httpStatus: 403 },
  "room-archived": { message: "This room is archived: it can be read, and no one writes.", isRetryable: false, httpStatus: 403 },
  "slow-mode": { message: "This room is in slow mode; write again after retryAfterMs.", isRetryable: true, httpStatus: 429 },
  "links-not-allowed": { message: "Messages in this room may have no links; leave them out.", isRetryable: false, httpStatus: 403 },
  "files-not-allowed": { message: "Messages in this room may have no files; leave them out.", isRetryable: false, httpStatus: 403 },
  "private-messages-off": { message: "A room that both of you are in allows no private messages between its members.", isRetryable: false, httpStatus: 403 },
  "hands-off": { message: "Hands cannot be raised in this room; a moderator can switch that on.", isRetryable: false, httpStatus: 409 },
  banned: { message: "You are banned there.", isRetryable: false, httpStatus: 403, closeCode: 4508 },
  "account-needed": { message: "A guest can have no role on the server; they must claim their nickname with a password first.", isRetryable: false, httpStatus: 409 },
  "last-administrator": { message: "The server needs an administrator; appoint another one first.", isRetryable: false, httpStatus: 409 },
  "setting-fixed": { message: "The operator fixed that setting at the start of the server, by a flag or a variable.", isRetryable: false, httpStatus: 409 },
  "setting-invalid": { message: "`name` must be one line of at most 60 visible characters, and `welcome` at most 300, without control or invisible ones.", isRetryable: false, httpStatus: 422 },
  "network-invalid": { message: "`network` must be an address or a network such as 203.0.113.0/24, at most as wide as /8, or /32 of IPv6.", isRetryable: false, httpStatus: 422 },
  "network-own": { message: "That network has your own address, or the server's machine; ban a narrower one.", isRetryable: false, httpStatus: 409 },
  "too-many-address-bans": { message: "At most 1,000 networks can be banned; lift the ban of one first.", isRetryable: false, httpStatus: 409 },
  "too-many-restrictions": { message: "At most 500 members of a room can be muted and 500 users banned; lift one first.", isRetryable: false, httpStatus: 409 },
  "too-many-reports": { message: "Of your reports 50 are open; wait until a moderator has looked at them.", isRetryable: true, httpStatus: 429 },
  "reason-invalid": { message: "A reason must have at most 300 visible characters, without control or invisible ones.", isRetryable: false, httpStatus: 422 },
  "announcement-invalid": { message: "An announcement must have at most 300 visible characters, without control or invisible ones.", isRetryable: false, httpStatus: 422 },

  "too-many-bots": { message: "A room can have at most 20 bots and a user 50; delete one first.", isRetryable: false, httpStatus: 409 },

  "push-invalid": { message: "`endpoint`, `keys` and `timeZone` must be a browser's.", isRetryable: false, httpStatus: 422 },

  "upload-version-unsupported": { message: "Tus-Resumable must be 1.0.0, the version of tus that this server speaks.", isRetryable: false, httpStatus: 412 },
  "upload-type-unsupported": { message: "The Content-Type of a PATCH must be application/offset+octet-stream.", isRetryable: false, httpStatus: 415 },
  "upload-too-large": { message: "A file must have at most as many bytes as Tus-Max-Size names, and an upload no more than its Upload-Length.", isRetryable: false, httpStatus: 413 },
  "upload-offset-wrong": { message: "Upload-Offset must be where the upload stands; ask with HEAD and continue there.", isRetryable: false, httpStatus: 409 },
  "upload-locked": { message: "Another request writes this upload; try again when it has ended.", isRetryable: true, httpStatus: 423 },
  "too-many-uploads": { message: "One user can have at most 8 unfinished uploads; finish or delete one first.", isRetryable: false, httpStatus: 409 },
  "too-many-file-bytes": { message: "The files of one user can have at most 1 GiB together; delete messages with files first.", isRetryable: false, httpStatus: 409 },
  "disk-full": { message: "The disk of the server is almost full, so it takes no files; tell its operator.", isRetryable: true, httpStatus: 507 },
  "file-not-found": { message: "A file of a message or a picture must be a complete upload of its author that no message names; upload it again.", isRetryable: false, httpStatus: 404 },
  "picture-invalid": { message: "A picture must be a valid PNG, JPEG, WebP or GIF, at most 8 times as long as wide.", isRetryable: false, httpStatus: 422 },
  "picture-too-large": { message: "A picture must have at most 10 MiB and 10 megapixels, or 25 as a baseline JPEG.", isRetryable: false, httpStatus: 413 },
  "range-invalid": { message: "The Range must begin before the end of the file.", isRetryable: false, httpStatus: 416 },

  "method-not-allowed": { message: "That address does not take this method.", isRetryable: false, httpStatus: 405 },

  "rate-limited": { message: "Too many requests; try again after retryAfterMs.", isRetryable: true, httpStatus: 429, closeCode: 4006 },
  unavailable: { message: "The server cannot write to its storage at the moment; try again.", isRetryable: true, httpStatus: 503, closeCode: 4007 },
  internal: { message: "Something went wrong in the server; its log has the details.", isRetryable: true, httpStatus: 500, closeCode: 4005 },
} as const satisfies Record<string, ErrorKind>;

/** The stable name of an expected error, to switch on. `errorTable` has them all, with their meaning. */
export type ErrorCode = keyof typeof errorTable;

/** A code of the table, or one of a server that is newer than this client. */
export type AnyErrorCode = ErrorCode | (string & {});

export const errorCodes = Object.keys(errorTable) as readonly ErrorCode[] as readonly [ErrorCode, ...ErrorCode[]];

/** The kind of an unknown error, of a newer server. */
const unknownKind: ErrorKind = {
  message: "The server answered with an error that this client does not know.",
  isRetryable: false,
  httpStatus: 500,
};

/** A row of the table, with the optional columns visible. */
export function errorKind(code: AnyErrorCode): ErrorKind {
  return isKnownErrorCode(code) ? errorTable[code] : unknownKind;
}

/**
 * Whether `errorTable` has the code. A newer server may send others.
 * @example const status = isKnownErrorCode(error.code) ? errorTable[error.code].httpStatus : 500;
 */
export function isKnownErrorCode(code: AnyErrorCode): code is ErrorCode {
  return Object.hasOwn(errorTable, code);
}

export function errorWithCloseCode(closeCode: number): ErrorCode | undefined {
  return errorCodes.find((code) => errorKind(code).closeCode === closeCode);
}

/**
 * Every expected error, on both sides of the wire.
 *
 * `code` is stable and the thing to switch on; `message` is for people. `retryAfterMs` says when trying again makes
 * sense, where the server knows.
 */
export class ShoalError extends Error {
  override readonly name = "ShoalError";
  /** The stable name of the error. A newer server may have others than `errorTable`. */
  readonly code: AnyErrorCode;
  /** Whether the same request can succeed later without being changed. */
  readonly isRetryable: boolean;
  /** Milliseconds after which trying again makes sense, where the server knows. */
  readonly retryAfterMs: number | undefined;

  /** `isRetryable` comes from the other side, for a code that may be unknown here. */
  constructor(code: AnyErrorCode, options: ShoalErrorOptions = {}) {
    const { message, isRetryable } = errorKind(code);
    super(options.message ?? message, { cause: options.cause });
    this.code = code;
    this.isRetryable = options.isRetryable ?? isRetryable;
    this.retryAfterMs = options.retryAfterMs;
  }
}

interface ShoalErrorOptions {
  readonly message?: string | undefined;
  readonly isRetryable?: boolean | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}
