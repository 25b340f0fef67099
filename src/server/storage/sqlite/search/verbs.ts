import type { SearchRequest } from "../../storage.ts";
import type { Database } from "../database.ts";
import type { Indexer } from "./indexer.ts";
import type { Searcher } from "./searcher.ts";

export interface SearchThread {
  readonly indexer: Indexer;
  readonly searcher: Searcher;
  readonly database: Database;
}

/** The verbs of the search's thread, by name. */
export const searchVerbs = {
  search: ({ searcher, database }: SearchThread, request: SearchRequest) => database.snapshot(() => searcher.search(request)),
  /** One step, after these logs have grown. */
  index({ indexer }: SearchThread, { logIds }: { logIds: readonly string[] }) {
    indexer.note(logIds);
    return indexer.step();
  },
};
