type Fields = Readonly<Record<string, string | number | boolean | undefined>>;

/** One line an entry, for people and for grep. Never a message's text, never a token. */
export interface Log {
  info(message: string, fields?: Fields): void;
  warn(message: string, fields?: Fields): void;
  /** The stack of `error` is written too. */
  error(message: string, error: unknown, fields?: Fields): void;
}

export const stderrLog: Log = {
  info: (message, fields) => write("info", message, fields),
  warn: (message, fields) => write("warn", message, fields),
  error(message, error, fields) {
    write("error", message, fields);
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    if (error instanceof Error && error.cause !== undefined) process.stderr.write(`caused by ${String(error.cause)}\n`);
  },
};

function write(level: string, message: string, fields: Fields = {}): void {
  const parts = Object.entries(fields).map(([name, value]) => ` ${name}=${JSON.stringify(value)}`);
  process.stderr.write(`${new Date().toISOString()} ${level} ${message}${parts.join("")}\n`);
}
