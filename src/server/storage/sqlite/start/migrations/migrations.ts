import { firstSchema } from "./0001-first-schema.ts";
import { placesForDirects } from "./0002-places-for-directs.ts";
import type { Migration } from "./migration.ts";

/** In order: the n-th has the number n. */
export const migrations: readonly Migration[] = [firstSchema, placesForDirects];
