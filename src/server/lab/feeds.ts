import type { Clock, MonotonicMs } from "../../clock.ts";
import { ShoalError } from "../../protocol/errors.ts";
import { type LabCosts, type LabEnd, type LabEvents, type LabObservers, labLimits } from "../../protocol/lab.ts";
import { limits } from "../../protocol/limits.ts";
import { Coalesced } from "../coalesced.ts";
import type { Outlet } from "../gateway/http/answer-body.ts";
import { StreamedResponse } from "../gateway/http/held-response.ts";
import { type FeedForm, feedForm, frameForm } from "./feed-forms.ts";

export interface FeedOptions {
  readonly address: string;
  readonly via: LabObservers["labs"][number]["via"];
  /** Whether it is told what the transports cost. */
  readonly isCosting: boolean;
  /** Its response ended, or is about to. */
  readonly onEnding: () => void;
}

interface CostsSource {
  /** Nothing is counted while no lab asks. */
  isWatched: boolean;
  read(): LabCosts;
}

type LabOutlet = Pick<Outlet, "waiting" | "clock">;

interface Feed extends FeedOptions {
  readonly number: number;
  readonly form: FeedForm;
  readonly response: StreamedResponse;
  readonly openedAt: MonotonicMs;
  /** Since when the client does not take what is sent. */
  stuckSince: MonotonicMs | undefined;
  /** The newest list was left out. */
  isListDue: boolean;
}

const TICK_MS = 1_000;
/** With more than this waiting a client is sent nothing: lists of a moment ago are worth nothing, and a push may be lost. */
const WAITING_BYTES_MAX = 16 * 1024;

/** The open labs: who they are, and what all of them are told [P140]. */
export class LabFeeds {
  readonly #outlet: LabOutlet;
  readonly #clock: Clock;
  readonly #costs: CostsSource;
  readonly #lists: Coalesced;
  /** In the order of opening. */
  readonly #feeds = new Set<Feed>();
  #lastNumber = 0;
  #ticks = 0;
  #cancelTimer: (() => void) | undefined;
  #isDraining = false;

  constructor(outlet: LabOutlet, costs: CostsSource) {
    this.#outlet = outlet;
    this.#costs = costs;
    this.#clock = outlet.clock;
    this.#lists = new Coalesced(outlet.clock, labLimits.observersIntervalMs, () => this.#tellObservers());
  }

  get count(): number {
    return this.#feeds.size;
  }

