import { type Clock, systemClock } from "../clock.ts";
import type { Log, LogFields } from "./log.ts";

/** Where the lines go. `onWritten` tells when the text has left this process, or why it was lost. */
export type WriteText = (text: string, onWritten: (error?: Error | null) => void) => unknown;

type Level = "info" | "warn" | "error";

/** Entries of one message that are written in full within `WINDOW_MS`; the others are counted. */
const ENTRIES_PER_WINDOW_MAX = 20;
const WINDOW_MS = 60_000;
/** Messages that are counted apart; more than the code has. */
const MESSAGES_MAX = 100;
/** Text that waits for a reader that takes nothing. Lines beyond it are dropped, so that memory stays bounded. */
const WAITING_CHARACTERS_MAX = 256 * 1024;

/** The repetitions of one message since its first occurrence. */
interface Window {
  readonly level: Level;
  readonly message: string;
  entryCount: number;
}

/**
 * A log that cannot hurt its process. Whatever a client repeats is summed up, a reader that is slow costs a bounded amount of memory, and a
 * reader that is gone or a disk that is full costs lines: they are counted, and their number is told as soon as a line gets through.
 */
export class TextLog implements Log {
  readonly #write: WriteText;
  readonly #clock: Clock;
  /** By message. */
  readonly #windows = new Map<string, Window>();
  #waitingCharacters = 0;
  #lostCount = 0;

  constructor(write: WriteText, clock: Clock) {
    this.#write = write;
    this.#clock = clock;
  }

  info(message: string, fields?: LogFields): void {
    this.#add("info", message, fields);
  }

  warn(message: string, fields?: LogFields): void {
    this.#add("warn", message, fields);
  }

  error(message: string, error: unknown, fields?: LogFields): void {
    this.#add("error", message, fields, error);
  }

  #add(level: Level, message: string, fields: LogFields = {}, error?: unknown): void {
    if (!this.#isWrittenInFull(level, message)) return;
    const parts = Object.entries(fields).map(([name, value]) => ` ${name}=${JSON.stringify(value)}`);
    this.#put(`${this.#head(level)} ${message}${parts.join("")}\n${error === undefined ? "" : stackOf(error)}`);
  }

  #isWrittenInFull(level: Level, message: string): boolean {
    const isCountedApart = this.#windows.has(message) || this.#windows.size < MESSAGES_MAX;
    const window = this.#windowOf(level, isCountedApart ? message : "other entries");
    window.entryCount += 1;
    return window.entryCount <= ENTRIES_PER_WINDOW_MAX;
  }

  #windowOf(level: Level, message: string): Window {
    const open = this.#windows.get(message);
    if (open !== undefined) return open;
    const window = { level, message, entryCount: 0 };
    this.#windows.set(message, window);
    this.#clock.after(WINDOW_MS, () => this.#close(window));
    return window;
  }

  #close({ level, message, entryCount }: Window): void {
    this.#windows.delete(message);
    const more = entryCount - ENTRIES_PER_WINDOW_MAX;
    if (more > 0) this.#put(`${this.#head(level)} ${message}: ${more} more of these in ${WINDOW_MS / 1_000} s\n`);
  }

  #put(text: string): void {
    if (this.#waitingCharacters + text.length > WAITING_CHARACTERS_MAX) {
      this.#lostCount += 1;
      return;
    }
    const lost = this.#lostCount;
    this.#lostCount = 0;
    const whole = lost === 0 ? text : `${this.#head("warn")} log entries were lost count=${lost}\n${text}`;
    this.#waitingCharacters += whole.length;
    this.#write(whole, (error) => {
      this.#waitingCharacters -= whole.length;
      if (error) this.#lostCount += lost + 1;
    });
  }

  #head(level: Level): string {
    return `${new Date(this.#clock.now()).toISOString()} ${level}`;
  }
}

function stackOf(error: unknown): string {
  const stack = `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`;
  return error instanceof Error && error.cause !== undefined ? `${stack}caused by ${String(error.cause)}\n` : stack;
}

/** The log of the process, on standard error. Timers of its own do not keep the process alive. */
export function openStderrLog(): Log {
  process.stderr.on("error", () => {}); // told to each write as well, and a log without a reader ends nothing
  const after: Clock["after"] = (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs).unref();
    return () => clearTimeout(timer);
  };
  return new TextLog((text, onWritten) => process.stderr.write(text, onWritten), { ...systemClock, after });
}
