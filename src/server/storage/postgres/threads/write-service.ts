import { ShoalError } from "../../../../protocol/errors.ts";
import { answerTo } from "../../sql/write/batch.ts";
import { Transaction } from "../../sql/write/transaction.ts";
import { writeVerbs } from "../../sql/write/verbs.ts";
import type { LogAppend } from "../../storage.ts";
import { type Answer, type BatchAnswer, type Call, refuse } from "../../threads/calls.ts";
import type { Notify, Service } from "../../threads/serve.ts";
import { StatementError } from "../connection/failure.ts";
import type { PostgresDatabase } from "../postgres-database.ts";

/** A batch that stood in another's way, or whose connection was lost before its commit, is tried again so often. */
const TRIES_MAX = 3;

/** Runs verbs, one transaction for a batch. Every node has one, and all of them take turns. */
export class WriteService implements Service {
  readonly #database: PostgresDatabase;
  readonly #notify: Notify;
  #isFailing = false;

  constructor(database: PostgresDatabase, notify: Notify) {
    this.#database = database;
    this.#notify = notify;
  }

  run(calls: readonly Call[]): BatchAnswer {
    const answer = this.#run(calls);
    this.#tellHealth(answer.answers);
    return answer;
  }

  close(): void {
    this.#database.close();
  }

  #run(calls: readonly Call[]): BatchAnswer {
    try {
      return this.#commit(calls);
    } catch (error) {
      const refusal = this.#database.asShoalError(error);
      // Without a database there is none for each of them either.
      if (calls.length === 1 || refusal.code === "unavailable") return { answers: calls.map(() => refuse(refusal)), appends: [] };
      // The one that cannot be done fails alone. What the others appended, every node reads from the feed, this one too.
      return { answers: calls.flatMap((call) => this.#run([call]).answers), appends: [] };
    }
  }

  #commit(calls: readonly Call[]): BatchAnswer {
    for (let tries = 1; ; tries += 1) {
      let isComplete = false;
      try {
        return this.#database.write(() => {
          const transaction = new Transaction(this.#database);
          const answers = calls.map((call) => answerTo(call, writeVerbs, transaction));
          const appends = transaction.finish();
          const feedId = this.#finish(appends);
          isComplete = true;
          return { answers, appends, ...(feedId !== null && { feedId }) };
        });
      } catch (error) {
        if (!(error instanceof StatementError) || tries === TRIES_MAX) throw error;
        // A connection that is lost while it commits may have committed: the caller has to ask again.
        const isSafe = error.isConflict || (error.isConnectionLost && error.state !== "timeout" && !isComplete);
        if (!isSafe) throw isComplete ? new ShoalError("unavailable", { cause: error }) : error;
      }
    }
  }

  #finish(appends: readonly LogAppend[]): number | null {
    const grown = appends.map(({ logId, after, events, messageCount }) => ({
      ...{ id: logId, after, count: events.length, message_count: messageCount },
    }));
    const row = this.#database.one<{ feedId: number | null }>(
      "SELECT finish_verbs(?::text::json) AS feedId",
      JSON.stringify(grown),
    );
    return row?.feedId ?? null;
  }

  /** Tells once that nothing can be written, and once that it can be again. */
  #tellHealth(answers: readonly Answer[]): void {
    const failed = answers.find((answer) => "refusal" in answer && answer.refusal.code === "unavailable");
    if ((failed !== undefined) === this.#isFailing) return;
    this.#isFailing = failed !== undefined;
    const reason = failed !== undefined && "refusal" in failed ? failed.refusal.cause?.split("\n")[0] : undefined;
    this.#notify(
      failed ? `nothing can be stored (${reason}); it is tried again with each request` : "everything can be stored again",
    );
  }
}
