import type { Clock } from "../clock.ts";
import { errorWithCloseCode, ShoalError } from "../protocol/errors.ts";

/** How long the application may take for the token of a connection, before the connection is tried. */
export const TOKEN_TIMEOUT_MS = 20_000;

/** A session's token, or a function that gives the token of each connection. */
export type TokenOption = string | (() => string | Promise<string>);

interface RenewalListener {
  onRenewed(): void;
  onFailure(error: ShoalError): void;
}

/** The token of the next greeting. */
export class SessionToken {
  readonly #ask: (() => string | Promise<string>) | undefined;
  readonly #clock: Clock;
  #current: string | undefined;
  /** Takes no answer any more. */
  #stop: () => void = () => {};

  constructor(given: TokenOption | undefined, clock: Clock) {
    this.#clock = clock;
    if (typeof given === "function") this.#ask = given;
    else this.#current = given;
  }

  /** The last one; `undefined` where the page's cookie stands in for it. */
  get current(): string | undefined {
    return this.#current;
  }

  /** Whether a connection that was live may have ended because its token had expired, and the application gives another one. */
  canReplace(closeCode: number): boolean {
    return this.#ask !== undefined && errorWithCloseCode(closeCode) === "unauthenticated";
  }

  /** Asks the application for the token of a connection, and tells how that went: at once where there is nothing to ask, and never after `stop`. */
  renew({ onRenewed, onFailure }: RenewalListener): void {
    this.stop();
    if (this.#ask === undefined) {
      onRenewed();
      return;
    }
    let isOver = false;
    const end = (tell: () => void): void => {
      if (isOver) return;
      this.stop();
      tell();
    };
    const fail = (message: string, cause?: unknown): void =>
      end(() => onFailure(new ShoalError("unavailable", { message, cause })));
    const cancelTimer = this.#clock.after(TOKEN_TIMEOUT_MS, () =>
      fail("The function `token` was silent for too long; asking again."),
    );
    this.#stop = () => {
      isOver = true;
      cancelTimer();
    };
    askForText(this.#ask).then(
      (token) =>
        end(() => {
          this.#current = token;
          onRenewed();
        }),
      (cause: unknown) => fail("The function `token` gave no token; asking again.", cause),
    );
  }

  /** The answer to the last question is not wanted any more. */
  stop(): void {
    this.#stop();
  }
}

/** Throws what the function throws, and `TypeError` when it gives anything but a text. */
async function askForText(ask: () => string | Promise<string>): Promise<string> {
  const token: unknown = await ask();
  if (typeof token !== "string" || token === "") throw new TypeError("The function `token` must give a text that is not empty.");
  return token;
}
