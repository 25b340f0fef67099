import type { Bot, BotScope } from "../../protocol/bots.ts";
import type { Person } from "../../protocol/people.ts";
import type { NewSession } from "./new-session.ts";

/** Who manages bots. */
export interface BotAct {
  /** Missing where it is the operator, at the machine. */
  readonly actorId?: string | undefined;
  /** The room whose bots they are; missing for those of the server, and for all where one is named by its id. */
  readonly conversationId?: string | undefined;
  readonly at: number;
}

export interface NewBot extends BotAct {
  /** Its id begins with `b_`. */
  readonly user: Person;
  readonly nicknameKey: string;
  readonly nicknameSkeleton: string;
  readonly scopes: readonly BotScope[];
  readonly session: Omit<NewSession, "userId">;
  /** As of `createGuest`. */
  readonly expiredBefore: number;
}

/** What the session of a bot grants; people have none. */
export interface BotGrant {
  readonly scopes: readonly BotScope[];
  /** The room without which it is no more: its own, or the lobby for one of the server. */
  readonly homeId: string;
}

/** A session that others ended, and whose it was. */
export interface EndedSession {
  readonly userId: string;
  readonly sessionId: string;
}

/**
 * Bots. Each act checks the actor in its own transaction, and is in the audit log: `manage-bots` in the room, or on the server where no room is named.
 * The actor who made the present token is the maker, who answers for the bot: it is muted while they are, its session ends when they are banned from the server,
 * and it is deleted with their data. A bot of a room is no more when it, or its maker, leaves that room.
 */
export interface BotRecords {
  /**
   * A bot with its session: a member of its room, or of the lobby. Throws `nickname-taken` like `createGuest`, `too-many-bots` (`botsPerRoomMax`,
   * `botsPerMakerMax`, `botsPerServerMax`), `muted`, `not-found`, `not-allowed`.
   */
  createBot(bot: NewBot): Promise<Bot>;
  /**
   * Another session instead of the one before, whose id is told. The actor is its maker then. Throws `too-many-bots` (`botsPerMakerMax`), `not-found`, and `not-allowed`, also for a bot of
   * a room where no room is named: only its members may read it.
   */
  resetBotToken(
    reset: BotAct & { readonly userId: string; readonly session: Omit<NewSession, "userId"> },
  ): Promise<{ readonly bot: Bot; readonly endedSessionIds: readonly string[] }>;
  /** It leaves every room, and its nickname is free. Its messages stay. Answers with the ids of its sessions. Throws `not-found`, `not-allowed`. */
  deleteBot(act: BotAct & { readonly userId: string }): Promise<readonly string[]>;
  /** Of the room, or of the whole server with its rooms; in the order in which they were made. Throws `not-found`, `not-allowed`. */
  listBots(
    query: Omit<BotAct, "at"> & { readonly after?: string | undefined; readonly limit: number },
  ): Promise<{ readonly items: readonly Bot[]; readonly next?: string }>;
}
