import type { Clock } from "../../clock.ts";
import { errorCodes, errorKind } from "../../protocol/errors.ts";
import { PROTOCOL_VERSION } from "../../protocol/version.ts";
import { closeCodeName, closePayload, readClose } from "../../wire/close-codes.ts";
import { FrameDecoder } from "../../wire/decode.ts";
import { encodeFrame } from "../../wire/encode.ts";
import { fragmentsOf } from "../../wire/fragments.ts";
import { isControl, opcodes, type WireFrame } from "../../wire/frame.ts";
import { newMaskingKey } from "../../wire/mask.ts";
import { MessageAssembler } from "../../wire/messages.ts";
import { WireError } from "../../wire/wire-error.ts";
import type { ByteStream } from "./byte-stream.ts";
import { type Command, parseCommand } from "./commands.ts";
import { commandHelp } from "./help.ts";
import { InspectionError } from "./inspection-error.ts";
import type { Direction, NamedClose, Report } from "./observation.ts";
import type { Settings } from "./settings.ts";

/** How long the server has for its close frame, and then for ending the connection. */
const CLOSE_TIMEOUT_MS = 2_000;

const shoalCloseCodes: ReadonlyMap<number, string> = new Map(
  errorCodes.flatMap((code) => {
    const { closeCode } = errorKind(code);
    return closeCode === undefined ? [] : [[closeCode, code] as const];
  }),
);

/** A WebSocket after its handshake: every frame of both sides is reported. */
export class WebSocketInspection {
  readonly #stream: ByteStream;
  readonly #report: Report;
  readonly #clock: Clock;
  readonly #received: FrameDecoder;
  /** Sent frames are read back from their own bytes, so that the same code shows both directions. */
  readonly #sent: FrameDecoder;
  readonly #messages: MessageAssembler;
  #closeSent = false;
  #closeReceived: NamedClose | undefined;
  #closedByUs = false;
  #isOver = false;
  #cancelTimeout: () => void = () => {};
  #cancelWait: () => void = () => {};

  constructor(stream: ByteStream, settings: Settings, report: Report, clock: Clock) {
    this.#stream = stream;
    this.#report = report;
    this.#clock = clock;
    this.#received = new FrameDecoder({ sender: "server", payloadBytesMax: settings.frameBytesMax });
    this.#sent = new FrameDecoder({ sender: "client", payloadBytesMax: Number.MAX_SAFE_INTEGER });
    this.#messages = new MessageAssembler({ messageBytesMax: settings.frameBytesMax });
  }

  /**
   * Reads frames until the connection has ended; `first` came with the handshake. Throws an `InspectionError` unless it
   * was closed as it should be, or by us.
   */
  async readToEnd(first: Uint8Array): Promise<void> {
    try {
      for (let chunk: Uint8Array | undefined = first; chunk !== undefined; chunk = await this.#stream.read()) {
        for (const frame of this.#received.decode(chunk)) {
          this.#take(frame);
          await this.#report.written();
        }
      }
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      throw await this.#failConnection(error);
    } finally {
      this.#isOver = true;
      this.#cancelTimeout();
      this.#cancelWait();
      this.#stream.destroy();
    }
    this.#reportEnd();
  }

  /** Shoal's first frame [P2]. */
  sayHello(token: string): void {
    this.#sendText(JSON.stringify({ type: "hello", version: PROTOCOL_VERSION, token }));
  }

  /** Runs a typed line. */
  async run(line: string): Promise<void> {
    const command: Command = parseCommand(line);
    switch (command.type) {
      case "text":
        this.#sendText(command.text);
        break;
      case "binary":
        this.#send(opcodes.binary, command.bytes);
        break;
      case "fragments":
        for (const fragment of fragmentsOf(opcodes.text, new TextEncoder().encode(command.text), command.count)) {
          this.#send(fragment.opcode, fragment.payload, fragment.isFinal);
        }
        break;
      case "ping":
        this.#send(opcodes.ping, new TextEncoder().encode(command.text));
        break;
      case "close":
        this.close(command.code, command.reason);
        break;
      case "wait":
        await this.#wait(command.delayMs);
        break;
      case "help":
        for (const text of commandHelp) this.#report({ type: "note", text });
        break;
      case "wrong":
        this.#report({ type: "note", text: command.message });
        break;
      case "nothing":
        break;
    }
  }

