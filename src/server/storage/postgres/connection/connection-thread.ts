import { type ReservedSQL, SQL } from "bun";
import { type ConnectionName, connectionOptions } from "./connection-options.ts";
import { failureOf } from "./failure.ts";
import { AnswerWriter, type SharedMemory } from "./shared-answer.ts";
import { storedText, textOf } from "./stored-text.ts";

/** From the main thread: a thread that waits will ask through this port, and be answered in this memory. */
export interface NewConnection {
  readonly url: string;
  readonly name: ConnectionName;
  readonly port: MessagePort;
  readonly memory: SharedMemory;
}

/** From a thread that waits. `posted` statements come first, in order, and are not answered by themselves. */
export type ConnectionRequest =
  | { readonly posted: readonly string[]; readonly sql: string; readonly values: readonly (string | number | null)[] }
  | "next"
  /** The answer is waited for no longer: the next ones go elsewhere, over another connection. */
  | { readonly memory: SharedMemory };

/** One connection, which answers statements one after the other. A connection that was lost is made anew for the next statement. */
class Connection {
  readonly #options: SQL.Options;
  #answers: AnswerWriter;
  #sql: SQL | undefined;
  #reserved: ReservedSQL | undefined;

  constructor({ url, name, port, memory }: NewConnection) {
    this.#options = connectionOptions(url, { max: 1, name });
    this.#answers = new AnswerWriter(memory);
    port.onmessage = ({ data }: MessageEvent<ConnectionRequest>) => this.#take(data);
  }

  #take(request: ConnectionRequest): void {
    if (request === "next") this.#answers.next();
    else if ("memory" in request) {
      this.#disconnect();
      this.#answers = new AnswerWriter(request.memory);
    } else void this.#answer(request, this.#answers);
  }

  async #answer({ posted, sql, values }: Extract<ConnectionRequest, { sql: string }>, answers: AnswerWriter): Promise<void> {
    try {
      const connection = await this.#connected();
      for (const statement of posted) await connection.unsafe(statement);
      const rows = await connection.unsafe(
        sql,
        values.map((value) => (typeof value === "string" ? storedText(value) : value)),
      );
      answers.write(JSON.stringify({ rows: rows.map(plainRow), count: rows.count }));
    } catch (error) {
      const failure = failureOf(error);
      if (failure.isConnectionLost) this.#disconnect();
      answers.write(JSON.stringify({ failure }));
    }
  }

  async #connected(): Promise<ReservedSQL> {
    if (this.#reserved === undefined) {
      this.#sql = new SQL(this.#options);
      this.#reserved = await this.#sql.reserve();
    }
    return this.#reserved;
  }

  #disconnect(): void {
    const sql = this.#sql;
    this.#sql = undefined;
    this.#reserved = undefined;
    void sql?.close({ timeout: 0 }).catch(() => {});
  }
}

globalThis.onmessage = ({ data }: MessageEvent<NewConnection>) => {
  new Connection(data);
};

/** Numbers as JavaScript has them (none is beyond 2^53), conditions as 0 and 1, and texts as they were given. */
function plainRow(row: Record<string, unknown>): Record<string, unknown> {
  for (const name in row) {
    const value = row[name];
    if (typeof value === "bigint" || typeof value === "boolean") row[name] = Number(value);
    else if (typeof value === "string") row[name] = textOf(value);
  }
  return row;
}
