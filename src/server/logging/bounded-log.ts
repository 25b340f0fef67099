import type { Clock } from "../../clock.ts";
import type { Log, LogFields } from "../log.ts";
import { type LogEntry, type LogFormat, type LogLevel, logLevels } from "./format.ts";

/** Where the lines go. `onWritten` tells when the text has left this process, or why it was lost. */
export type WriteText = (text: string, onWritten: (error?: Error | null) => void) => unknown;

interface BoundedLogOptions {
  readonly write: WriteText;
  readonly clock: Clock;
  readonly format: LogFormat;
  /** Entries of this level and graver ones are written. */
  readonly level: LogLevel;
}

/** Entries of one message that are written in full within `WINDOW_MS`; the others are counted. */
const ENTRIES_PER_WINDOW_MAX = 20;
/** Of a level that an operator asks for to see single connections. */
const DEBUG_ENTRIES_PER_WINDOW_MAX = 2_000;
const WINDOW_MS = 60_000;
/** Messages that are counted apart; more than the code has. */
const MESSAGES_MAX = 100;
/** Text that waits for a reader that takes nothing. Lines beyond it are dropped, so that memory stays bounded. */
const WAITING_CHARACTERS_MAX = 256 * 1024;
/** Of a message and of each field; containers cut a line at 16 KiB, and half an object is none. */
const TEXT_CHARACTERS_MAX = 1_000;
const STACK_CHARACTERS_MAX = 8_000;

/** The repetitions of one message since its first occurrence. */
interface Window {
  readonly level: LogLevel;
  readonly message: string;
  entryCount: number;
}

/**
 * A log that cannot hurt its process. Whatever a client repeats is summed up, a reader that is slow costs a bounded amount of memory, and a
 * reader that is gone or a disk that is full costs lines: they are counted, and their number is told as soon as a line gets through.
 */
export class BoundedLog implements Log {
  readonly debug: Log["debug"];
  readonly #options: BoundedLogOptions;
  /** By message. */
  readonly #windows = new Map<string, Window>();
  #waitingCharacters = 0;
  #lostCount = 0;

  constructor(options: BoundedLogOptions) {
    this.#options = options;
    this.debug = this.#isWritten("debug") ? (message, fields) => this.#add({ level: "debug", message, fields }) : undefined;
  }

  info(message: string, fields?: LogFields): void {
    this.#add({ level: "info", message, fields });
  }

  warn(message: string, fields?: LogFields): void {
    this.#add({ level: "warn", message, fields });
  }

  error(message: string, error: unknown, fields?: LogFields): void {
    this.#add({ level: "error", message, fields, stack: cut(stackOf(error), STACK_CHARACTERS_MAX) });
  }

  #add(entry: Pick<LogEntry, "level" | "message" | "stack"> & { readonly fields: LogFields | undefined }): void {
    const { level, stack } = entry;
    if (!this.#isWritten(level)) return;
    const message = cut(entry.message, TEXT_CHARACTERS_MAX);
    if (this.#isWrittenInFull(level, message)) this.#put({ level, message, fields: cutFields(entry.fields), stack });
  }

  #isWritten(level: LogLevel): boolean {
    return logLevels.indexOf(level) <= logLevels.indexOf(this.#options.level);
  }

  #isWrittenInFull(level: LogLevel, message: string): boolean {
    const isCountedApart = this.#windows.has(message) || this.#windows.size < MESSAGES_MAX;
    const window = this.#windowOf(level, isCountedApart ? message : "other entries");
    window.entryCount += 1;
    return window.entryCount <= fullEntriesMax(level);
  }

  #windowOf(level: LogLevel, message: string): Window {
    const open = this.#windows.get(message);
    if (open !== undefined) return open;
    const window = { level, message, entryCount: 0 };
    this.#windows.set(message, window);
    this.#options.clock.after(WINDOW_MS, () => this.#close(window));
    return window;
  }

  #close({ level, message, entryCount }: Window): void {
    this.#windows.delete(message);
    const more = entryCount - fullEntriesMax(level);
    if (more > 0) this.#put({ level, message: `${message}: ${more} more of these in ${WINDOW_MS / 1_000} s`, fields: {} });
  }

  #put(entry: Omit<LogEntry, "at">): void {
    const { write } = this.#options;
    const text = this.#text(entry);
    if (this.#waitingCharacters + text.length > WAITING_CHARACTERS_MAX) {
      this.#lostCount += 1;
      return;
    }
    const count = this.#lostCount;
    this.#lostCount = 0;
    // Whatever the level: without it the log would look complete.
    const lost = count === 0 ? "" : this.#text({ level: "warn", message: "log entries were lost", fields: { count } });
    const whole = lost + text;
    this.#waitingCharacters += whole.length;
    write(whole, (error) => {
      this.#waitingCharacters -= whole.length;
      if (error) this.#lostCount += count + 1;
    });
  }

  #text(entry: Omit<LogEntry, "at">): string {
    const { format, clock } = this.#options;
    return format({ at: clock.now(), ...entry });
  }
}

function fullEntriesMax(level: LogLevel): number {
  return level === "debug" ? DEBUG_ENTRIES_PER_WINDOW_MAX : ENTRIES_PER_WINDOW_MAX;
}

function cutFields(fields: LogFields = {}): LogFields {
  const isLong = (value: LogFields[string]): value is string => typeof value === "string" && value.length > TEXT_CHARACTERS_MAX;
  if (!Object.values(fields).some(isLong)) return fields;
  const cutValue = (value: LogFields[string]) => (isLong(value) ? cut(value, TEXT_CHARACTERS_MAX) : value);
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, cutValue(value)]));
}

function cut(text: string, charactersMax: number): string {
  return text.length <= charactersMax ? text : `${text.slice(0, charactersMax)}…`;
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const stack = error.stack ?? error.message;
  return error.cause === undefined ? stack : `${stack}\ncaused by ${String(error.cause)}`;
}
