export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** One line an entry, for people and for grep. Never a message's text, never a token. */
export interface Log {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  /** The stack of `error` is written too. */
  error(message: string, error: unknown, fields?: LogFields): void;
}
