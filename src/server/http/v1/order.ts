import * as v from "valibot";
import { conversationId, count, seq, userId } from "../../../protocol/ids.ts";
import { newReason, newRoomRules, report } from "../../../protocol/moderation.ts";
import { operation } from "./operation.ts";

const tag = "order";
const handsPath = "/conversations/:conversationId/hands";
const reportsPath = "/conversations/:conversationId/reports";

export const orderOperations = [
  operation("PATCH", "/conversations/:conversationId/rules", "setRules", {
    ...{ tag, summary: "Change the rules of a room, as a moderator; a missing rule stays." },
    input: { conversationId, ...newRoomRules },
    errors: ["not-found", "not-allowed", "announcement-invalid"],
    run: async (input, { ask }) => void (await ask("set-rules", input)),
  }),
  operation("PUT", `${handsPath}/me`, "raiseHand", {
    ...{ tag, summary: "Raise one's own hand; twice is once." },
    input: { conversationId },
    errors: ["not-found", "not-allowed", "hands-off"],
    run: async (input, { ask }) => void (await ask("raise-hand", input)),
  }),
  operation("DELETE", `${handsPath}/me`, "lowerHand", {
    ...{ tag, summary: "Lower one's own hand." },
    input: { conversationId },
    errors: ["not-found", "not-allowed"],
    run: async (input, { ask }) => void (await ask("lower-hand", input)),
  }),
  operation("DELETE", `${handsPath}/:userId`, "lowerHandOf", {
    ...{ tag, summary: "Lower the hand of a member, as a moderator." },
    input: { conversationId, userId },
    errors: ["not-found", "not-allowed"],
    run: async (input, { ask }) => void (await ask("lower-hand", input)),
  }),
  operation("DELETE", handsPath, "lowerAllHands", {
    ...{ tag, summary: "Lower all hands, as a moderator." },
    input: { conversationId },
    errors: ["not-found", "not-allowed"],
    run: async (input, { ask }) => void (await ask("lower-hand", { ...input, isOfAll: true })),
  }),
  operation("GET", reportsPath, "listReports", {
    ...{ tag, summary: "List the open reports of a room, the oldest first, as a moderator." },
    input: { conversationId },
    answer: v.object({ reports: v.array(report) }),
    errors: ["not-found", "not-allowed"],
    run: async (input, { ask }) => ({ reports: (await ask("reports", input)).reports }),
  }),
  operation("POST", reportsPath, "reportMessage", {
    ...{ tag, summary: "Report a message to the moderators; twice is once." },
    input: { conversationId, seq, reason: newReason },
    errors: ["not-found", "not-allowed", "message-deleted", "reason-invalid", "too-many-reports"],
    run: async (input, { ask }) => void (await ask("report", input)),
  }),
  operation("DELETE", `${reportsPath}/:reportId`, "resolveReport", {
    ...{ tag, summary: "Close a report, as a moderator; twice is once." },
    input: { conversationId, reportId: count },
    errors: ["not-found", "not-allowed"],
    run: async (input, { ask }) => void (await ask("resolve-report", input)),
  }),
];
