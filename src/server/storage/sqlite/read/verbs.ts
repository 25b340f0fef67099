import { findSession } from "./accounts.ts";
import { listConversations, listMembers, listRooms } from "./conversations.ts";
import { findFile, findUpload, listDoomedBlobs, listFileStates } from "./files.ts";
import { readHistory, readLog } from "./logs.ts";
import { listMentions, listPins, listReactors } from "./message-lists.ts";
import { findPushTarget, listPushTargets } from "./push-targets.ts";

/** The verbs of the readers' threads, by name. */
export const readVerbs = {
  ...{ findSession, listConversations, listRooms, listMembers },
  ...{ readLog, readHistory, listPins, listReactors, listMentions },
  ...{ findUpload, findFile, listDoomedBlobs, listFileStates },
  ...{ listPushTargets, findPushTarget },
};
