import type { Check } from "./check-context.ts";
import { feedCheck } from "./feed/feed-check.ts";
import { filesCheck } from "./files/files-check.ts";
import { logsCheck } from "./logs/logs-check.ts";
import { searchCheck } from "./search/search-check.ts";
import { databaseCheck } from "./tables/database-check.ts";
import { tablesCheck } from "./tables/tables-check.ts";

/** All that is checked, in this order. A new family of rules is a line here. */
export const checks: readonly Check[] = [databaseCheck, tablesCheck, logsCheck, feedCheck, filesCheck, searchCheck];
