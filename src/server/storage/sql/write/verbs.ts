import {
  changePassword,
  claimAccount,
  createAccountLink,
  createSessionByPassword,
  redeemAdministratorLink,
  redeemResetLink,
} from "./account-claims.ts";
import {
  createDeviceLink,
  createGuest,
  createSession,
  endOtherSessions,
  endSession,
  endSessionOf,
  redeemDeviceLink,
  retireGuests,
  touchSession,
} from "./accounts.ts";
import { block, unblock } from "./blocks.ts";
import { createBot, deleteBot, resetBotToken } from "./bots.ts";
import { createRoom, describeRoom, join, leave, openDirect } from "./conversations.ts";
import { deleteOwnData, deleteUser } from "./deleted-users.ts";
import { eraseEmptyRooms } from "./empty-rooms.ts";
import { eraseDeletedUsers } from "./erasures.ts";
import { expireAudit } from "./expired-audit.ts";
import { abandonUpload, completeUpload, createUpload, expireUploads, forgetDoomedBlobs } from "./files.ts";
import { lowerHand, raiseHand } from "./hands.ts";
import { linkIdentity, signInByIdentity } from "./identities.ts";
import { beginConversation, importMembers } from "./imports/building.ts";
import { importEvents } from "./imports/events.ts";
import { openConversation } from "./imports/opening.ts";
import { importBlocks, importRestrictions } from "./imports/restrictions.ts";
import { admitUsers, importUsers } from "./imports/users.ts";
import { acceptInvitation, declineInvitation, invite, withdrawInvitation } from "./invitations.ts";
import { createInviteLink, redeemInviteLink, revokeInviteLink } from "./invite-links.ts";
import { deleteMessage, editMessage, forgetScrubs, pin, react, unpin, unreact } from "./message-changes.ts";
import { appendMessage } from "./messages.ts";
import { probe } from "./probe.ts";
import { updateProfile } from "./profiles.ts";
import { subscribePush, unsubscribePush } from "./push-subscriptions.ts";
import { markRead, readAll, shareReads } from "./read-markers.ts";
import { report, resolveReport } from "./reports.ts";
import { resolveAnyReport } from "./reports-administration.ts";
import { ban, forgetEndedRestrictions, kick, mute, setRole, setVoice, unban, unmute } from "./restrictions.ts";
import { advanceTime, trimLog } from "./retention.ts";
import { archiveRoom, clearDeletedRooms, deleteRoom, setRoomOwner, setRoomRetention } from "./room-administration.ts";
import { setRules } from "./rules.ts";
import { setServerRole, signOutUser } from "./server-acts.ts";
import { banUser, muteUser, unbanUser, unmuteUser } from "./server-restrictions.ts";
import { banNetwork, changeSettings, unbanNetwork } from "./server-settings.ts";
import { configure } from "./settings.ts";

/** The verbs of the writer's thread, by name. */
export const writeVerbs = {
  ...{ archiveRoom, deleteRoom, clearDeletedRooms, setRoomOwner, resolveAnyReport },
  ...{ changeSettings, banNetwork, unbanNetwork },
  ...{ createGuest, createSession, touchSession, endSession, retireGuests, createDeviceLink, redeemDeviceLink },
  ...{ endSessionOf, endOtherSessions, updateProfile, block, unblock },
  ...{ claimAccount, changePassword, createSessionByPassword },
  ...{ signInByIdentity, linkIdentity },
  ...{ createAccountLink, redeemAdministratorLink, redeemResetLink },
  ...{ createBot, resetBotToken, deleteBot },
  ...{ createRoom, describeRoom, join, leave, openDirect, eraseEmptyRooms },
  ...{ invite, withdrawInvitation, acceptInvitation, declineInvitation },
  ...{ createInviteLink, revokeInviteLink, redeemInviteLink },
  ...{ appendMessage, markRead, readAll, shareReads, configure },
  ...{ editMessage, deleteMessage, react, unreact, pin, unpin, forgetScrubs },
  ...{ createUpload, completeUpload, abandonUpload, expireUploads, forgetDoomedBlobs },
  ...{ setRules, setRole, mute, unmute, setVoice, kick, ban, unban, forgetEndedRestrictions },
  ...{ raiseHand, lowerHand, report, resolveReport },
  ...{ subscribePush, unsubscribePush },
  ...{ setServerRole, banUser, unbanUser, muteUser, unmuteUser, signOutUser, expireAudit },
  ...{ deleteUser, deleteOwnData, eraseDeletedUsers },
  ...{ probe },
  ...{ importUsers, admitUsers, importBlocks, importRestrictions },
  ...{ beginConversation, importEvents, importMembers, openConversation },
  ...{ advanceTime, trimLog, setRoomRetention },
};
