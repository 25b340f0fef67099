import type { Action } from "../../client/index.ts";

/** Commands that belong together. */
export interface HelpGroup {
  readonly title: string;
  /** Who may not do it in the shown conversation is not offered the group. */
  readonly needs?: Action;
  readonly lines: readonly string[];
}
