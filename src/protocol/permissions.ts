import type { ServerRole } from "./accounts.ts";
import type { ErrorCode } from "./errors.ts";
import { LOBBY_ID } from "./ids.ts";
import type { Role } from "./people.ts";

/**
 * The standings of a user in a conversation, each with all that those before it may do. An `invited` user is not a member yet; a `stranger` may not know
 * that the conversation exists. An administrator of the server has a standing of their own in the lobby and in public rooms [P170b].
 */
const standings = ["stranger", "invited", "member", "moderator", "owner", "administrator"] as const;
/** The standing of a user in a conversation. */
export type Standing = (typeof standings)[number];

/** Where something is done: what a user may do differs between these four. */
export type PlaceKind = "lobby" | "public" | "private" | "direct";

/** The least standing that may do it there. `-`: no one may. */
type Least = Standing | "-";

/**
 * The one table of what users may do [P170]. PROTOCOL.md has the same, and a test holds the two against each other.
 *
 * `accept` is of an invitation; `describe` changes a room's name, looks and privacy; `manage-invite-links` is seeing and revoking those of
 * other members; `mention-all` mentions all members. `ignore-rules` is writing where the rules of the room would refuse it. What is done to
 * another user needs a higher standing than theirs, too: `mayActOn`.
 */
// biome-ignore format: a table reads best with one row a line.
const table = {
  read: { lobby: "member", public: "member", private: "member", direct: "member" },
  send: { lobby: "member", public: "member", private: "member", direct: "member" },
  join: { lobby: "stranger", public: "stranger", private: "member", direct: "member" },
  accept: { lobby: "invited", public: "invited", private: "invited", direct: "member" },
  leave: { lobby: "-", public: "member", private: "member", direct: "-" },
  invite: { lobby: "member", public: "member", private: "member", direct: "-" },
  describe: { lobby: "-", public: "owner", private: "owner", direct: "-" },
  "manage-invite-links": { lobby: "moderator", public: "moderator", private: "moderator", direct: "-" },
  "edit-own": { lobby: "member", public: "member", private: "member", direct: "member" },
  "edit-other": { lobby: "-", public: "-", private: "-", direct: "-" },
  "delete-own": { lobby: "member", public: "member", private: "member", direct: "member" },
  "delete-other": { lobby: "moderator", public: "moderator", private: "moderator", direct: "-" },
  react: { lobby: "member", public: "member", private: "member", direct: "member" },
  pin: { lobby: "member", public: "member", private: "member", direct: "member" },
  "mention-all": { lobby: "moderator", public: "moderator", private: "moderator", direct: "-" },
  "raise-hand": { lobby: "member", public: "member", private: "member", direct: "-" },
  report: { lobby: "member", public: "member", private: "member", direct: "member" },
  "ignore-rules": { lobby: "moderator", public: "moderator", private: "moderator", direct: "-" },
  "set-rules": { lobby: "moderator", public: "moderator", private: "moderator", direct: "-" },
  "set-retention": { lobby: "administrator", public: "owner", private: "owner", direct: "-" },
  mute: { lobby: "moderator", public: "moderator", private: "moderator", direct: "-" },
  "set-voice": { lobby: "moderator", public: "moderator", private: "moderator", direct: "-" },
  "lower-hand": { lobby: "moderator", public: "moderator", private: "moderator", direct: "-" },
  kick: { lobby: "-", public: "moderator", private: "moderator", direct: "-" },
  ban: { lobby: "-", public: "moderator", private: "moderator", direct: "-" },
  "see-restrictions": { lobby: "moderator", public: "moderator", private: "moderator", direct: "-" },
  "see-reports": { lobby: "moderator", public: "moderator", private: "moderator", direct: "-" },
  "set-role": { lobby: "administrator", public: "owner", private: "owner", direct: "-" },
  "manage-bots": { lobby: "-", public: "owner", private: "owner", direct: "-" },
} as const satisfies Record<string, Readonly<Record<PlaceKind, Least>>>;

/** An action in a conversation: a row of the table. */
export type Action = keyof typeof table;
export const actions = Object.keys(table) as readonly Action[];

