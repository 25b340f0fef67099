import { dirname, join } from "node:path";
import { Searcher } from "../../search/searcher.ts";
import { type Answer, type Call, refuse, runVerb } from "../../threads/calls.ts";
import { serve } from "../../threads/serve.ts";
import { SqliteDatabase } from "../database.ts";
import { asShoalError } from "../sqlite-errors.ts";
import { SqliteCandidates } from "./candidates.ts";
import { openIndexDatabase } from "./index-database.ts";
import { Indexer } from "./indexer.ts";
import { type SearchThread, searchVerbs } from "./verbs.ts";

const KIBIBYTES_OF_CACHE = 8 * 1024;

/** Indexing and searching are one thread: a search waits for one step of the indexer at most, and holds up nobody's history. */
serve((file) => {
  const database = new SqliteDatabase(file);
  database.run("PRAGMA query_only = ON");
  database.run(`PRAGMA cache_size = -${KIBIBYTES_OF_CACHE}`);
  const epoch = database.one<{ value: string }>("SELECT value FROM meta WHERE name = 'epoch'")?.value ?? "";
  const index = openIndexDatabase(join(dirname(file), "search.db"), epoch);
  const searcher = new Searcher(database, new SqliteCandidates({ database, index }));
  const thread: SearchThread = { indexer: new Indexer(database, index), searcher, database };
  return {
    run: (calls) => ({ answers: calls.map((call) => answerTo(call, thread)), appends: [] }),
    close() {
      index.close();
      database.close();
    },
  };
});

function answerTo(call: Call, thread: SearchThread): Answer {
  try {
    return { value: runVerb(searchVerbs, thread, call) };
  } catch (error) {
    return refuse(asShoalError(error));
  }
}
