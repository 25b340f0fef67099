import type { Clock } from "../../clock.ts";
import { errorKind, ShoalError } from "../../protocol/errors.ts";
import { type LabSlowReport, labLimits } from "../../protocol/lab.ts";
import type { Socket, SocketListener } from "../gateway/websocket.ts";
import type { CheckedRequest } from "../http/checked-request.ts";
import { type Upgrader, upgrade } from "../http/handshake.ts";
import type { Load } from "../limits/load.ts";
import { SilentHandshakes } from "./silent-handshakes.ts";

interface Options {
  readonly clock: Clock;
  readonly load: Load;
}

const NORMAL_CLOSURE = 1000;

/** Sockets that behave as no server should, so that a page can see what its own socket makes of it [P144]. */
export class LessonSockets {
  readonly silent: SilentHandshakes;
  readonly #options: Options;
  readonly #slow = new Set<SlowSocket>();
  readonly #cut = new Set<CutSocket>();

  constructor(options: Options) {
    this.#options = options;
    this.silent = new SilentHandshakes(options.clock);
  }

  openCut({ request }: CheckedRequest, server: Upgrader): Response | undefined {
    const socket = new CutSocket(this.#options.clock, this.#cut);
    return upgrade(request, server, socket);
  }

  /** Throws `unavailable`. */
  openSlow({ request, address }: CheckedRequest, server: Upgrader): Response | undefined {
    const ofAddress = [...this.#slow].filter((socket) => socket.address === address).length;
    if (this.#slow.size >= labLimits.slowSocketsMax || ofAddress >= labLimits.slowSocketsPerAddressMax) {
      throw new ShoalError("unavailable", { message: "Too many slow sockets are open; close one, or try again later." });
    }
    return upgrade(request, server, new SlowSocket({ ...this.#options, address }, this.#slow));
  }

  /** They end at once: one that does not read would not take a goodbye. */
  drain(): void {
    for (const socket of [...this.#slow, ...this.#cut]) socket.cut();
    this.silent.drain();
  }
}

/** What the two have in common: an end, and nothing to answer. */
abstract class LessonSocket implements SocketListener {
  protected socket: Socket | undefined;
  #cancelTimer: () => void = () => {};

  opened(socket: Socket): void {
    this.socket = socket;
    this.#cancelTimer = this.begin();
  }

  closed(): void {
    this.#cancelTimer();
    this.forgotten();
  }

  /** Ends the TCP connection, without a close frame. */
  cut(): void {
    this.socket?.terminate();
  }

  /** Starts what ends it; the result cancels that. */
  protected abstract begin(): () => void;
  protected abstract forgotten(): void;
  abstract received(message: string | Buffer): void;
  pinged(): void {}
  ponged(): void {}
  drained(): void {}
}

/** Is there, and then is not. */
class CutSocket extends LessonSocket {
  readonly #clock: Clock;
  readonly #open: Set<CutSocket>;

  constructor(clock: Clock, open: Set<CutSocket>) {
    super();
    this.#clock = clock;
    this.#open = open;
  }

  received(): void {}

  protected begin(): () => void {
    this.#open.add(this);
    return this.#clock.after(labLimits.cutAfterMs, () => this.cut());
  }

  protected forgotten(): void {
    this.#open.delete(this);
  }
}

/** Reads a little, rests, and reads again: what its client sends waits on the client's side. */
class SlowSocket extends LessonSocket {
  readonly address: string;
  readonly #options: Options;
  readonly #open: Set<SlowSocket>;
  #readBytes = 0;
  #cancelRest: () => void = () => {};

  constructor({ address, ...options }: Options & { readonly address: string }, open: Set<SlowSocket>) {
    super();
    this.address = address;
    this.#options = options;
    this.#open = open;
  }

  received(message: string | Buffer): void {
    const { clock, load } = this.#options;
    const byteLength = Buffer.byteLength(message);
    this.#readBytes += byteLength;
    if (load.frame({ address: this.address, userId: undefined }, byteLength) !== undefined) {
      this.socket?.close(errorKind("too-many-frames").closeCode, "too-many-frames");
      return;
    }
    // What was read together with this message is still delivered.
    if (this.socket === undefined || this.socket.isPaused) return;
    this.socket.pause();
    this.#cancelRest = clock.after(labLimits.slowRestMs, () => this.#wake());
  }

  protected begin(): () => void {
    this.#open.add(this);
    return this.#options.clock.after(labLimits.slowLifetimeMs, () => {
      this.socket?.resume();
      this.socket?.close(NORMAL_CLOSURE, "");
    });
  }

  protected forgotten(): void {
    this.#cancelRest();
    this.#open.delete(this);
  }

  #wake(): void {
    const report: LabSlowReport = { readBytes: this.#readBytes };
    this.socket?.send(JSON.stringify(report));
    this.socket?.resume();
  }
}
