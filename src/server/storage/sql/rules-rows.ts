import type { RoomRules } from "../../../protocol/moderation.ts";

/** As the table keeps them: only those that are not the default. */
export function rulesOf(text: string | null): RoomRules {
  return text === null ? {} : JSON.parse(text);
}
