import { findAccount, findAccountLink, findCredentials, findPasswordHash, isUnused } from "./account-claims.ts";
import { findSession, listSessions } from "./accounts.ts";
import { countEverything, listAllReports, listAllRooms } from "./administration.ts";
import { listAudit } from "./audit.ts";
import { listBots } from "./bots.ts";
import { listConversations, listMembers, listRooms } from "./conversations.ts";
import { findFile, findPicture, findUpload, listDoomedBlobs, listFileStates } from "./files.ts";
import { findImportedFile } from "./imports.ts";
import { findInviteLink, listInviteLinks } from "./invite-links.ts";
import { readHistory, readLog } from "./logs.ts";
import { listMentions, listPins, listReactors } from "./message-lists.ts";
import { listReports, listRestrictions, maySpeak, requireSpeech } from "./moderation.ts";
import { exportConversations, exportEvents, exportProfile } from "./own-data.ts";
import { findPerson } from "./people.ts";
import { findPersonOnServer, listPeople } from "./people-on-server.ts";
import { findPushTarget, listPushTargets } from "./push-targets.ts";
import { listReadMarkers } from "./read-markers.ts";
import { listRetention } from "./retention.ts";
import { listNetworkBans, readSettings } from "./server-settings.ts";

/** The verbs of the readers' threads, by name. */
export const readVerbs = {
  ...{ listAllRooms, listAllReports, countEverything, readSettings, listNetworkBans },
  ...{ findSession, listSessions, findPerson, listConversations, listRooms, listMembers },
  ...{ isUnused, findAccount, findCredentials, findPasswordHash, findAccountLink },
  ...{ listInviteLinks, findInviteLink },
  ...{ listReadMarkers, readLog, readHistory, listPins, listReactors, listMentions },
  ...{ findImportedFile, findUpload, findFile, findPicture, listDoomedBlobs, listFileStates },
  ...{ listRestrictions, listReports, maySpeak, requireSpeech },
  ...{ listPushTargets, findPushTarget },
  ...{ listPeople, findPersonOnServer, listAudit, exportProfile, exportConversations, exportEvents },
  ...{ listRetention, listBots },
};
