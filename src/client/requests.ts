import type { Clock } from "../clock.ts";
import { ShoalError } from "../protocol/errors.ts";
import type { DownFrame, DownFrameOf } from "../protocol/frames/down.ts";
import type { UpFrameInput } from "../protocol/frames/up.ts";
import { assertReadable } from "./frames.ts";
import type { SignalOptions } from "./shoal-client-options.ts";

/** How long a request waits for a live connection. */
export const REQUEST_WAIT_MAX_MS = 10_000;
/** How long it then waits for its answer. */
export const REQUEST_ANSWER_MAX_MS = 20_000;
/** Requests at a time: well below the burst that a server takes [P21]. */
export const REQUESTS_MAX = 100;

/** Which frame answers which. */
interface Answers {
  history: "history-page";
  edit: "done";
  delete: "done";
  react: "done";
  unreact: "done";
  pin: "done";
  unpin: "done";
  pins: "pin-list";
  reactors: "reactor-list";
  mentions: "mention-list";
  search: "search-results";
  "create-room": "conversation";
  "describe-room": "done";
  join: "conversation";
  leave: "done";
  invite: "done";
  "withdraw-invitation": "done";
  "accept-invitation": "conversation";
  "decline-invitation": "done";
  "create-invite-link": "invite-link";
  "invite-links": "invite-link-list";
  "revoke-invite-link": "done";
  "use-invite-link": "conversation";
  "open-direct": "conversation";
  "set-rules": "done";
  "set-role": "done";
  mute: "done";
  unmute: "done";
  "set-voice": "done";
  kick: "done";
  ban: "done";
  unban: "done";
  restrictions: "restriction-list";
  "raise-hand": "done";
  "lower-hand": "done";
  report: "done";
  reports: "report-list";
  "resolve-report": "done";
  rooms: "room-list";
  members: "member-list";
  "update-profile": "done";
  person: "person-card";
  block: "done";
  unblock: "done";
  "subscribe-push": "done";
  "unsubscribe-push": "done";
  watch: "watched";
  configure: "done";
  "read-all": "done";
  "share-reads": "done";
  broadcast: "done";
}
type RequestType = keyof Answers;
type Numbered<Type extends RequestType> = Extract<UpFrameInput, { type: Type }>;
export type Request<Type extends RequestType> = Omit<Numbered<Type>, "requestId">;
export type Answer<Type extends RequestType> = DownFrameOf<Answers[Type]>;
export type AnyAnswer = DownFrameOf<Answers[RequestType]>;

/** Requests whose answer tells nothing but that it is done. */
type DoneType = { [Type in RequestType]: Answers[Type] extends "done" ? Type : never }[RequestType];

const answerTypes: { readonly [Type in Exclude<RequestType, DoneType>]: Answers[Type] } = {
  history: "history-page",
  pins: "pin-list",
  reactors: "reactor-list",
  mentions: "mention-list",
  search: "search-results",
  "create-room": "conversation",
  join: "conversation",
  "accept-invitation": "conversation",
  "create-invite-link": "invite-link",
  "invite-links": "invite-link-list",
  "use-invite-link": "conversation",
  "open-direct": "conversation",
  restrictions: "restriction-list",
  reports: "report-list",
  rooms: "room-list",
  members: "member-list",
  person: "person-card",
  watch: "watched",
};

const answerTypeOf: Readonly<Partial<Record<RequestType, AnyAnswer["type"]>>> = answerTypes;

interface Pending {
  readonly frame: UpFrameInput;
  readonly answerType: AnyAnswer["type"];
  readonly resolve: (answer: AnyAnswer) => void;
  readonly reject: (reason: unknown) => void;
  /** Lets go of the caller's signal. */
  readonly release: () => void;
  isAsked: boolean;
  /** Asked on the channel before a switch. */
  isElsewhere: boolean;
  cancelTimer: () => void;
}

/**
 * Questions and their answers. A question waits for a live connection; once it was asked it does not outlive that
 * connection, because it is unknown whether it arrived.
 */
export class Requests {
  readonly #clock: Clock;
  readonly #transmit: (frame: UpFrameInput) => void;
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;
  #isLive = false;
  #closedBy: ShoalError | undefined;
  /** Why there is no connection, as far as that is known. */
  #lostBy: ShoalError | undefined;

  constructor(clock: Clock, transmit: (frame: UpFrameInput) => void) {
    this.#clock = clock;
    this.#transmit = transmit;
  }

