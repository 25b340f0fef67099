import type { SearchVerbs } from "../../search/search-index.ts";
import type { Searcher } from "../../search/searcher.ts";
import type { SearchRequest } from "../../storage.ts";
import type { PostgresDatabase } from "../postgres-database.ts";
import type { Indexer } from "./indexer.ts";

export interface SearchThread {
  readonly indexer: Indexer;
  readonly searcher: Searcher;
  readonly database: PostgresDatabase;
}

/** The verbs of the search's thread, by name. */
export const searchVerbs = {
  search: ({ searcher, database }: SearchThread, request: SearchRequest) => database.snapshot(() => searcher.search(request)),
  /** Which logs have grown, the feed tells. */
  index: ({ indexer }: SearchThread) => indexer.step(),
} satisfies SearchVerbs;