/** The part of a conversation that decides it. */
export interface Place {
  /** Of the conversation. */
  readonly id: string;
  /** A room, or the conversation of two users. */
  readonly kind: "room" | "direct";
  /** Of a room: whether only members and invited users see it. */
  readonly isPrivate?: boolean | undefined;
}

/**
 * Whether a user may do that there. It stands here and nowhere else: the storage asks in the transaction that does it, and the page before it
 * offers a button.
 * @example if (may("member", "leave", conversation)) showLeaveButton();
 */
export function may(standing: Standing, action: Action, place: Place): boolean {
  return refusalOf(standing, action, place) === undefined;
}

/** The error of a refusal: what a user may not see does not exist [P27]. */
export function refusalOf(
  standing: Standing,
  action: Action,
  place: Place,
): Extract<ErrorCode, "not-found" | "not-allowed"> | undefined {
  const least = leastStanding(action, kindOf(place));
  if (least !== "-" && rankOf(standing) >= rankOf(least)) return undefined;
  return rankOf(standing) < rankOf("member") ? "not-found" : "not-allowed";
}

/** A cell of the table. */
export function leastStanding(action: Action, kind: PlaceKind): Least {
  return table[action][kind];
}

/**
 * Whether what one user may do can be done to the other: to those of a lower standing only, and never to oneself [P170c].
 * @example may(own, "mute", room) && mayActOn(own, member.role)
 */
export function mayActOn(standing: Standing, other: Standing): boolean {
  return rankOf(standing) > rankOf(other);
}

/**
 * Those who keep order on the server do so in the lobby and in public rooms, too [P170b].
 * @example const standing = standingOf(member.role, client.moderation.serverStanding.role, room);
 */
export function standingOf(role: Role, serverRole: ServerRole, place: Place): Standing {
  const isStaffed = place.kind === "room" && kindOf(place) !== "private";
  if (isStaffed && serverRole === "administrator") return "administrator";
  return isStaffed && serverRole === "moderator" && role === "member" ? "moderator" : role;
}

export function kindOf({ id, kind, isPrivate }: Place): PlaceKind {
  if (kind === "direct") return "direct";
  if (id === LOBBY_ID) return "lobby";
  return isPrivate === true ? "private" : "public";
}

function rankOf(standing: Standing): number {
  return standings.indexOf(standing);
}

const serverRoles = ["member", "moderator", "administrator"] as const satisfies readonly ServerRole[];

/** The least role on the server that may do it [P171]. PROTOCOL.md has the same table. */
// biome-ignore format: a table reads best with one row a line.
const serverTable = {
  "see-people": "moderator",
  "see-rooms": "moderator",
  "see-reports": "moderator",
  "see-audit": "moderator",
  "see-status": "moderator",
  "mute-user": "moderator",
  "ban-user": "moderator",
  "sign-out-user": "moderator",
  "ban-addresses": "moderator",
  "archive-room": "moderator",
  "stop-raid": "moderator",
  "set-server-role": "administrator",
  "make-reset-link": "administrator",
  "delete-user": "administrator",
  "delete-room": "administrator",
  "set-room-owner": "administrator",
  "change-settings": "administrator",
  "set-room-retention": "administrator",
  "manage-bots": "administrator",
} as const satisfies Record<string, ServerRole>;

/** An action on the server as a whole. */
export type ServerAction = keyof typeof serverTable;
export const serverActions = Object.keys(serverTable) as readonly ServerAction[];

/**
 * Whether a user may do that on the server. Like `may`, it is asked by the storage in the transaction that does it, and by the page before.
 * @example if (mayOnServer(account.serverRole, "make-reset-link")) showResetButton();
 */
export function mayOnServer(role: ServerRole, action: ServerAction): boolean {
  return serverRankOf(role) >= serverRankOf(serverTable[action]);
}

/**
 * Whether one user can act on another on the server: on those of a lower role only.
 * @example const canBan = mayActOnServer(client.moderation.serverStanding.role, "member");
 */
export function mayActOnServer(role: ServerRole, other: ServerRole): boolean {
  return serverRankOf(role) > serverRankOf(other);
}

function serverRankOf(role: ServerRole): number {
  return serverRoles.indexOf(role);
}
