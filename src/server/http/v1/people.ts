import * as v from "valibot";
import { conversation } from "../../../protocol/conversations.ts";
import { personCard } from "../../../protocol/frames/profiles.ts";
import { userId } from "../../../protocol/ids.ts";
import { bodyOf } from "./fields.ts";
import { operation } from "./operation.ts";

const tag = "people";

export const peopleOperations = [
  operation("GET", "/people/:userId", "getPerson", {
    ...{ tag, summary: "Read the card of a user." },
    input: { userId },
    answer: v.omit(personCard, ["type", "requestId"]),
    errors: ["not-found"],
    run: async (input, { ask }) => bodyOf(await ask("person", input)),
  }),
  operation("PUT", "/people/:userId/conversation", "openDirect", {
    ...{ tag, summary: "Open the private conversation with a user; twice is once." },
    input: { userId },
    answer: conversation,
    errors: ["not-found", "not-allowed", "not-accepted", "user-blocked", "private-messages-off", "too-many-conversations"],
    run: async (input, { ask }) => (await ask("open-direct", input)).conversation,
  }),
  operation("PUT", "/me/blocks/:userId", "blockUser", {
    ...{ tag, summary: "Block a user: no private messages and invitations between the two; twice is once." },
    input: { userId },
    errors: ["not-found", "not-allowed", "too-many-blocks"],
    run: async (input, { ask }) => void (await ask("block", input)),
  }),
  operation("DELETE", "/me/blocks/:userId", "unblockUser", {
    ...{ tag, summary: "Unblock a user; twice is once." },
    input: { userId },
    errors: ["not-found"],
    run: async (input, { ask }) => void (await ask("unblock", input)),
  }),
  operation("GET", "/me/blocks", "listBlocks", {
    ...{ tag, summary: "List the ids of the users whom the user blocks." },
    input: {},
    answer: v.object({ userIds: v.array(userId) }),
    run: async (_, { list }) => ({ userIds: [...(await list()).blockedIds] }),
  }),
];
