import { SQL } from "bun";
import { ShoalError } from "../../protocol/errors.ts";
import { makeFileTables } from "./postgres-schema.ts";

/** Connections to the database, besides those of the log: uploads must not keep messages waiting. */
const CONNECTIONS_MAX = 4;
const CONNECT_SECONDS_MAX = 5;
/** A statement moves one piece of a blob, or a row. */
const ANSWER_MS_MAX = 20_000;

/** SQLSTATE of what passes: connection, transaction rolled back, resources, the operator's doing, the system, and a standby that is written to. */
const passing = /^(?:08|40|53|57|58|25006)/;
const DISK_FULL = "53100";

interface PostgresConnectionOptions {
  /** `postgres://…`; never shown. */
  readonly url: string;
  /** Told why the database could not be asked, without its address. */
  readonly onTrouble: (reason: string) => void;
}

/** The PostgreSQL that has the bytes of files. Statements are not prepared by name: PgBouncer may stand between. */
export class PostgresConnection {
  readonly #options: PostgresConnectionOptions;
  #sql: SQL;

  constructor(options: PostgresConnectionOptions) {
    this.#options = options;
    this.#sql = this.#open();
  }

  /** Throws what the database says. */
  async makeTables(): Promise<void> {
    await makeFileTables(this.#sql);
  }

  /** One statement, which is a transaction. Throws `unavailable`, and `disk-full`. After that it may have been done, or not. */
  async ask<Row>(statement: string, values: readonly unknown[]): Promise<readonly Row[]> {
    const sql = this.#sql;
    const { promise: silence, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      reject(new Silence());
      // A connection that was cut without a word would be waited for again and again.
      if (this.#sql === sql) this.#sql = this.#open();
      void sql.close({ timeout: 0 }).catch(() => {});
    }, ANSWER_MS_MAX);
    try {
      return await Promise.race([sql.unsafe<Row[]>(statement, [...values]), silence]);
    } catch (error) {
      throw this.#known(error);
    } finally {
      clearTimeout(timer);
    }
  }

  async close(): Promise<void> {
    await this.#sql.close({ timeout: 1 });
  }

  #open(): SQL {
    return new SQL({ url: this.#options.url, max: CONNECTIONS_MAX, prepare: false, connectionTimeout: CONNECT_SECONDS_MAX });
  }

  #known(error: unknown): unknown {
    if (!(error instanceof SQL.PostgresError || error instanceof Silence)) return error;
    const { code, errno = "" } = error;
    if (code === "ERR_POSTGRES_SERVER_ERROR" && !passing.test(String(errno))) return error;
    this.#options.onTrouble([code, errno].filter(Boolean).join(" "));
    return new ShoalError(errno === DISK_FULL ? "disk-full" : "unavailable");
  }
}

class Silence extends Error {
  readonly code = "no answer";
  readonly errno: string | undefined;
}
