import { search } from "./0002-search.ts";
import { bots } from "./0003-bots.ts";
import { firstSchema } from "./first-schema/first-schema.ts";
import type { Migration } from "./migration.ts";

/** In order, and only ever longer. A node of the version before must be able to go on beside what a migration makes. */
export const migrations: readonly Migration[] = [firstSchema, search, bots];
