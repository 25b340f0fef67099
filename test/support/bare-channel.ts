import type { Channel, Transport } from "../../src/client/transports/transport.ts";
import { type DownFrame, type DownFrameOf, parseDown } from "../../src/protocol/frames/down.ts";
import type { UpFrameInput } from "../../src/protocol/frames/up.ts";
import { PROTOCOL_VERSION } from "../../src/protocol/version.ts";
import { eventually } from "./eventually.ts";

/** A channel of any transport without a client behind it: it says what a test makes it say, and answers nothing by itself. */
export class BareChannel implements Disposable {
  readonly frames: DownFrame[] = [];
  /** Of the table of errors, or what the transport calls a lost connection. */
  closeCode: number | undefined;
  readonly #channel: Channel;
  readonly #awaited = new Map<string, (answer: DownFrame) => void>();
  #isOpen = false;

  private constructor(transport: Transport) {
    this.#channel = transport.open({
      onOpen: () => {
        this.#isOpen = true;
      },
      onText: (text) => {
        const frame = parseDown(text);
        this.frames.push(frame);
        this.#awaited.get(keyOf(frame) ?? "")?.(frame);
      },
      onClose: (code) => {
        this.closeCode = code;
      },
    });
  }

  static async open(transport: Transport): Promise<BareChannel> {
    const channel = new BareChannel(transport);
    await eventually(() => {
      if (!channel.#isOpen) throw new Error("The channel does not open.");
    });
    return channel;
  }

  /** Open, and welcome. */
  static async greet(transport: Transport, token: string): Promise<BareChannel> {
    const channel = await BareChannel.open(transport);
    channel.say({ type: "hello", version: PROTOCOL_VERSION, token });
    await channel.hears("welcome");
    return channel;
  }

  say(frame: UpFrameInput): void {
    this.sayText(JSON.stringify(frame));
  }

  sayText(text: string): void {
    this.#channel.send(text);
  }

  /** Says a frame that is answered, and resolves with its answer, without waiting in steps. */
  ask(frame: UpFrameInput): Promise<DownFrame> {
    const key = keyOf(frame);
    if (key === undefined) throw new Error(`${frame.type} has no answer.`);
    return new Promise((resolve) => {
      this.#awaited.set(key, resolve);
      this.say(frame);
    });
  }

  all<Type extends DownFrame["type"]>(type: Type): DownFrameOf<Type>[] {
    return this.frames.filter((frame): frame is DownFrameOf<Type> => frame.type === type);
  }

  /** The last frame of that type, once there are so many of them. */
  async hears<Type extends DownFrame["type"]>(type: Type, count = 1): Promise<DownFrameOf<Type>> {
    return await eventually(() => {
      const frames = this.all(type);
      const last = frames.at(-1);
      if (last !== undefined && frames.length >= count) return last;
      throw new Error(
        `${frames.length} of ${count} ${type}, close code ${this.closeCode}, last frame ${this.frames.at(-1)?.type}.`,
      );
    });
  }

  /** The code with which the server ended it. */
  async isClosed(): Promise<number> {
    return await eventually(() => {
      if (this.closeCode === undefined) throw new Error("The server keeps the channel open.");
      return this.closeCode;
    });
  }

  [Symbol.dispose](): void {
    this.#channel.close();
  }
}

/** What names a request and its answer. */
function keyOf(frame: UpFrameInput | DownFrame): string | undefined {
  if ("requestId" in frame) return `request ${frame.requestId}`;
  return "clientMessageId" in frame ? `message ${frame.clientMessageId}` : undefined;
}
