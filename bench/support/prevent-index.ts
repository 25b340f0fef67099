import { mkdirSync } from "node:fs";
import { join } from "node:path";

/** Lets a server of this data folder make no search index: a folder stands where its file should be, and everything else works without it. */
export function preventIndex(dataFolder: string): void {
  mkdirSync(join(dataFolder, "search.db"));
}