  close(code?: number, reason = ""): void {
    if (this.#closeSent) return;
    this.#closedByUs = this.#closeReceived === undefined;
    this.#send(opcodes.close, closePayload(code, reason));
    this.#closeSent = true;
    this.#endAfter(CLOSE_TIMEOUT_MS);
  }

  #take(frame: WireFrame): void {
    if (this.#closeReceived !== undefined)
      throw new WireError("A frame follows the close frame.", {
        problem: "frame-after-close",
        section: "5.5.1",
        closeCode: 1002,
      });
    this.#reportFrame("in", frame);
    const message = this.#messages.take(frame);
    if (message !== undefined && message.fragmentCount > 1) this.#report({ type: "message", ...message });
    if (frame.opcode === opcodes.ping) this.#send(opcodes.pong, frame.payload);
    if (frame.opcode === opcodes.close) this.#answerClose(frame);
  }

  /** The answer repeats the code [RFC 6455 5.5.1]; then it is the server that ends the connection [7.1.1]. */
  #answerClose(frame: WireFrame): void {
    const { code, reason } = readClose(frame.payload);
    this.#closeReceived = { code, name: closeCodeName(code, shoalCloseCodes), reason };
    this.close(code === 1005 ? undefined : code);
  }

  #sendText(text: string): void {
    this.#send(opcodes.text, new TextEncoder().encode(text));
  }

  #send(opcode: number, payload: Uint8Array, isFinal = true): void {
    if (this.#isOver) return;
    if (this.#closeSent) {
      if (!isControl(opcode)) this.#report({ type: "note", text: "Not sent: nothing follows a close frame." });
      return;
    }
    const bytes = encodeFrame({ opcode, payload, isFinal, maskingKey: newMaskingKey() });
    for (const frame of this.#sent.decode(bytes)) this.#reportFrame("out", frame);
    this.#stream.write(bytes);
  }

  #reportFrame(direction: Direction, frame: WireFrame): void {
    this.#report({ type: "frame", direction, frame, close: frame.opcode === opcodes.close ? nameClose(frame) : undefined });
  }

  /** Tells the server its error, and gives it a moment to read that [RFC 6455 7.1.7]. */
  async #failConnection(error: WireError): Promise<InspectionError> {
    const { message, section, bytes, closeCode } = error;
    this.#report({ type: "violation", message, section, bytes });
    this.close(closeCode);
    while ((await this.#stream.read()) !== undefined);
    return new InspectionError(`The server broke the protocol and was told so with ${closeCode}. ${message}`);
  }

  #reportEnd(): void {
    const by = this.#closedByUs ? "us" : "server";
    if (this.#closeReceived !== undefined) {
      this.#report({ type: "closed", close: this.#closeReceived, by });
      return;
    }
    if (this.#closedByUs)
      this.#report({ type: "note", text: "The server ended the connection, or let 2 s pass, without a close frame." });
    this.#report({ type: "closed", close: { code: 1006, name: closeCodeName(1006), reason: "" }, by });
    if (this.#closedByUs) return;
    const where = this.#received.isBetweenFrames ? "" : ", and within a frame";
    throw new InspectionError(`The connection ended without a close frame${where}.`);
  }

  async #wait(delayMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#cancelWait = this.#clock.after(delayMs, resolve);
    });
  }

  #endAfter(delayMs: number): void {
    this.#cancelTimeout();
    this.#cancelTimeout = this.#clock.after(delayMs, () => this.#stream.destroy());
  }
}

/** As far as it is readable: its errors are reported elsewhere. */
function nameClose({ payload }: WireFrame): NamedClose {
  if (payload.length < 2) return { code: 1005, name: closeCodeName(1005), reason: "" };
  const code = new DataView(payload.buffer, payload.byteOffset).getUint16(0);
  const reason = new TextDecoder().decode(payload.subarray(2));
  return { code, name: closeCodeName(code, shoalCloseCodes), reason };
}