  /** The error that closed the client for good. */
  get closedBy(): ShoalError | undefined {
    return this.#closedBy;
  }

  /** Rejects with `ShoalError`: the server's, or `unavailable` without an answer. An aborted request rejects with the signal's reason. */
  async ask<Type extends RequestType>(
    type: Type,
    request: Omit<Request<Type>, "type">,
    { signal }: SignalOptions = {},
  ): Promise<Answer<Type>> {
    signal?.throwIfAborted();
    if (this.#closedBy !== undefined) throw this.#closedBy;
    if (this.#pending.size >= REQUESTS_MAX) throw new ShoalError("too-many-frames");
    this.#lastId += 1;
    const requestId = this.#lastId;
    // The fields are those of `Numbered<Type>`, which TypeScript cannot see through a generic spread.
    const frame = { ...request, type, requestId } as unknown as UpFrameInput;
    assertReadable(frame);
    const answer = await new Promise<AnyAnswer>((resolve, reject) => {
      const answerType = answerTypeOf[type] ?? "done";
      const onAbort = (): void => this.#take(requestId)?.reject(signal?.reason);
      signal?.addEventListener("abort", onAbort);
      const release = (): void => signal?.removeEventListener("abort", onAbort);
      const state = { isAsked: false, isElsewhere: false, cancelTimer: () => {} };
      const pending: Pending = { frame, answerType, resolve, reject, release, ...state };
      this.#pending.set(requestId, pending);
      if (this.#isLive) this.#put(requestId, pending);
      else this.#limit(requestId, pending, REQUEST_WAIT_MAX_MS, "There is no connection at the moment; try again.");
    });
    return answer as Answer<Type>;
  }

  /** Sends the waiting requests. */
  resume(): void {
    this.#isLive = true;
    this.#lostBy = undefined;
    for (const [requestId, pending] of this.#pending) this.#put(requestId, pending);
  }

  /** The connection is lost, and with it the answers to its requests. `cause`: why, where that is known. */
  pause(cause?: ShoalError): void {
    this.#isLive = false;
    this.#lostBy = cause ?? this.#lostBy;
    this.#giveUp(({ isAsked }) => isAsked);
  }

  /** From now on requests leave on another channel. */
  switched(): void {
    for (const pending of this.#pending.values()) pending.isElsewhere ||= pending.isAsked;
  }

  /** The channel before the switch is gone, and with it the answers to its requests. */
  lingered(): void {
    this.#giveUp(({ isElsewhere }) => isElsewhere);
  }

  answer(frame: AnyAnswer): void {
    const pending = this.#take(frame.requestId);
    if (pending === undefined) return;
    if (pending.answerType === frame.type) pending.resolve(frame);
    else pending.reject(new ShoalError("internal", { message: `The server answered ${pending.frame.type} with ${frame.type}.` }));
  }

  refuse(requestId: number, error: ShoalError): void {
    this.#take(requestId)?.reject(error);
  }

  close(error: ShoalError): void {
    this.#isLive = false;
    this.#closedBy = error;
    for (const requestId of [...this.#pending.keys()]) this.refuse(requestId, error);
  }

  #giveUp(isLost: (pending: Pending) => boolean): void {
    const lost = [...this.#pending].filter(([, pending]) => isLost(pending));
    for (const [requestId] of lost) this.refuse(requestId, this.#unavailable("The connection was lost; try again."));
  }

  #put(requestId: number, pending: Pending): void {
    pending.isAsked = true;
    this.#limit(requestId, pending, REQUEST_ANSWER_MAX_MS, "No answer came in time; try again.");
    this.#transmit(pending.frame);
  }

  #limit(requestId: number, pending: Pending, delayMs: number, message: string): void {
    pending.cancelTimer();
    pending.cancelTimer = this.#clock.after(delayMs, () => this.refuse(requestId, this.#unavailable(message)));
  }

  #unavailable(message: string): ShoalError {
    return new ShoalError("unavailable", { message, cause: this.#lostBy });
  }

  #take(requestId: number): Pending | undefined {
    const pending = this.#pending.get(requestId);
    this.#pending.delete(requestId);
    pending?.cancelTimer();
    pending?.release();
    return pending;
  }
}

/** Whether a frame answers a request by its type; refusals come as `error`. */
export function isAnswer(frame: DownFrame): frame is AnyAnswer {
  return "requestId" in frame && frame.type !== "error";
}
