import { type Clock, systemClock } from "../../clock.ts";
import type { Log } from "../log.ts";
import { BoundedLog } from "./bounded-log.ts";
import { formats, type LogFormatName, type LogLevel } from "./format.ts";

/** What the operator chose. */
export interface LogSettings {
  readonly format: LogFormatName;
  readonly level: LogLevel;
}

/** The log of the process, on standard error. Timers of its own do not keep the process alive. */
export function openStderrLog({ format, level }: LogSettings): Log {
  process.stderr.on("error", () => {}); // told to each write as well, and a log without a reader ends nothing
  const after: Clock["after"] = (delayMs, callback) => {
    const timer = setTimeout(callback, delayMs).unref();
    return () => clearTimeout(timer);
  };
  const clock = { ...systemClock, after };
  return new BoundedLog({
    write: (text, onWritten) => process.stderr.write(text, onWritten),
    clock,
    format: formats[format],
    level,
  });
}
