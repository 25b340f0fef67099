import type { TcpProxy } from "../../support/proxy.ts";
import type { ChatAdapter, GroupSocket } from "../adapter.ts";
import type { Recorder } from "../record/recorder.ts";

const RETRY_PAUSE_MS = 150;

export interface RecordedGroupSocketOptions {
  readonly name: string;
  readonly proxy: TcpProxy;
  readonly adapter: ChatAdapter;
  readonly recorder: Recorder;
}

/** A group socket that is opened again whenever it ends. Each of its connections is a client of its own in the recording. */
export class RecordedGroupSocket {
  readonly proxy: TcpProxy;
  readonly #options: RecordedGroupSocketOptions;
  #socket: GroupSocket | undefined;
  #connectionCount = 0;
  #isClosed = false;

  constructor(options: RecordedGroupSocketOptions) {
    this.proxy = options.proxy;
    this.#options = options;
    this.#connect().catch((error: unknown) => console.error(`The group socket ${options.name}:`, error));
  }

  get isLive(): boolean {
    return this.#socket !== undefined;
  }

  /** The message has no answer; nothing is sent while there is no connection. */
  say(conversationId: string, messageId: string, words: string): void {
    if (this.#socket === undefined) return;
    const text = `${messageId} ${words}`;
    const { recorder } = this.#options;
    recorder.write({ type: "send", client: this.#clientName, messageId, conversationId, text, isUnanswered: true });
    this.#socket.say(text);
  }

  close(): void {
    this.#isClosed = true;
    this.#socket?.close();
  }

  get #clientName(): string {
    return `${this.#options.name}#${this.#connectionCount}`;
  }

  async #connect(): Promise<void> {
    const { name, proxy, adapter, recorder } = this.#options;
    while (!this.#isClosed) {
      const openingAt = this.#connectionCount + 1;
      const client = `${name}#${openingAt}`;
      const early: string[] = [];
      let isKnown = false;
      let hasEnded = false;
      const hear = (text: string): void => recorder.write({ type: "overheard", client, text });
      try {
        const socket = await adapter.openGroupSocket(proxy.url, name, {
          onText: (text) => (isKnown ? hear(text) : void early.push(text)),
          onClosed: () => {
            hasEnded = true;
            if (isKnown) this.#ended(client);
          },
        });
        if (hasEnded) continue;
        this.#connectionCount = openingAt;
        recorder.write({ type: "client", client, userId: name, transport: "group-socket" });
        isKnown = true;
        for (const text of early) hear(text);
        this.#socket = socket;
        return;
      } catch {
        await Bun.sleep(RETRY_PAUSE_MS);
      }
    }
  }

  #ended(client: string): void {
    this.#options.recorder.write({ type: "closed", client });
    this.#socket = undefined;
    this.#connect().catch((error: unknown) => console.error(`The group socket ${this.#options.name}:`, error));
  }
}
