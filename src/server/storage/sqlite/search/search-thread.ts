import { dirname, join } from "node:path";
import { Database } from "../database.ts";
import { type Answer, type Call, refuse, runVerb } from "../threads/calls.ts";
import { serve } from "../threads/serve.ts";
import { asShoalError } from "../threads/sqlite-errors.ts";
import { openIndexDatabase } from "./index-database.ts";
import { Indexer } from "./indexer.ts";
import { Searcher } from "./searcher.ts";
import { type SearchThread, searchVerbs } from "./verbs.ts";

const KIBIBYTES_OF_CACHE = 8 * 1024;

/** Indexing and searching are one thread: a search waits for one step of the indexer at most, and holds up nobody's history. */
serve((file) => {
  const database = new Database(file);
  database.run("PRAGMA query_only = ON");
  database.run(`PRAGMA cache_size = -${KIBIBYTES_OF_CACHE}`);
  const epoch = database.one<{ value: string }>("SELECT value FROM meta WHERE name = 'epoch'")?.value ?? "";
  const index = openIndexDatabase(join(dirname(file), "search.db"), epoch);
  const thread: SearchThread = { indexer: new Indexer(database, index), searcher: new Searcher(database, index), database };
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
