import { ShoalError } from "../../../../protocol/errors.ts";
import { type Answer, type BatchAnswer, type Call, refuse, runVerb } from "../../threads/calls.ts";
import { serve } from "../../threads/serve.ts";
import { BlockingConnection } from "../connection/blocking-connection.ts";
import type { ConnectionEnd } from "../connection/connection-host.ts";
import { PostgresDatabase } from "../postgres-database.ts";
import { postgresReadVerbs } from "./read-verbs.ts";

serve<ConnectionEnd>((end) => {
  const database = new PostgresDatabase(new BlockingConnection(end));
  return { run: (calls) => answer(database, calls), close: () => database.close() };
});

/** One snapshot for all of them, taken now: it holds everything that was acknowledged before. A call that fails ends it, and the others are read again. */
function answer(database: PostgresDatabase, calls: readonly Call[]): BatchAnswer {
  try {
    const answers = database.snapshot(() => calls.map((call) => answerTo(database, call)));
    return { answers, appends: [], feedId: database.seenFeed };
  } catch (error) {
    const refusal = database.asShoalError(error);
    if (calls.length === 1 || refusal.code === "unavailable") return { answers: calls.map(() => refuse(refusal)), appends: [] };
    return { answers: calls.flatMap((call) => answer(database, [call]).answers), appends: [], feedId: database.seenFeed };
  }
}

function answerTo(database: PostgresDatabase, call: Call): Answer {
  try {
    return { value: runVerb(postgresReadVerbs, database, call) };
  } catch (error) {
    if (error instanceof ShoalError) return refuse(error);
    throw error;
  }
}
