import * as v from "valibot";
import type { MessageDetails } from "../../../server/storage/sql/event-rows.ts";
import { placeIn } from "./checked-log.ts";
import { jsonOf, storedDetails } from "./contents.ts";
import { folded } from "./folded.ts";
import type { LogContext, LogRule } from "./log-rule.ts";
import { mentionsRule } from "./mentions.ts";
import { isDeleted, isDeletedByEvent, type MessageView, type NewMessageRule, type ViewedRange } from "./message-view.ts";
import { namedFilesRule } from "./named-files.ts";
import type { NotedChange, NotedChanges } from "./noted-changes.ts";
import { pinsRule } from "./pins.ts";
import { reactionsRule } from "./reactions.ts";
import { repliesRule } from "./replies.ts";
import type { SeqRange, StoredEvent } from "./stored-event.ts";

const messageRules: readonly NewMessageRule[] = [
  deletionsRule,
  editsRule,
  reactionsRule,
  pinsRule,
  mentionsRule,
  namedFilesRule,
  repliesRule,
];

/** The row of a message is its present state (ADR 14): what the log makes of it, by the one fold. */
export function messageStatesRule(context: LogContext, changes: NotedChanges): LogRule {
  const { findings, log, people } = context;
  const rules = messageRules.map((newRule) => newRule(context));
  return {
    read(events, range) {
      for (const event of events) changes.note(event);
      const taken = changes.take(range);
      const viewed = viewedRange(events, range, taken);
      for (const rule of rules) rule.check(viewed);
      checkTargets(viewed, taken);
    },
    end() {
      // Their messages were read before them, or are beyond the head.
      for (const noted of changes.take({ after: log.floor, upTo: Number.MAX_SAFE_INTEGER }).values()) noted.forEach(tellWrong);
    },
  };

  function viewedRange(events: readonly StoredEvent[], range: SeqRange, taken: ReadonlyMap<number, NotedChange[]>): ViewedRange {
    const views = new Map<number, MessageView>();
    const types = new Map<number, string>();
    for (const event of events) {
      const details = event.details === null ? {} : jsonOf(event.details);
      // Where the row cannot be read nothing can be compared with it; the rule of contents tells of it.
      if (event.type === "message" && (event.userKey === null || !v.is(storedDetails, details))) continue;
      types.set(event.seq, event.type);
      if (event.type !== "message" || event.userKey === null) continue;
      const view = viewOf(event, event.userKey, details as MessageDetails, taken.get(event.seq) ?? []);
      if (view) views.set(event.seq, view);
    }
    return { ...range, views, typeAt: (seq) => types.get(seq) };
  }

  function viewOf(
    row: StoredEvent,
    authorKey: number,
    details: MessageDetails,
    noted: readonly NotedChange[],
  ): MessageView | undefined {
    const author = people.find(authorKey);
    const isBeingErased = author?.isDoomed === true;
    const isErased = row.seq <= log.erasedSeq || (author?.isDeleted === true && !isBeingErased);
    const isPlain = row.details === null && noted.length === 0 && !isErased && !isBeingErased;
    return isPlain ? undefined : { row, authorKey, details, changes: noted, isErased, isBeingErased };
  }

  function checkTargets({ typeAt }: ViewedRange, taken: ReadonlyMap<number, readonly NotedChange[]>): void {
    for (const [target, noted] of taken) {
      const type = typeAt(target);
      if (type === undefined || type === "message") continue; // a hole is told of as one
      noted.forEach(tellWrong);
    }
  }

  function tellWrong({ type, seq, target }: NotedChange): void {
    findings.add("wrong-change", `The ${type} at ${placeIn(log, seq)} is of seq ${target}, which is no earlier message`);
  }
}

function deletionsRule({ findings, log, people }: LogContext) {
  return {
    check({ views }: ViewedRange): void {
      for (const view of views.values()) checkOne(view);
    },
  };

  function checkOne(view: MessageView): void {
    const where = `The message at ${placeIn(log, view.row.seq)}`;
    const mustBe = view.isErased || isDeletedByEvent(view);
    if (!isDeleted(view)) {
      if (view.isErased) findings.add("left-of-deleted", `${where} is still there, although its author or its room was deleted`);
      else if (mustBe) findings.add("wrong-deletion", `${where} is still there, and its log has a deletion of it`);
      return;
    }
    if (!mustBe && !view.isBeingErased) findings.add("wrong-deletion", `${where} is deleted, and its log has no deletion of it`);
    const { deleted: _, sentHash, removal, ...rest } = view.details;
    if (view.row.body !== "") findings.add("left-of-deleted", `${where} is deleted and still has a text`);
    for (const name of Object.keys(rest)) findings.add("left-of-deleted", `${where} is deleted and still has its ${name}`);
    const isOfDeleted = !view.isBeingErased && people.find(view.authorKey)?.isDeleted === true;
    if (isOfDeleted && sentHash !== undefined)
      findings.add("left-of-deleted", `${where} is deleted and still has a hash of its text`);
    if (view.isErased || view.isBeingErased || !mustBe) return;
    const expected = folded(view, people).removal;
    if (JSON.stringify(removal) !== JSON.stringify(expected))
      findings.add("wrong-deletion", `${where} does not say what its log says of who deleted it, and why`);
  }
}

function editsRule({ findings, log, people }: LogContext) {
  return {
    check({ views }: ViewedRange): void {
      for (const view of views.values()) {
        if (isDeleted(view) || isDeletedByEvent(view)) continue;
        const { editedAt } = folded(view, people);
        if (editedAt === view.details.editedAt) continue;
        const last = view.changes.findLast(({ type }) => type === "edit");
        const said = last === undefined ? "has no edit of it" : `was edited last at seq ${last.seq}`;
        findings.add(
          "wrong-edit",
          `The time of the last edit of the message at ${placeIn(log, view.row.seq)} is not that of its log, which ${said}`,
        );
      }
    },
  };
}
