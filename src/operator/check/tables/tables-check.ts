import { Progress } from "../../progress.ts";
import type { Check } from "../check-context.ts";
import { conversationRules } from "./conversation-rules.ts";
import { checkNames } from "./names.ts";
import { peopleRules } from "./people-rules.ts";
import { checkRoomRules } from "./room-rules.ts";
import { applyTableRule } from "./table-rule.ts";

const rules = [...peopleRules, ...conversationRules];

/** Users, sessions, accounts, rooms, memberships: what the tables say of each other. */
export const tablesCheck: Check = {
  name: "tables",
  label: "Comparing tables",
  run(context) {
    using progress = new Progress({ label: this.label, total: rules.length });
    for (const rule of rules) {
      applyTableRule(context, rule);
      progress.add(1);
    }
    checkNames(context);
    checkRoomRules(context);
  },
};
