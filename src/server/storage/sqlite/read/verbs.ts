import { findSession, listSessions } from "./accounts.ts";
import { listConversations, listMembers, listRooms } from "./conversations.ts";
import { findFile, findUpload, listDoomedBlobs, listFileStates } from "./files.ts";
import { findInviteLink, listInviteLinks } from "./invite-links.ts";
import { readHistory, readLog } from "./logs.ts";
import { listMentions, listPins, listReactors } from "./message-lists.ts";
import { findPerson } from "./people.ts";
import { findPushTarget, listPushTargets } from "./push-targets.ts";

/** The verbs of the readers' threads, by name. */
export const readVerbs = {
  ...{ findSession, listSessions, findPerson, listConversations, listRooms, listMembers },
  ...{ listInviteLinks, findInviteLink },
  ...{ readLog, readHistory, listPins, listReactors, listMentions },
  ...{ findUpload, findFile, listDoomedBlobs, listFileStates },
  ...{ listPushTargets, findPushTarget },
};
