import type { SearchVerbs } from "../../search/search-index.ts";
import type { Searcher } from "../../search/searcher.ts";
import type { SearchRequest } from "../../storage.ts";
import type { SqliteDatabase } from "../database.ts";
import type { Indexer } from "./indexer.ts";

export interface SearchThread {
  readonly indexer: Indexer;
  readonly searcher: Searcher;
  readonly database: SqliteDatabase;
}

/** The verbs of the search's thread, by name. */
export const searchVerbs = {
  search: ({ searcher, database }: SearchThread, request: SearchRequest) => database.snapshot(() => searcher.search(request)),
  index({ indexer }: SearchThread, { logIds }: { logIds: readonly string[] }) {
    indexer.note(logIds);
    return indexer.step();
  },
} satisfies SearchVerbs;
