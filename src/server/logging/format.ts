import type { LogFields } from "../log.ts";

/** From the gravest on. */
export const logLevels = ["error", "warn", "info", "debug"] as const;
export type LogLevel = (typeof logLevels)[number];

export const logFormats = ["text", "json"] as const;
export type LogFormatName = (typeof logFormats)[number];

/** An entry whose texts have a bound. */
export interface LogEntry {
  /** Milliseconds since 1970 UTC. */
  readonly at: number;
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: LogFields;
  /** Of an error, with its cause: lines. */
  readonly stack?: string | undefined;
}

/** An entry as it is written, with the newline at its end. */
export type LogFormat = (entry: LogEntry) => string;

/** For people and for grep: one line, and those of a stack after it. */
const text: LogFormat = ({ at, level, message, fields, stack }) => {
  const parts = Object.entries(fields).map(([name, value]) => ` ${name}=${JSON.stringify(value)}`);
  // A path or an error of the system can have a newline in it, which must not look like the next entry.
  const oneLine = message.replaceAll(/\p{Cc}+/gu, " ");
  return `${timeOf(at)} ${level} ${oneLine}${parts.join("")}\n${stack === undefined ? "" : `${stack}\n`}`;
};

/** For machines: one object a line, whatever the texts are. */
const json: LogFormat = ({ at, level, message, fields, stack }) => {
  const entry = { time: timeOf(at), level, message, ...(Object.keys(fields).length > 0 && { fields }), stack };
  // A lone surrogate is not Unicode, and strict readers refuse the line.
  return `${JSON.stringify(entry, (_, value: unknown) => (typeof value === "string" ? value.toWellFormed() : value))}\n`;
};

export const formats: Readonly<Record<LogFormatName, LogFormat>> = { text, json };

function timeOf(at: number): string {
  return new Date(at).toISOString();
}
