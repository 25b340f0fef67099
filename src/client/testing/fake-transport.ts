import type { DownFrame } from "../../protocol/frames/down.ts";
import type { UpFrame } from "../../protocol/frames/up.ts";
import { parseUp } from "../../protocol/frames/up.ts";
import type { Channel, ChannelListener, Transport } from "../transports/transport.ts";

/** A transport with the test at its other end. */
export class FakeTransport implements Transport {
  readonly name = "fake";
  readonly channels: FakeChannel[] = [];
  onOpen: (channel: FakeChannel) => void = () => {};

  open(listener: ChannelListener): Channel {
    const channel = new FakeChannel(listener);
    this.channels.push(channel);
    this.onOpen(channel);
    return channel;
  }

  /** The newest attempt. */
  get channel(): FakeChannel {
    const channel = this.channels.at(-1);
    if (channel === undefined) throw new Error("Nobody has dialled yet.");
    return channel;
  }
}

export class FakeChannel implements Channel {
  readonly bufferedAmount = 0;
  readonly #listener: ChannelListener;
  isClosed = false;
  onFrame: (frame: UpFrame) => void = () => {};
  #sent: UpFrame[] = [];
  #onTaken: () => void = () => {};

  constructor(listener: ChannelListener) {
    this.#listener = listener;
  }

  send(text: string): void {
    if (this.isClosed) return;
    const frame = parseUp(text);
    this.#sent.push(frame);
    this.onFrame(frame);
  }

  whenTaken(callback: () => void): void {
    this.#onTaken = callback;
  }

  close(): void {
    this.isClosed = true;
  }

  /** The server has everything that was sent. */
  take(): void {
    this.#onTaken();
  }

  /** The frames that the client has sent since the last call. */
  takeSent(): UpFrame[] {
    const sent = this.#sent;
    this.#sent = [];
    return sent;
  }

  open(): void {
    if (!this.isClosed) this.#listener.onOpen();
  }

  say(frame: DownFrame): void {
    this.sayText(JSON.stringify(frame));
  }

  sayText(text: string): void {
    if (!this.isClosed) this.#listener.onText(text);
  }

  /** The server greets this channel anew: a welcome follows. */
  renew(): void {
    if (!this.isClosed) this.#listener.onRenewal?.();
  }

  /** A proxy may hold back its frames. */
  doubt(): void {
    if (!this.isClosed) this.#listener.onDoubt?.();
  }

  /** Ends the channel from the other side. 1006 stands for a pulled cable. */
  drop(code = 1006): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.#listener.onClose(code, "");
  }
}
