import type { Clock } from "../../../clock.ts";
import { ShoalError } from "../../../protocol/errors.ts";
import type { DownFrame } from "../../../protocol/frames/down.ts";
import type { UpFrame } from "../../../protocol/frames/up.ts";
import { limits } from "../../../protocol/limits.ts";
import { knownError } from "../../known-error.ts";
import type { Live } from "../../limits/live.ts";
import type { Load } from "../../limits/load.ts";
import type { Log } from "../../log.ts";
import type { Presence } from "../../presence/presence.ts";
import type { Actor } from "../../requests/actor.ts";
import { requireFrameScope } from "../../requests/request-scopes.ts";
import type { Requests } from "../../requests/requests.ts";
import { errorFrame } from "../error-frame.ts";
import { readFrame } from "../read-frame.ts";
import { watchedFrame } from "../watched-frame.ts";

interface UnattachedFramesOptions {
  readonly requests: Requests;
  readonly load: Load;
  readonly clock: Clock;
  readonly log: Log;
  readonly isPaceLimited: Live<boolean>;
  /** Where the next request of a client may go to another node: those frames are passed on, and what they ask for is answered here. */
  readonly amongNodes?: { readonly presence: Presence; readonly isMember: IsMember } | undefined;
}

type IsMember = (userId: string, conversationId: string) => Promise<boolean>;

const SECOND_MS = 1_000;

/** Frames of users whose connection is not known here: requests are answered, and what needs a connection is not there [P36]. */
export class UnattachedFrames {
  readonly #options: UnattachedFramesOptions;
  /** By user [P21]. */
  readonly #countThisSecond = new Map<string, number>();
  readonly #cancelTimer: () => void;

  constructor(options: UnattachedFramesOptions) {
    this.#options = options;
    this.#cancelTimer = options.clock.every(SECOND_MS, () => this.#countThisSecond.clear());
  }

  /** Calls `reply` with every answer. Throws what ends the whole request: `too-many-frames`, `frame-too-large`, `bad-frame`. */
  async receive(texts: readonly string[], actor: Actor, reply: (answer: DownFrame) => void): Promise<void> {
    let badFrameCount = 0;
    const running: Promise<void>[] = [];
    for (const text of texts) {
      this.#count(actor);
      const read = readFrame(text, actor, this.#options.load);
      const { frame } = read;
      if (frame !== undefined) {
        running.push(this.#handle(actor, frame, reply).catch((cause: unknown) => reply(this.#errorFrame(cause, frame))));
        continue;
      }
      const known = knownError(read.error, this.#options.log);
      if (known.code === "bad-frame") badFrameCount += 1;
      if (read.isEnd || badFrameCount > limits.badFramesMax) throw known;
      reply(errorFrame(known, read.names));
    }
    await Promise.all(running);
  }

  close(): void {
    this.#cancelTimer();
  }

  async #handle(actor: Actor, frame: UpFrame, reply: (answer: DownFrame) => void): Promise<void> {
    const { requests } = this.#options;
    if (requests.has(frame)) await requests.run(actor, frame, reply);
    else if (frame.type === "ping") reply({ type: "pong" });
    else if (frame.type === "hello")
      throw new ShoalError("bad-frame", { message: "A hello opens a connection; this request has a session." });
    else if (this.#options.amongNodes !== undefined) await this.#answerAmongNodes(actor, frame, reply, this.#options.amongNodes);
    else if (frame.type === "watch" || frame.type === "resume" || frame.type === "typing") {
      throw new ShoalError("unavailable", { message: "The connection is not known here (any more); come back with hello." });
    }
  }

  async #answerAmongNodes(
    { userId, bot }: Actor,
    frame: UpFrame,
    reply: (answer: DownFrame) => void,
    { presence, isMember }: NonNullable<UnattachedFramesOptions["amongNodes"]>,
  ): Promise<void> {
    if (frame.type !== "watch") return;
    const { requestId, conversationId } = frame;
    requireFrameScope(bot, "watch");
    if (!(await isMember(userId, conversationId))) throw new ShoalError("not-found");
    reply(watchedFrame(presence, requestId, conversationId));
  }

  #count({ userId }: Actor): void {
    const count = (this.#countThisSecond.get(userId) ?? 0) + 1;
    this.#countThisSecond.set(userId, count);
    if (count > limits.framesPerSecondMax && this.#options.isPaceLimited()) throw new ShoalError("too-many-frames");
  }

  #errorFrame(cause: unknown, frame: UpFrame): DownFrame {
    return errorFrame(knownError(cause, this.#options.log), frame);
  }
}
