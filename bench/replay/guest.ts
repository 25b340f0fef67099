import { ShoalClient, ShoalError, signIn, signOut } from "../../src/client/index.ts";

/** A guest with a client. */
export interface Guest {
  /** As the server took it. */
  readonly nickname: string;
  readonly client: ShoalClient;
  leaveForGood(): Promise<void>;
}

const SUFFIX_MAX = 50;
const NICKNAME_CHARACTERS_MAX = 24;
const WAIT_DEFAULT_MS = 500;
const ATTEMPTS_MAX = 200;

/** Signs in under this nickname, or under the next one like it that is free and allowed. */
export async function newGuest(url: string, nickname: string, options: { WebSocket?: typeof WebSocket } = {}): Promise<Guest> {
  for (let attempt = 1; attempt <= SUFFIX_MAX; attempt += 1) {
    try {
      const { user, token = "" } = await patiently(() =>
        signIn(url, { nickname: candidate(nickname, attempt), device: "replay" }),
      );
      const client = new ShoalClient(url, { token, WebSocket: options.WebSocket });
      const leaveForGood = (): Promise<void> => {
        client.close();
        return signOut(url, { token });
      };
      return { nickname: user.nickname, client, leaveForGood };
    } catch (error) {
      if (!(error instanceof ShoalError) || !/^nickname-/.test(error.code)) throw error;
    }
  }
  throw new Error(`No nickname like ${nickname} is free.`);
}

/** Asks again when the server says that it makes sense; `send` does so by itself. */
export async function patiently<Result>(ask: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof ShoalError) || !error.isRetryable || attempt === ATTEMPTS_MAX) throw error;
      await Bun.sleep((error.retryAfterMs ?? WAIT_DEFAULT_MS) * (1 + Math.random()));
    }
  }
}

// What is refused altogether has a visible, plain name of the same length at the second attempt.
function candidate(nickname: string, attempt: number): string {
  if (attempt === 1) return nickname;
  const plain = [...nickname]
    .slice(0, NICKNAME_CHARACTERS_MAX)
    .join("")
    .replace(/[^\p{L}\p{N}\p{P}]/gu, "_");
  return `${plain}_${attempt}`;
}