  /** What waits for all of them to take it. */
  get waitingBytes(): number {
    return [...this.#feeds].reduce((total, { response }) => total + response.waitingBytes, 0);
  }

  /** A lab's response, until `close` or its client ends it. Throws `unavailable`. */
  open(options: FeedOptions): { readonly response: Response; readonly close: () => void } {
    this.#requireRoom(options.address);
    const response = new StreamedResponse(
      { onDrained() {}, onWritten() {}, onGone: () => this.#remove(feed), onEnding: options.onEnding },
      this.#outlet,
      formOf(options),
    );
    this.#lastNumber += 1;
    const feed: Feed = {
      ...options,
      ...{ number: this.#lastNumber, form: formOf(options), response },
      ...{ openedAt: this.#clock.monotonicNow(), stuckSince: undefined, isListDue: false },
    };
    this.#feeds.add(feed);
    if (feed.isCosting) this.#costs.isWatched = true;
    this.#cancelTimer ??= this.#clock.every(TICK_MS, () => this.#tick());
    this.#write(feed, "lab", { number: feed.number });
    if (this.#isDraining) this.#end(feed, "draining");
    else this.#lists.changed();
    return { response: response.response, close: () => this.#close(feed) };
  }

  /** Tells all open labs; their number. */
  push(text: string): number {
    this.#broadcast("push", { text, at: this.#clock.now() });
    return this.#feeds.size;
  }

  /** Tells all of them to come back later. */
  drain(): void {
    this.#isDraining = true;
    for (const feed of [...this.#feeds]) this.#end(feed, "draining");
    this.#lists.close();
  }

  /** Ends those of addresses that were banned. */
  endFrom(isBanned: (address: string) => boolean): void {
    for (const feed of [...this.#feeds]) if (isBanned(feed.address)) this.#close(feed);
  }

  #requireRoom(address: string): void {
    let ofAddress = 0;
    for (const feed of this.#feeds) if (feed.address === address) ofAddress += 1;
    if (this.#feeds.size < labLimits.feedsMax && ofAddress < labLimits.feedsPerAddressMax) return;
    throw new ShoalError("unavailable", { message: "Too many labs are open; close one, or try again later." });
  }

  #tick(): void {
    this.#ticks += 1;
    const isHeartbeat = this.#ticks % (limits.streamHeartbeatMs / TICK_MS) === 0;
    for (const feed of [...this.#feeds]) {
      this.#sweep(feed);
      if (!this.#feeds.has(feed) || feed.stuckSince !== undefined) continue;
      if (feed.isListDue) this.#write(feed, "observers", this.#observers());
      if (isHeartbeat) feed.response.write(feed.form.heartbeat);
    }
    this.#tellCosts();
  }

  #tellCosts(): void {
    if ([...this.#feeds].some(({ isCosting }) => isCosting))
      this.#broadcast("costs", this.#costs.read(), ({ isCosting }) => isCosting);
  }

  #sweep(feed: Feed): void {
    const { via, openedAt, response } = feed;
    if (response.waitingBytes <= WAITING_BYTES_MAX) feed.stuckSince = undefined;
    else feed.stuckSince ??= this.#clock.monotonicNow();
    const isTooSlow = feed.stuckSince !== undefined && this.#clock.elapsedMs(feed.stuckSince) > limits.slowConnectionTimeoutMs;
    if (isTooSlow) response.drop();
    else if (via === "frame" && this.#clock.elapsedMs(openedAt) >= labLimits.frameLifetimeMs) this.#end(feed, "lifetime");
  }

  #tellObservers(): void {
    this.#broadcast("observers", this.#observers());
  }

  #observers(): LabObservers {
    const labs = [...this.#feeds].slice(-labLimits.observersListedMax).map(({ number, via }) => ({ number, via }));
    return { labs, labCount: this.#feeds.size };
  }

  /** Each form of the event is made once, and the same bytes go to all. */
  #broadcast<Name extends keyof LabEvents>(name: Name, data: LabEvents[Name], isFor: (feed: Feed) => boolean = () => true): void {
    const json = JSON.stringify(data);
    const bytesOf = new Map<FeedForm, Uint8Array<ArrayBuffer>>();
    for (const feed of this.#feeds) {
      if (!isFor(feed)) continue;
      const bytes = bytesOf.get(feed.form) ?? feed.form.event(name, json);
      bytesOf.set(feed.form, bytes);
      const isTaking = feed.response.waitingBytes <= WAITING_BYTES_MAX;
      if (isTaking) feed.response.write(bytes);
      if (name === "observers") feed.isListDue = !isTaking;
    }
  }

  #write<Name extends keyof LabEvents>(feed: Feed, name: Name, data: LabEvents[Name]): void {
    feed.response.write(feed.form.event(name, JSON.stringify(data)));
    if (name === "observers") feed.isListDue = false;
  }

  #end(feed: Feed, reason: LabEnd["reason"]): void {
    this.#write(feed, "end", { reason });
    this.#close(feed);
  }

  #close(feed: Feed): void {
    if (!this.#remove(feed)) return;
    feed.response.end();
  }

  #remove(feed: Feed): boolean {
    if (!this.#feeds.delete(feed)) return false;
    if (feed.isCosting) this.#costs.isWatched = [...this.#feeds].some(({ isCosting }) => isCosting);
    if (this.#feeds.size > 0) this.#lists.changed();
    else {
      this.#lastNumber = 0;
      this.#lists.close();
      this.#cancelTimer?.();
      this.#cancelTimer = undefined;
    }
    return true;
  }
}

function formOf({ via }: FeedOptions): FeedForm {
  return via === "frame" ? frameForm : feedForm;
}
