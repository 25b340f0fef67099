import { limits } from "../../client/index.ts";
import type { Key } from "./keys.ts";

/** Asks for a password. `undefined` when the user leaves without one. */
export type AskSecret = (question: string) => Promise<string | undefined>;

/** A question whose answer is typed and not shown, nor kept with the lines that were typed. */
export class SecretPrompt {
  #open: { readonly question: string; readonly answer: PromiseWithResolvers<string | undefined> } | undefined;
  #text = "";

  /** `undefined` while nothing is asked. */
  get question(): string | undefined {
    return this.#open?.question;
  }

  /** Takes the place of an earlier question, which has no answer then. */
  readonly ask: AskSecret = (question) => {
    this.#settle(undefined);
    const answer = Promise.withResolvers<string | undefined>();
    this.#open = { question, answer };
    return answer.promise;
  };

  press(key: Key): void {
    switch (key.type) {
      case "enter":
        this.#settle(this.#text);
        break;
      case "interrupt":
      case "end-of-input":
        this.#settle(undefined);
        break;
      case "insert":
        // A line break was pasted with it. What is too long is refused as it is.
        this.#text = (this.#text + key.text.replace(/\n+$/, "")).slice(0, limits.passwordBytesMax + 1);
        break;
      case "backspace":
        this.#text = [...this.#text].slice(0, -1).join("");
        break;
      case "erase-before":
      case "erase-word":
      case "clear":
        this.#text = "";
        break;
      default: // nothing of the other keys could be seen
    }
  }

  #settle(text: string | undefined): void {
    const open = this.#open;
    this.#open = undefined;
    this.#text = "";
    open?.answer.resolve(text);
  }
}
