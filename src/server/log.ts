export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** One line an entry, for people and for grep. Never a message's text, never a token. */
export interface Log {
  /** Missing unless the operator asks for it: a caller writes `log.debug?.(…)`, and its fields are not even made. Never an address, nor a user. */
  readonly debug?: ((message: string, fields?: LogFields) => void) | undefined;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  /** Counts what clients were refused, by the code of the error. */
  refused?(code: string): void;
  /** The stack of `error` is written too. */
  error(message: string, error: unknown, fields?: LogFields): void;
}
