import type { Bot, BotScope } from "../protocol/bots.ts";
import type { Requests } from "./requests.ts";

/** A bot with its token. */
export interface BotWithToken {
  /** The bot. */
  bot: Bot;
  /** Its token, for `ShoalClient`: 53 characters that begin with `shb_`. The server shows it this once; keep it like a password. */
  token: string;
}

/** What a new bot is called and may do. */
export interface BotOptions {
  /** Its public name, like every nickname: 1 to 32 visible characters, and no other user's. */
  readonly nickname: string;
  /** `read` and `write`: what it may do in its room. */
  readonly scopes: readonly BotScope[];
}

/**
 * Bots of a room, for its owner. A bot is a member of that room and of no other, and is no more when it leaves, or when the user who made its token does. Everything
 * rejects with `not-found` outside of the user's conversations, with `not-allowed` for users who do not own the room, and with `unsupported` where the server is
 * too old. Bots of the whole server are made in its administration.
 * @example
 * const { token } = await client.moderation.bots.create(room.id, { nickname: "builds", scopes: ["read", "write"] });
 * const bot = new ShoalClient(client.url, { token });
 * await bot.send(room.id, "The build is green.");
 */
export class Bots {
  readonly #requests: Requests;

  /** @internal */
  constructor({ requests }: { readonly requests: Requests }) {
    this.#requests = requests;
  }

  /**
   * Makes a bot. Rejects with `nickname-invalid`, `nickname-taken` and `too-many-bots` (20 of a room, 50 of a user). When the answer is lost, `list` shows whether
   * the bot is there, and `resetToken` gives it a token.
   * @example const { bot, token } = await client.moderation.bots.create(room.id, { nickname: "builds", scopes: ["write"] });
   */
  async create(conversationId: string, { nickname, scopes }: BotOptions): Promise<BotWithToken> {
    const { bot, token } = await this.#requests.ask("create-bot", { conversationId, nickname, scopes: [...scopes] });
    return { bot, token };
  }

  /**
   * The bots of a room, by the time at which they were made.
   * @example for (const { user, hasToken } of await client.moderation.bots.list(room.id)) console.log(user.nickname, hasToken);
   */
  async list(conversationId: string): Promise<readonly Bot[]> {
    return (await this.#requests.ask("bots", { conversationId })).bots;
  }

  /**
   * Gives a bot another token. The one before ends at once, and so do connections by it. The user answers for the bot from then on.
   * @example const { token } = await client.moderation.bots.resetToken(room.id, bot.user.id);
   */
  async resetToken(conversationId: string, userId: string): Promise<BotWithToken> {
    const { bot, token } = await this.#requests.ask("reset-bot-token", { conversationId, userId });
    return { bot, token };
  }

  /**
   * Deletes a bot and its token. Its messages stay. Rejects with `not-found` for a bot that is not there.
   * @example await client.moderation.bots.delete(room.id, bot.user.id);
   */
  async delete(conversationId: string, userId: string): Promise<void> {
    await this.#requests.ask("delete-bot", { conversationId, userId });
  }
}
