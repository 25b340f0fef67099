import { systemClock } from "../clock.ts";

interface ProgressOptions {
  /** What goes on, such as `Copying files`. */
  readonly label: string;
  /** The amount that is the whole; 0 where it is unknown. */
  readonly total: number;
  /** The amount as people read it. Default: the number. */
  readonly amountText?: (amount: number) => string;
  /** Shows nothing. Default: no. */
  readonly isQuiet?: boolean;
}

const REDRAWN_EVERY_MS = 200;
const BAR_CELLS = 24;
/** Before that an estimate says nothing. */
const ESTIMATED_FROM_MS = 1_500;
/** Of a terminal that does not tell. */
const COLUMNS_DEFAULT = 80;

/**
 * A bar with an estimate on standard error, where a person looks at a terminal; elsewhere nothing. It is gone at the end.
 *
 * @example
 * using progress = new Progress({ label: "Copying files", total: bytes, amountText: bytesText });
 * progress.add(chunk.length);
 */
export class Progress implements Disposable {
  readonly #options: ProgressOptions;
  readonly #startedAt = systemClock.monotonicNow();
  readonly #isShown: boolean;
  #amount = 0;
  #drawnAt: ReturnType<typeof systemClock.monotonicNow> | undefined;

  constructor(options: ProgressOptions) {
    this.#options = options;
    this.#isShown = process.stderr.isTTY === true && options.isQuiet !== true;
    this.#draw();
  }

  add(amount: number): void {
    this.reach(this.#amount + amount);
  }

  /** So much of the whole is done. */
  reach(amount: number): void {
    this.#amount = amount;
    const isDue = this.#drawnAt === undefined || systemClock.elapsedMs(this.#drawnAt) >= REDRAWN_EVERY_MS;
    if (isDue) this.#draw();
  }

  /** The same chunks; each of them is done when the next one is asked for. */
  async *follow(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
    for await (const chunk of chunks) {
      // Its memory may be given away until then.
      const { length } = chunk;
      yield chunk;
      this.add(length);
    }
  }

  [Symbol.dispose](): void {
    if (this.#isShown) process.stderr.write("\r\u001b[K");
  }

  #draw(): void {
    if (!this.#isShown) return;
    this.#drawnAt = systemClock.monotonicNow();
    // The last column stays free: a full line moves some terminals to the next one.
    const columns = (process.stderr.columns || COLUMNS_DEFAULT) - 1;
    const line = progressLine(this.#options, this.#amount, systemClock.elapsedMs(this.#startedAt), columns);
    process.stderr.write(`\r\u001b[K${line}`);
  }
}

/** Like `Copying files ████████░░░░░░░░ 41 % (1.2 GiB of 3 GiB), 20 s left`. Without the bar, and then cut, where it does not fit. */
export function progressLine(
  { label, total, amountText = String }: ProgressOptions,
  amount: number,
  elapsedMs: number,
  columns = Number.POSITIVE_INFINITY,
): string {
  if (total === 0) return `${label}: ${amountText(amount)}`.slice(0, columns);
  const share = Math.min(1, amount / total);
  const cells = Math.round(share * BAR_CELLS);
  const bar = ` ${"█".repeat(cells)}${"░".repeat(BAR_CELLS - cells)}`;
  const left = elapsedMs >= ESTIMATED_FROM_MS && share > 0 ? `, ${durationText((elapsedMs / share) * (1 - share))} left` : "";
  const amounts = ` ${Math.floor(share * 100)} % (${amountText(amount)} of ${amountText(total)})${left}`;
  const isBarShown = label.length + bar.length + amounts.length <= columns;
  return `${label}${isBarShown ? bar : ""}${amounts}`.slice(0, columns);
}

const MINUTE_S = 60;
const HOUR_S = 3_600;

/** Like `20 s`, `3 min` or `2 h 5 min`. */
export function durationText(ms: number): string {
  const seconds = Math.ceil(ms / 1_000);
  if (seconds < MINUTE_S * 2) return `${seconds} s`;
  const minutes = Math.round(seconds / MINUTE_S);
  if (seconds < HOUR_S) return `${minutes} min`;
  return `${Math.floor(minutes / MINUTE_S)} h ${minutes % MINUTE_S} min`;
}
