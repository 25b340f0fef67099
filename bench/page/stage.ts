import type { Browser } from "playwright-core";
import type { ServerProcess } from "../support/server-process.ts";
import type { FilledPage } from "./page-database.ts";

export interface PagePlan {
  readonly longMessages: number;
  readonly rounds: number;
  /** Of each kind in a round. The fastest counts: neighbours only make one slower. */
  readonly visits: number;
  /** Of each measurement of the main thread. */
  readonly seconds: number;
  readonly keys: number;
}

/** Where one page is measured. */
export interface Stage {
  readonly browser: Browser;
  readonly server: ServerProcess;
  readonly filled: FilledPage;
  readonly plan: PagePlan;
}
