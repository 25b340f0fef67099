import type { Log, LogFields } from "../../src/server/log.ts";

interface RecordedEntry {
  readonly level: "info" | "warn" | "error";
  readonly message: string;
  readonly fields: LogFields;
  readonly error?: unknown;
}

/** A log whose entries a test reads. */
export class RecordedLog implements Log {
  readonly entries: RecordedEntry[] = [];

  info(message: string, fields: LogFields = {}): void {
    this.entries.push({ level: "info", message, fields });
  }

  warn(message: string, fields: LogFields = {}): void {
    this.entries.push({ level: "warn", message, fields });
  }

  error(message: string, error: unknown, fields: LogFields = {}): void {
    this.entries.push({ level: "error", message, fields, error });
  }

  /** The messages of a level, in their order. */
  messages(level: RecordedEntry["level"]): string[] {
    return this.entries.filter((entry) => entry.level === level).map(({ message }) => message);
  }
}
