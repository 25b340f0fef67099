import { isBotId } from "../../../protocol/ids.ts";
import type { Person } from "../../../protocol/people.ts";

/** A user as others see them, as it is read; it may have other columns. */
export interface PersonRow {
  readonly id: string;
  readonly nickname: string;
  /** NULL where the user chose none. */
  readonly tone?: number | null | undefined;
  /** NULL where the user chose none. */
  readonly picture?: string | null | undefined;
}

export function personOf({ id, nickname, tone, picture }: PersonRow): Person {
  return {
    ...{ id, nickname },
    ...(typeof tone === "number" && { tone }),
    ...(typeof picture === "string" && { picture }),
    ...(isBotId(id) && { isBot: true }),
  };
}
