import type { Value } from "../../sql/database.ts";
import type { ConnectionEnd } from "./connection-host.ts";
import type { ConnectionRequest } from "./connection-thread.ts";
import { type Failure, StatementError } from "./failure.ts";
import { AnswerReader, createSharedMemory } from "./shared-answer.ts";

/** A statement that takes longer is given up with its connection: Postgres itself ends those that wait for locks sooner. */
const ANSWER_MS_MAX = 15_000;

export interface Answer<Row> {
  readonly rows: Row[];
  /** Rows that a statement changed. */
  readonly count: number;
}

/** A connection for a thread that does nothing else while it waits: the connections' thread has it, and wakes this one with each answer. */
export class BlockingConnection {
  readonly #port: MessagePort;
  readonly #answerMsMax: number;
  #answers: AnswerReader;
  #posted: string[] = [];

  constructor({ port, memory }: ConnectionEnd, answerMsMax = ANSWER_MS_MAX) {
    this.#port = port;
    this.#answerMsMax = answerMsMax;
    this.#answers = new AnswerReader(memory);
  }

  /** Runs that statement before the next one. It must not fail by itself. */
  post(sql: string): void {
    this.#posted.push(sql);
  }

  /** Throws `StatementError`. */
  ask<Row>(sql: string, values: readonly Value[]): Answer<Row> {
    const posted = this.#posted;
    this.#posted = [];
    const text = this.#answers.read(
      () => this.#send({ posted, sql, values }),
      () => this.#send("next"),
      this.#answerMsMax,
    );
    if (text === undefined) {
      const memory = createSharedMemory();
      this.#answers = new AnswerReader(memory);
      this.#send({ memory });
      throw new StatementError({ message: "Postgres does not answer", state: "timeout", isConnectionLost: true }, sql);
    }
    const answer = JSON.parse(text) as Answer<Row> | { readonly failure: Failure };
    if ("failure" in answer) throw new StatementError(answer.failure, sql);
    return answer;
  }

  close(): void {
    this.#port.close();
  }

  #send(request: ConnectionRequest): void {
    this.#port.postMessage(request);
  }
}
