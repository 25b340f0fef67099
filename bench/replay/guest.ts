import { ShoalClient, ShoalError, signIn, signOut } from "../../src/client/index.ts";

/** A guest with a client. */
export interface Guest {
  /** As the server accepted it. */
  readonly nickname: string;
  readonly client: ShoalClient;
  leaveForGood(): Promise<void>;
}

const SUFFIX_MAX = 50;
const NICKNAME_CHARACTERS_MAX = 24;
const WAIT_DEFAULT_MS = 500;
const ATTEMPTS_MAX = 200;

/** Signs in under this nickname, or under the next variant that is free and valid. */
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

/** Repeats a request while its error is retryable; the client's `send` does so itself. */
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

// From the second attempt on, characters that may be refused become `_`, and the attempt is appended.
function candidate(nickname: string, attempt: number): string {
  if (attempt === 1) return nickname;
  const plain = [...nickname]
    .slice(0, NICKNAME_CHARACTERS_MAX)
    .join("")
    .replace(/[^\p{L}\p{N}\p{P}]/gu, "_");
  return `${plain}_${attempt}`;
}
