import { botOperations } from "./bots.ts";
import { conversationOperations } from "./conversations.ts";
import { invitationOperations } from "./invitations.ts";
import { ownOperations } from "./me.ts";
import { memberOperations } from "./members.ts";
import { messageMarkOperations } from "./message-marks.ts";
import { messageOperations } from "./messages.ts";
import type { HandledOperation, Operation } from "./operation.ts";
import { orderOperations } from "./order.ts";
import { peopleOperations } from "./people.ts";
import { roomOperations } from "./rooms.ts";
import { searchOperations } from "./search.ts";
import { sessionOperations } from "./sessions.ts";

/** The HTTP API: the routes, the document and the page are made of it [P205]. Where two paths fit, the earlier one goes first. */
export const operations: readonly (Operation | HandledOperation)[] = [
  ...conversationOperations,
  ...messageOperations,
  ...messageMarkOperations,
  ...memberOperations,
  ...orderOperations,
  ...botOperations,
  ...invitationOperations,
  ...roomOperations,
  ...searchOperations,
  ...peopleOperations,
  ...ownOperations,
  ...sessionOperations,
];
