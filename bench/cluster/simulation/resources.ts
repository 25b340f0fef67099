/** Things that happen at a time, in order. */
export class Timeline {
  now = 0;
  readonly #heap: { readonly at: number; readonly order: number; readonly run: () => void }[] = [];
  #count = 0;

  after(delayMs: number, run: () => void): void {
    const entry = { at: this.now + delayMs, order: this.#count++, run };
    this.#heap.push(entry);
    for (let place = this.#heap.length - 1; place > 0; ) {
      const parent = (place - 1) >> 1;
      if (!this.#isBefore(place, parent)) break;
      this.#swap(place, parent);
      place = parent;
    }
  }

  wait(delayMs: number): Promise<void> {
    return new Promise((resolve) => this.after(delayMs, resolve));
  }

  /** Runs what happens until then. A promise that is resolved goes on before the next thing happens. */
  async runUntil(endMs: number): Promise<void> {
    await settled();
    for (let next = this.#heap[0]; next !== undefined && next.at <= endMs; next = this.#heap[0]) {
      this.#takeFirst();
      this.now = next.at;
      next.run();
      await settled();
    }
    this.now = endMs;
  }

  #takeFirst(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    this.#heap[0] = last;
    for (let place = 0; ; ) {
      let least = place;
      for (const child of [2 * place + 1, 2 * place + 2]) {
        if (child < this.#heap.length && this.#isBefore(child, least)) least = child;
      }
      if (least === place) return;
      this.#swap(place, least);
      place = least;
    }
  }

  #isBefore(one: number, other: number): boolean {
    const [a, b] = [this.#heap[one], this.#heap[other]];
    if (a === undefined || b === undefined) return false;
    return a.at < b.at || (a.at === b.at && a.order < b.order);
  }

  #swap(one: number, other: number): void {
    const [a, b] = [this.#heap[one], this.#heap[other]];
    if (a === undefined || b === undefined) return;
    this.#heap[one] = b;
    this.#heap[other] = a;
  }
}

/** So many cores; work waits in order. */
export class Cores {
  busyMs = 0;
  readonly #timeline: Timeline;
  readonly #count: number;
  readonly #waiting: (() => void)[] = [];
  #busy = 0;

  constructor(timeline: Timeline, count: number) {
    this.#timeline = timeline;
    this.#count = count;
  }

  get waitingCount(): number {
    return this.#waiting.length;
  }

  async work(us: number): Promise<void> {
    if (this.#busy === this.#count) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#busy += 1;
    this.busyMs += us / 1_000;
    await this.#timeline.wait(us / 1_000);
    const next = this.#waiting.shift();
    if (next === undefined) this.#busy -= 1;
    else next();
  }
}

/** A disk that keeps what waits in one go, and meanwhile gathers what comes. */
export class Disk {
  flushCount = 0;
  readonly #timeline: Timeline;
  readonly #flushMs: number;
  #waiting: (() => void)[] = [];
  #isBusy = false;

  constructor(timeline: Timeline, flushMs: number) {
    this.#timeline = timeline;
    this.#flushMs = flushMs;
  }

  commit(): Promise<void> {
    const done = new Promise<void>((resolve) => this.#waiting.push(resolve));
    if (!this.#isBusy) this.#flush();
    return done;
  }

  #flush(): void {
    const gathered = this.#waiting;
    this.#waiting = [];
    this.#isBusy = gathered.length > 0;
    if (!this.#isBusy) return;
    this.flushCount += 1;
    this.#timeline.after(this.#flushMs, () => {
      for (const resolve of gathered) resolve();
      this.#flush();
    });
  }
}

/** A lock that is held shared or alone. Who comes first has it first, as in Postgres. */
export class Lock {
  heldMs = 0;
  readonly #timeline: Timeline;
  readonly #waiting: { readonly isAlone: boolean; readonly resolve: () => void }[] = [];
  #holders = 0;
  #isAlone = false;
  #since = 0;
  #wantedAlone = 0;
  #closedSince = 0;
  #closedMs = 0;

  constructor(timeline: Timeline) {
    this.#timeline = timeline;
  }

  /** For how long one held it alone, or waited to: no other came in then. */
  get closedMs(): number {
    return this.#closedMs + (this.#wantedAlone > 0 ? this.#timeline.now - this.#closedSince : 0);
  }

  async hold(isAlone: boolean, work: () => Promise<void>): Promise<void> {
    if (isAlone) {
      if (this.#wantedAlone === 0) this.#closedSince = this.#timeline.now;
      this.#wantedAlone += 1;
    }
    await new Promise<void>((resolve) => {
      this.#waiting.push({ isAlone, resolve });
      this.#grant();
    });
    await work();
    if (isAlone) {
      this.#wantedAlone -= 1;
      if (this.#wantedAlone === 0) this.#closedMs += this.#timeline.now - this.#closedSince;
    }
    this.#holders -= 1;
    if (this.#holders === 0) {
      this.heldMs += this.#timeline.now - this.#since;
      this.#isAlone = false;
    }
    this.#grant();
  }

  #grant(): void {
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      const isFree = this.#holders === 0 || (!next.isAlone && !this.#isAlone);
      if (!isFree) return;
      this.#waiting.shift();
      if (this.#holders === 0) this.#since = this.#timeline.now;
      this.#holders += 1;
      this.#isAlone = next.isAlone;
      next.resolve();
    }
  }
}

/** Some turns of the queue of promises: a chain of a few awaits goes on within them. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn += 1) await undefined;
}

const TURNS = 8;
