import type { Clock } from "../../clock.ts";
import type { Bot, BotScope } from "../../protocol/bots.ts";
import { ShoalError } from "../../protocol/errors.ts";
import { newId } from "../../protocol/ids.ts";
import { limits } from "../../protocol/limits.ts";
import type { Page, Storage } from "../storage/storage.ts";
import { hashBotToken, newBotToken } from "./bot-tokens.ts";
import { readNickname } from "./nickname.ts";
import type { EndSession } from "./people.ts";

interface BotsDependencies {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly endSession: EndSession;
}

/** Who manages bots, and of which room; without a room those of the server. Without an actor it is the operator, at the machine. */
export interface BotManager {
  readonly actorId?: string | undefined;
  readonly conversationId?: string | undefined;
}

export interface BotWithToken {
  readonly bot: Bot;
  /** It is shown this once, and stored as a hash. */
  readonly token: string;
}

/** Shown in place of the device's name of a session. */
const DEVICE = "bot";

/** Bots: users that are programs, with tokens that end when they are reset and never by themselves [P215–P219]. */
export class Bots {
  readonly #parts: BotsDependencies;

  constructor(parts: BotsDependencies) {
    this.#parts = parts;
  }

  /**
   * Throws `nickname-invalid`, `nickname-taken`, `too-many-bots`, `not-found` and `not-allowed` for a manager who may not, `muted`, and `bad-frame` for
   * scopes that a room's bot cannot have.
   */
  async create(manager: BotManager, nickname: string, scopes: readonly BotScope[]): Promise<BotWithToken> {
    const { text, key, skeleton } = readNickname(nickname);
    if (manager.conversationId !== undefined && scopes.includes("join")) {
      throw new ShoalError("bad-frame", {
        message: "`scopes` of a bot of a room must not have `join`: it is in that room only.",
      });
    }
    const { token, session, at } = this.#session();
    const user = { id: newId("b"), nickname: text };
    const bot = await this.#parts.storage.createBot({
      ...{ ...manager, at, user, session, nicknameKey: key, nicknameSkeleton: skeleton },
      scopes: [...new Set(scopes)],
      expiredBefore: at - limits.guestLifetimeMs,
    });
    return { bot, token };
  }

  /** Throws `not-found` and `not-allowed` for a manager who may not, and `not-found` for a bot that is not the room's. */
  async resetToken(manager: BotManager, userId: string): Promise<BotWithToken> {
    const { token, session, at } = this.#session();
    const { bot, endedSessionIds } = await this.#parts.storage.resetBotToken({ ...manager, at, userId, session });
    for (const sessionId of endedSessionIds) this.#parts.endSession(userId, sessionId, "signed-out");
    return { bot, token };
  }

  /** Throws like `resetToken`. */
  async delete(manager: BotManager, userId: string): Promise<void> {
    const endedSessionIds = await this.#parts.storage.deleteBot({ ...manager, at: this.#parts.clock.now(), userId });
    for (const sessionId of endedSessionIds) this.#parts.endSession(userId, sessionId, "signed-out");
  }

  /** Those of the room; without a room all of the server's and of its rooms. By the time at which they were made. Throws like `resetToken`. */
  list(manager: BotManager, page: { readonly after?: string | undefined; readonly limit: number }): Promise<Page<Bot>> {
    return this.#parts.storage.listBots({ ...manager, ...page });
  }

  #session() {
    const [token, at] = [newBotToken(), this.#parts.clock.now()];
    return { token, at, session: { id: newId("s"), tokenHash: hashBotToken(token), device: DEVICE, at } };
  }
}
