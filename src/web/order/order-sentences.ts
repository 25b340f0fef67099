import type { LeaveEvent, MuteEvent, Person, RoleEvent, RoomRules, RulesEvent, UnmuteEvent } from "../../client/index.ts";

/** What the log shows of the order in a room. */
export type OrderEntry = RulesEvent | RoleEvent | MuteEvent | UnmuteEvent | LeaveEvent;

/** The state of a room's order before an event; undefined where that is not loaded. */
export type RulesBefore = Pick<RulesEvent, "rules" | "isArchived"> | undefined;

type Rule = keyof RoomRules | "isArchived";

/** One thing that a moderator did, as it is after all events of a row. */
export type OrderSentence = { readonly seq: number; readonly by: Person | undefined } & (
  | { readonly kind: "rule"; readonly rule: Rule; readonly rules: RulesEvent }
  /** What was before is not loaded: all that is in force now. */
  | { readonly kind: "rules"; readonly inForce: readonly Rule[]; readonly rules: RulesEvent }
  | { readonly kind: "role"; readonly event: RoleEvent }
  | { readonly kind: "mute"; readonly event: MuteEvent | UnmuteEvent }
  | { readonly kind: "removal"; readonly event: LeaveEvent }
);

export const rulesInOrder = [
  "isLocked",
  "slowModeSeconds",
  "areLinksOff",
  "areFilesOff",
  "privateMessages",
  "hasHands",
  "announcement",
  "retentionDays",
  "retentionMessages",
  "isArchived",
] as const satisfies readonly Rule[];

/** Folds what was done: of each rule, and of each member's role and mute, the last; each removal by itself. In their order. */
export function orderSentencesOf(events: readonly OrderEntry[], before: RulesBefore): readonly OrderSentence[] {
  const last = new Map<string, OrderSentence>();
  const say = (key: string, sentence: OrderSentence): void => {
    last.delete(key);
    last.set(key, sentence);
  };
  let known = before;
  for (const event of events) {
    const { seq } = event;
    const by = event.type === "leave" ? event.removedBy : event.by;
    switch (event.type) {
      case "rules":
        if (known === undefined) say("rules", { kind: "rules", seq, by, rules: event, inForce: rulesInForce(event) });
        else for (const rule of changedRules(known, event)) say(rule, { kind: "rule", rule, seq, by, rules: event });
        known = event;
        break;
      case "role":
        say(`role ${event.user.id}`, { kind: "role", seq, by, event });
        break;
      case "mute":
      case "unmute":
        say(`mute ${event.user.id}`, { kind: "mute", seq, by, event });
        break;
      case "leave":
        say(`removal ${seq}`, { kind: "removal", seq, by, event });
        break;
    }
  }
  return [...last.values()];
}

/** The rules that refuse or allow something now. */
export function rulesInForce(state: NonNullable<RulesBefore>): readonly Rule[] {
  return changedRules({ rules: {} }, state);
}

function changedRules(before: NonNullable<RulesBefore>, after: NonNullable<RulesBefore>): readonly Rule[] {
  return rulesInOrder.filter((rule) => stateOf(before, rule) !== stateOf(after, rule));
}

function stateOf({ rules, isArchived }: NonNullable<RulesBefore>, rule: Rule): unknown {
  return (rule === "isArchived" ? isArchived : rules[rule]) ?? defaults[rule];
}

const defaults: Readonly<Record<Rule, unknown>> = {
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
