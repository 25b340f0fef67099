import { byteCount } from "./byte-count.ts";
import { ChatError } from "./chat-error.ts";
import { words } from "./i18n/words.ts";

const say = words.files;

/** An upload or a download. */
export interface Transfer {
  readonly type: "upload" | "download";
  /** The file's name, as another user may have written it. */
  readonly name: string;
  readonly byteLength: number;
}

/** What does the transfer; `onProgress` is told how many bytes have arrived. Rejects with the signal's reason. */
type Work<Result> = (signal: AbortSignal, onProgress: (bytes: number) => void) => Promise<Result>;

/** The transfer that runs. There is one at a time, so that a cancellation needs no name. */
export class Transfers {
  /** It began, went on, or ended. */
  onChange: () => void = () => {};
  #running: { readonly transfer: Transfer; readonly controller: AbortController; readonly ended: Promise<unknown> } | undefined;
  #bytes = 0;

  /** Throws `ChatError` while another one runs, and when it is cancelled. */
  async run<Result>(transfer: Transfer, work: Work<Result>): Promise<Result> {
    if (this.#running !== undefined) throw new ChatError(say.isBusy(this.#running.transfer.name));
    const controller = new AbortController();
    this.#bytes = 0;
    const result = work(controller.signal, (bytes) => {
      this.#bytes = bytes;
      this.onChange();
    });
    this.#running = { transfer, controller, ended: result.catch(() => {}) };
    this.onChange();
    try {
      return await result;
    } finally {
      this.#running = undefined;
      this.onChange();
    }
  }

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  /** How far it is, for the user; `undefined` when none runs. */
  get progress(): string | undefined {
    if (this.#running === undefined) return undefined;
    const { type, name, byteLength } = this.#running.transfer;
    const percent = byteLength === 0 ? 100 : Math.floor((100 * this.#bytes) / byteLength);
    return say[type](name, percent, byteCount(byteLength));
  }

  /** Says whether there was one to cancel. */
  cancel(): boolean {
    const isRunning = this.#running !== undefined && !this.#running.controller.signal.aborted;
    if (isRunning) this.#running?.controller.abort(new ChatError(say.cancelled(this.#running.transfer.name)));
    return isRunning;
  }

  /** Cancels, and waits until nothing of it is left. */
  async close(): Promise<void> {
    this.cancel();
    await this.#running?.ended;
  }
}
