import type { CheckContext } from "../check-context.ts";
import { jsonOf } from "../logs/contents.ts";

const ROWS_PER_PAGE = 1_000;

interface RoomRow {
  readonly key: number;
  readonly id: string;
  readonly rules: string | null;
  readonly isArchived: number;
  readonly isGuarded: number;
  readonly isAnyoneMuted: number;
  readonly privateMessages: string;
  readonly retentionDays: number;
  readonly retentionMessages: number;
}

/** The rules of a room are JSON, and what is also kept in columns is what they say. */
export function checkRoomRules({ stored: { database }, findings }: CheckContext): void {
  let after = 0;
  for (;;) {
    const rows = database.all<RoomRow>(
      `SELECT key, id, rules, is_archived AS isArchived, is_guarded AS isGuarded, private_messages AS privateMessages,
         retention_days AS retentionDays, retention_messages AS retentionMessages,
         EXISTS (SELECT 1 FROM restrictions WHERE conversation_key = key AND restrictions.kind = 'mute') AS isAnyoneMuted
       FROM rooms JOIN logs USING (key) WHERE key > ? ORDER BY key LIMIT ?`,
      ...([after, ROWS_PER_PAGE] as const),
    );
    for (const row of rows) {
      if (row.isGuarded === 0 && isGuardNeeded(row))
        findings.add("wrong-room", `The log ${row.id} has is_guarded 0, and its rules and mutes say otherwise`);
      if (!isAsRulesSay(row))
        findings.add(
          "wrong-room",
          `The room ${row.id} has rules that are no JSON, or private_messages or retention that they do not say`,
        );
    }
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.key;
  }
}

/** Retention refuses no message. */
function isGuardNeeded({ isAnyoneMuted, isArchived, rules }: RoomRow): boolean {
  if (isAnyoneMuted === 1 || isArchived === 1) return true;
  if (rules === null) return false;
  const { retentionDays: _, retentionMessages: __, ...refusing } = rulesIn(rules) ?? { isUnreadable: true };
  return Object.keys(refusing).length > 0;
}

function isAsRulesSay({ privateMessages, retentionDays, retentionMessages, rules }: RoomRow): boolean {
  const said = rules === null ? {} : rulesIn(rules);
  if (said === undefined) return false;
  return (
    privateMessages === (said.privateMessages ?? "all") &&
    retentionDays === (said.retentionDays ?? 0) &&
    retentionMessages === (said.retentionMessages ?? 0)
  );
}

function rulesIn(text: string): Readonly<Record<string, unknown>> | undefined {
  const rules = jsonOf(text);
  return typeof rules === "object" && rules !== null ? { ...rules } : undefined;
}
