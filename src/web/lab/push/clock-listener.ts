import { signal } from "@preact/signals";
import { frameHeaderBytes } from "../lanes/traffic.ts";
import { socketAddress } from "../server-address.ts";

export interface ClockMessage {
  /** Since the dial. */
  readonly atMs: number;
  readonly text: string;
}

type ClockState = "off" | "connecting" | "listening" | "ended";

const MESSAGES_KEPT_MAX = 30;
/** A tab that was forgotten does not listen for days. */
const LISTENS_MS_MAX = 60 * 60 * 1000;

/** A socket to `/clock`, which says nothing itself. */
export class ClockListener {
  readonly state = signal<ClockState>("off");
  /** The newest of them. */
  readonly messages = signal<readonly ClockMessage[]>([]);
  readonly messageCount = signal(0);
  /** Of the messages, with the headers of their frames. */
  readonly bytes = signal(0);
  /** Since the dial, until it ends. */
  readonly elapsedMs = signal(0);
  readonly closeCode = signal(0);
  #socket: WebSocket | undefined;
  #startedAt = 0;

  start(): void {
    this.stop();
    this.#startedAt = performance.now();
    for (const counted of [this.messageCount, this.bytes, this.elapsedMs, this.closeCode]) counted.value = 0;
    this.messages.value = [];
    this.state.value = "connecting";
    const socket = new WebSocket(socketAddress("clock"));
    this.#socket = socket;
    const on = (act: () => void): void => {
      if (this.#socket === socket) act();
    };
    socket.onopen = () =>
      on(() => {
        this.state.value = "listening";
      });
    socket.onmessage = ({ data }) => on(() => this.#heard(String(data)));
    socket.onclose = ({ code }) =>
      on(() => {
        this.refresh();
        this.#socket = undefined;
        this.closeCode.value = code;
        this.state.value = "ended";
      });
  }

  stop(): void {
    this.#socket?.close();
    this.#socket = undefined;
    this.state.value = "off";
  }

  /** Lets time go on. */
  refresh(): void {
    if (this.#socket === undefined) return;
    this.elapsedMs.value = Math.round(performance.now() - this.#startedAt);
    if (this.elapsedMs.peek() > LISTENS_MS_MAX) this.stop();
  }

  #heard(text: string): void {
    this.refresh();
    const byteLength = new TextEncoder().encode(text).length;
    this.messages.value = [...this.messages.peek(), { atMs: this.elapsedMs.peek(), text }].slice(-MESSAGES_KEPT_MAX);
    this.messageCount.value += 1;
    this.bytes.value += byteLength + frameHeaderBytes(byteLength, false);
  }
}
