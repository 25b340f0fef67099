import { placeIn } from "./checked-log.ts";
import { jsonOf } from "./contents.ts";
import type { LogContext, LogRule } from "./log-rule.ts";
import type { StoredEvent } from "./stored-event.ts";

/** A user's own log says of each conversation in turn that they are in it and that they are not; the list is what it said last. */
export function ownLogRule({ database, findings, log, people }: LogContext): LogRule {
  const owner = people.find(log.key);
  /** Conversations whose last word was read. */
  const seen = new Set<string>();
  let leftWords = 0;
  return {
    read(events) {
      for (const event of events) {
        if (owner?.isDeleted === true) leftWords += event.body === null ? 0 : 1;
        else readOne(event);
      }
    },
    end() {
      if (owner?.isDeleted === true) {
        if (!owner.isDoomed && leftWords > 0)
          findings.add(
            "left-of-deleted",
            `The log ${log.id} of a deleted user still has ${leftWords} events with a body`,
            leftWords,
          );
        return;
      }
      if (log.floor > 0) return;
      // Users who have gone are not told of conversations that are imported.
      const rows = database.all<{ id: string }>(
        `SELECT logs.id FROM memberships INDEXED BY listed_memberships JOIN logs ON logs.key = conversation_key
         WHERE user_key = ? AND is_listed = 1 AND user_key IN (SELECT key FROM users WHERE nickname_key IS NOT NULL)`,
        log.key,
      );
      for (const { id } of rows)
        if (!seen.has(id))
          findings.add("wrong-own-log", `The conversation ${id} is in the list of the user ${log.id}, whose log never says so`);
    },
  };

  function readOne({ type, seq, body }: StoredEvent): void {
    if ((type !== "joined" && type !== "left") || body === null) return;
    const content = jsonOf(body) as { conversation?: { id?: unknown }; conversationId?: unknown } | undefined;
    const id = type === "joined" ? content?.conversation?.id : content?.conversationId;
    if (typeof id !== "string" || seen.has(id)) return;
    seen.add(id);
    const row = database.one<{ isListed: number }>(
      `SELECT is_listed AS isListed FROM memberships WHERE user_key = ? AND conversation_key = (SELECT key FROM logs WHERE id = ?)`,
      ...([log.key, id] as const),
    );
    const isListed = row?.isListed === 1;
    if (isListed === (type === "joined")) return;
    findings.add(
      "wrong-own-log",
      `The conversation ${id} is ${isListed ? "" : "not "}in the list of the user ${log.id}, and ${placeIn(log, seq)} says ${type}`,
    );
  }
}
