import { readVerbs } from "../../sql/read/verbs.ts";
import { type Answer, type Call, refuse, runVerb } from "../../threads/calls.ts";
import { serve } from "../../threads/serve.ts";
import { SqliteDatabase } from "../database.ts";
import { asShoalError } from "../sqlite-errors.ts";

const KIBIBYTES_OF_CACHE = 16 * 1024;

serve((file) => {
  const database = new SqliteDatabase(file);
  database.run("PRAGMA query_only = ON");
  database.run(`PRAGMA cache_size = -${KIBIBYTES_OF_CACHE}`);
  return {
    run: (calls) => ({ answers: calls.map((call) => answerTo(call, database)), appends: [] }),
    close: () => database.close(),
  };
});

/** A snapshot for each call, taken now: it holds everything that was acknowledged before. */
function answerTo(call: Call, database: SqliteDatabase): Answer {
  try {
    return { value: database.snapshot(() => runVerb(readVerbs, database, call)) };
  } catch (error) {
    return refuse(asShoalError(error));
  }
}
