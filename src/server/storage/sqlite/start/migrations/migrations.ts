import { firstSchema } from "./0001-first-schema.ts";
import { placesForDirects } from "./0002-places-for-directs.ts";
import { invitations } from "./0003-invitations.ts";
import { files } from "./0005-files.ts";
import type { Migration } from "./migration.ts";

/** In order: the n-th has the number n. */
export const migrations: readonly Migration[] = [firstSchema, placesForDirects, invitations, files];
