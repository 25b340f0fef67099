import { Searcher } from "../../search/searcher.ts";
import { type BatchAnswer, type Call, refuse, runVerb } from "../../threads/calls.ts";
import { serve } from "../../threads/serve.ts";
import { BlockingConnection } from "../connection/blocking-connection.ts";
import type { ConnectionEnd } from "../connection/connection-host.ts";
import { PostgresDatabase } from "../postgres-database.ts";
import { PostgresCandidates } from "./candidates.ts";
import { Indexer } from "./indexer.ts";
import { type SearchThread, searchVerbs } from "./verbs.ts";

/** Indexing and searching are one thread: a search waits for one step of the indexer at most, and holds up nobody's history. */
serve<ConnectionEnd>((end) => {
  const database = new PostgresDatabase(new BlockingConnection(end));
  const searcher = new Searcher(database, new PostgresCandidates(database));
  const thread: SearchThread = { indexer: new Indexer(database), searcher, database };
  return { run: (calls) => answer(thread, calls), close: () => database.close() };
});

/** Each call is a transaction of its own. What a search found is held until the node has heard of all that came before. */
function answer(thread: SearchThread, calls: readonly Call[]): BatchAnswer {
  const { database } = thread;
  let feedId: number | undefined;
  const answers = calls.map((call) => {
    try {
      const value = runVerb(searchVerbs, thread, call);
      if (call.verb === "search") feedId = database.seenFeed;
      return { value };
    } catch (error) {
      return refuse(database.asShoalError(error));
    }
  });
  return { answers, appends: [], ...(feedId !== undefined && { feedId }) };
}
