import type { LeaveEvent, Person, Retention } from "../../client/index.ts";
import { listOf } from "../i18n/format.ts";
import { isolated } from "../i18n/isolated.ts";
import { lengthOf } from "./lengths.ts";
import type { OrderSentence } from "./order-sentences.ts";
import { retentionWords } from "./retention-words.ts";
import { orderWords } from "./words.ts";

/** "10 minutes" */
export function sayLength(seconds: number): string {
  const { unit, count } = lengthOf(seconds);
  return orderWords.value.length[unit](count);
}

export function sayDays(days: number): string {
  return orderWords.value.length.days(days);
}

/** "this room keeps 30 days, and at most the newest 1,000 messages", of one that keeps less than all. */
export function sayKept({ days, messages }: Retention, keeper: "room" | "direct" | "server"): string {
  const say = retentionWords.value;
  const keeps = say.keeps[keeper];
  if (days === 0) return messages === 0 ? say.all : keeps.messages(say.newest(messages));
  const byDays = keeps.days(sayDays(days));
  return messages === 0 ? byDays : say.both(byDays, say.newest(messages));
}

/** The moderator, or the operator of the server. */
export function sayModerator(by: Person | undefined): string {
  return by === undefined ? orderWords.value.operator : isolated(by.nickname);
}

export function withReason(sentence: string, reason: string | undefined): string {
  return reason === undefined ? sentence : orderWords.value.because(sentence, isolated(reason));
}

/** "ann muted ben for 10 minutes: spam" */
export function sayOrder(sentence: OrderSentence): string {
  const say = orderWords.value.log;
  const by = sayModerator(sentence.by);
  switch (sentence.kind) {
    case "rule":
      return sayRule(sentence, by);
    case "rules": {
      const inForce = sentence.inForce.map((rule) => sayInForce(rule, sentence.rules));
      return inForce.length === 0 ? say.noRules(by) : say.rules(by, listOf(inForce));
    }
    case "role":
      return say.role[sentence.event.role](by, isolated(sentence.event.user.nickname));
    case "mute": {
      const { event } = sentence;
      const name = isolated(event.user.nickname);
      if (event.type === "unmute") return say.unmuted(by, name);
      const { until, at, reason } = event;
      return withReason(
        until === undefined ? say.muted(by, name) : say.mutedFor(by, name, sayLength((until - at) / 1_000)),
        reason,
      );
    }
    case "removal":
      return sayRemoval(sentence.event, by);
  }
}

function sayRemoval({ by: member, isBanned, reason }: LeaveEvent, by: string): string {
  const say = orderWords.value.log;
  const name = isolated(member.nickname);
  return withReason(isBanned === true ? say.banned(by, name) : say.removed(by, name), reason);
}

function sayRule({ rule, rules: event }: Extract<OrderSentence, { kind: "rule" }>, by: string): string {
  const say = orderWords.value.log;
  const { rules, isArchived = false } = event;
  switch (rule) {
    case "slowModeSeconds":
      return rules.slowModeSeconds ? say.slowMode(by, sayLength(rules.slowModeSeconds)) : say.noSlowMode(by);
    case "privateMessages":
      return say.privateMessages[rules.privateMessages ?? "all"](by);
    case "announcement":
      return rules.announcement ? say.announcement(by, isolated(beginningOf(rules.announcement))) : say.noAnnouncement(by);
    case "retentionDays":
      return rules.retentionDays ? say.retentionDays(by, sayDays(rules.retentionDays)) : say.noRetentionDays(by);
    case "retentionMessages":
      return rules.retentionMessages ? say.retentionMessages(by, rules.retentionMessages) : say.noRetentionMessages(by);
    case "isArchived":
      return say.isArchived(by, isArchived);
    default:
      return say[rule](by, rules[rule] === true);
  }
}

/** The whole stands above the messages. */
const SHOWN_CHARACTERS_MAX = 100;

function beginningOf(text: string): string {
  const characters = [...text];
  return characters.length <= SHOWN_CHARACTERS_MAX ? text : `${characters.slice(0, SHOWN_CHARACTERS_MAX).join("").trimEnd()}…`;
}

/** A rule that is in force, in few words. */
export function sayInForce(
  rule: Extract<OrderSentence, { kind: "rules" }>["inForce"][number],
  { rules }: Pick<Extract<OrderSentence, { kind: "rules" }>["rules"], "rules">,
): string {
  const say = orderWords.value.inForce;
  if (rule === "slowModeSeconds") return say.slowMode(sayLength(rules.slowModeSeconds ?? 0));
  if (rule === "privateMessages") return say.privateMessages[rules.privateMessages === "none" ? "none" : "moderators"];
  if (rule === "retentionDays") return say.retentionDays(sayDays(rules.retentionDays ?? 0));
  if (rule === "retentionMessages") return say.retentionMessages(rules.retentionMessages ?? 0);
  return say[rule];
}
