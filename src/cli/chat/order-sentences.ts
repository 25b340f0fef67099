import type {
  LeaveEvent,
  LogEntry,
  MuteEvent,
  Person,
  RoleEvent,
  RoomRules,
  RulesEvent,
  UnmuteEvent,
} from "../../client/index.ts";
import { words } from "./i18n/words.ts";
import { sayLength } from "./lengths.ts";

const say = words.order;

type OrderEntry = RulesEvent | RoleEvent | MuteEvent | UnmuteEvent | LeaveEvent;
/** The rules of a room as they were before an event; `undefined` where that is not known. */
export type RulesState = Pick<RulesEvent, "rules" | "isArchived"> | undefined;

/** What was done, in its order: of each rule, and of each member's role and mute, the last that these events say. */
export function orderSentences(events: readonly LogEntry[], before: RulesState): readonly string[] {
  const last = new Map<string, string>();
  const tell = (key: string, sentence: string): void => {
    last.delete(key);
    last.set(key, sentence);
  };
  let known = before;
  for (const event of events.filter(isOrderEntry)) {
    switch (event.type) {
      case "rules":
        for (const [rule, sentence] of rulesSentences(known, event)) tell(rule, sentence);
        known = event;
        break;
      case "role":
        tell(`role ${event.user.id}`, say.log.role[event.role](actorOf(event.by), event.user.nickname));
        break;
      case "mute":
      case "unmute":
        tell(`mute ${event.user.id}`, muteSentence(event));
        break;
      case "leave":
        tell(`removal ${event.seq}`, removalSentence(event));
        break;
    }
  }
  return [...last.values()];
}

const noRules: NonNullable<RulesState> = { rules: {} };

/** The rules before the entry at that place of a log, of which the beginning may not be loaded. */
export function rulesBefore(entries: readonly LogEntry[], index: number): RulesState {
  for (let at = index - 1; at >= 0; at -= 1) {
    const entry = entries[at];
    if (entry?.type === "rules") return entry;
  }
  return entries[0]?.seq === 1 ? noRules : undefined;
}

/** The rules that refuse or allow something, in a few words each; empty without any. */
export function rulesInForce(state: NonNullable<RulesState>): string {
  const {
    isLocked,
    slowModeSeconds = 0,
    areLinksOff,
    areFilesOff,
    privateMessages = "all",
    hasHands,
    announcement = "",
    retentionDays = 0,
    retentionMessages = 0,
  } = state.rules;
  const { inForce } = say;
  return [
    isLocked === true && inForce.isLocked,
    slowModeSeconds > 0 && inForce.slowMode(sayLength(slowModeSeconds)),
    areLinksOff === true && inForce.areLinksOff,
    areFilesOff === true && inForce.areFilesOff,
    privateMessages !== "all" && inForce.privateMessages[privateMessages],
    hasHands === true && inForce.hasHands,
    retentionDays > 0 && inForce.retentionDays(retentionDays),
    retentionMessages > 0 && inForce.retentionMessages(retentionMessages),
    state.isArchived === true && inForce.isArchived,
    announcement !== "" && inForce.announcement(announcement),
  ]
    .filter((rule) => rule !== false)
    .join(inForce.separator);
}

/** The name of who did it: without one it was the operator. */
export function actorOf(by: Person | undefined): string {
  return by?.nickname ?? say.operator;
}

function isOrderEntry(event: LogEntry): event is OrderEntry {
  if (event.type === "leave") return event.isRemoved === true;
  return event.type === "rules" || event.type === "role" || event.type === "mute" || event.type === "unmute";
}

/** Without the state before, all that holds now is told. */
function rulesSentences(before: RulesState, event: RulesEvent): readonly (readonly [rule: string, sentence: string])[] {
  const by = actorOf(event.by);
  if (before === undefined) return [["rules", say.log.rules(by, rulesInForce(event))]];
  const now = statesOf(event);
  const then = statesOf(before);
  return ruleNames.filter((rule) => now[rule] !== then[rule]).map((rule) => [rule, ruleSentence(by, rule, now)] as const);
}

type RuleStates = Required<{ [Rule in keyof RoomRules]: NonNullable<RoomRules[Rule]> }> & { readonly isArchived: boolean };

const defaults: RuleStates = {
  isLocked: false,
  slowModeSeconds: 0,
  areLinksOff: false,
  areFilesOff: false,
  privateMessages: "all",
  hasHands: false,
  announcement: "",
  retentionDays: 0,
  retentionMessages: 0,
  isArchived: false,
};
const ruleNames = Object.keys(defaults) as readonly (keyof RuleStates)[];

function statesOf({ rules, isArchived = false }: NonNullable<RulesState>): RuleStates {
  return { ...defaults, ...rules, isArchived } as RuleStates;
}

function ruleSentence(by: string, rule: keyof RuleStates, states: RuleStates): string {
  const { log } = say;
  switch (rule) {
    case "slowModeSeconds":
      return states.slowModeSeconds === 0 ? log.noSlowMode(by) : log.slowMode(by, sayLength(states.slowModeSeconds));
    case "privateMessages":
      return log.privateMessages[states.privateMessages](by);
    case "announcement":
      return log.announcement(by, states.announcement);
    case "retentionDays":
    case "retentionMessages":
      return log[rule](by, states[rule]);
    default:
      return log[rule](by, states[rule]);
  }
}

function muteSentence(event: MuteEvent | UnmuteEvent): string {
  const by = actorOf(event.by);
  if (event.type === "unmute") return say.log.unmuted(by, event.user.nickname);
  const length = event.until === undefined ? undefined : sayLength((event.until - event.at) / 1_000);
  return say.because(say.log.muted(by, event.user.nickname, length), event.reason);
}

function removalSentence({ by, removedBy, isBanned = false, reason }: LeaveEvent): string {
  return say.because(say.log.removed(actorOf(removedBy), by.nickname, isBanned), reason);
}
