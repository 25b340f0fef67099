import type { SearchIndex } from "../search/search-index.ts";
import type { Storage } from "../storage.ts";
import type { ArgumentOf, ResultOf, VerbTable } from "../threads/calls.ts";
import type { readVerbs } from "./read/verbs.ts";
import type { writeVerbs } from "./write/verbs.ts";

type CallOf<Verbs extends VerbTable<never>> = <Name extends keyof Verbs & string>(
  verb: Name,
  argument: ArgumentOf<Verbs[Name]>,
) => Promise<ResultOf<Verbs[Name]>>;

/** The ways to the threads that run verbs. */
interface VerbCalls {
  readonly write: CallOf<typeof writeVerbs>;
  /** What a sign-in waits for. */
  readonly read: CallOf<typeof readVerbs>;
  /** What comes in pages: it must not hold up a sign-in. */
  readonly readPage: CallOf<typeof readVerbs>;
  /** Told of what changed without an append. */
  readonly searchIndex: Pick<SearchIndex, "note" | "scrubSoon">;
}

/** What is not a call of a verb alone. */
type Others = "epoch" | "search" | "load" | "close";

/** The storage as far as its methods are verbs. */
export function storageOfVerbs({ write, read, readPage, searchIndex }: VerbCalls): Omit<Storage, Others> {
  return {
    createGuest: (guest) => write("createGuest", guest),
    createSession: (session) => write("createSession", session),
    findSession: (tokenHash, expiredBefore) => read("findSession", { tokenHash, expiredBefore }),
    touchSession: (sessionId, at) => write("touchSession", { sessionId, at }),
    endSession: (sessionId, at) => write("endSession", { sessionId, at }),
    retireGuests: (expiredBefore, at, limit) => write("retireGuests", { expiredBefore, at, limit }),
    createDeviceLink: (link, openMax) => write("createDeviceLink", { ...link, openMax }),
    redeemDeviceLink: (codeHash, at) => write("redeemDeviceLink", { codeHash, at }),
    listSessions: (userId, expiredBefore) => read("listSessions", { userId, expiredBefore }),
    endSessionOf: (userId, sessionId, at) => write("endSessionOf", { userId, sessionId, at }),
    endOtherSessions: (userId, sessionId) => write("endOtherSessions", { userId, sessionId }),

    isUnused: () => read("isUnused", {}),
    findAccount: (userId) => read("findAccount", { userId }),
    findCredentials: (nicknameKey) => read("findCredentials", { nicknameKey }),
    findPasswordHash: (userId) => read("findPasswordHash", { userId }),
    claimAccount: (claim) => write("claimAccount", claim),
    changePassword: (change) => write("changePassword", change),
    createSessionByPassword: (session, passwordHash) => write("createSessionByPassword", { session, passwordHash }),
    createAccountLink: (link, openMax) => write("createAccountLink", { ...link, openMax }),
    findAccountLink: (codeHash, at) => read("findAccountLink", { codeHash, at }),
    redeemAdministratorLink: (codeHash, userId, at) => write("redeemAdministratorLink", { codeHash, userId, at }),
    redeemResetLink: (reset) => write("redeemResetLink", reset),
    signInByIdentity: (signIn) => write("signInByIdentity", signIn),
    linkIdentity: (link) => write("linkIdentity", link),

    createBot: (bot) => write("createBot", bot),
    resetBotToken: (reset) => write("resetBotToken", reset),
    deleteBot: (act) => write("deleteBot", act),
    listBots: (query) => readPage("listBots", query),

    updateProfile: (change) => write("updateProfile", change),
    findPerson: (userId, askerId) => readPage("findPerson", { userId, askerId }),
    block: (userId, blockedId, at) => write("block", { userId, blockedId, at }),
    unblock: (userId, blockedId, at) => write("unblock", { userId, blockedId, at }),

    createRoom: (room) => write("createRoom", room),
    describeRoom: (change) => write("describeRoom", change),
    join: (conversationId, userId, at) => write("join", { conversationId, userId, at }),
    leave: (conversationId, userId, at) => write("leave", { conversationId, userId, at }),
    invite: (conversationId, inviterId, userId, at) => write("invite", { conversationId, inviterId, userId, at }),
    withdrawInvitation: (conversationId, inviterId, userId, at) =>
      write("withdrawInvitation", { conversationId, inviterId, userId, at }),
    acceptInvitation: (conversationId, userId, at) => write("acceptInvitation", { conversationId, userId, at }),
    declineInvitation: (conversationId, userId, at) => write("declineInvitation", { conversationId, userId, at }),
    createInviteLink: (link) => write("createInviteLink", link),
    listInviteLinks: (conversationId, userId, at) => read("listInviteLinks", { conversationId, userId, at }),
    revokeInviteLink: (code, userId) => write("revokeInviteLink", { code, userId }),
    redeemInviteLink: (code, userId, at) => write("redeemInviteLink", { code, userId, at }),
    findInviteLink: (code, at) => read("findInviteLink", { code, at }),
    eraseEmptyRooms: (limit) => write("eraseEmptyRooms", { limit }),
    openDirect: (direct) => write("openDirect", direct),
    listConversations: (userId) => read("listConversations", { userId }),
    listRooms: (userId, page) => readPage("listRooms", { userId, page }),
    listMembers: (conversationId, userId, page) => readPage("listMembers", { conversationId, userId, page }),

    appendMessage: (message) => write("appendMessage", message),
    editMessage: (edit) => write("editMessage", edit),
    deleteMessage: (target) => write("deleteMessage", target),
    react: (reaction) => write("react", reaction),
    unreact: (reaction) => write("unreact", reaction),
    pin: (target) => write("pin", target),
    unpin: (target) => write("unpin", target),
    listPins: (conversationId, userId) => readPage("listPins", { conversationId, userId }),
    listReactors: (reaction, page) => readPage("listReactors", { ...reaction, page }),
    listMentions: (userId, page) => readPage("listMentions", { userId, page }),
    markRead: (conversationId, userId, seq, at) => write("markRead", { conversationId, userId, seq, at }),
    shareReads: (userId, isShared, at) => write("shareReads", { userId, isShared, at }),
    listReadMarkers: (conversationId) => readPage("listReadMarkers", { conversationId }),
    readAll: (userId, at) => write("readAll", { userId, at }),
    configure: (change) => write("configure", change),
    readLog: (logId, range) => readPage("readLog", { logId, range }),
    readHistory: (conversationId, userId, range) => readPage("readHistory", { conversationId, userId, range }),

    createUpload: (upload) => write("createUpload", upload),
    completeUpload: (completed) => write("completeUpload", completed),
    findUpload: (id, userId) => read("findUpload", { id, userId }),
    abandonUpload: (id, userId) => write("abandonUpload", { id, userId }),
    findFile: (id, userId) => read("findFile", { id, userId }),
    findPicture: (id) => read("findPicture", { id }),
    expireUploads: (createdBefore, limit) => write("expireUploads", { createdBefore, limit }),
    listDoomedBlobs: (limit) => read("listDoomedBlobs", { limit }),
    forgetDoomedBlobs: (ids) => write("forgetDoomedBlobs", { ids }),
    listFileStates: (ids) => read("listFileStates", { ids }),

    setRules: (act) => write("setRules", act),
    setRole: (act) => write("setRole", act),
    mute: (act) => write("mute", act),
    unmute: (act) => write("unmute", act),
    setVoice: (act) => write("setVoice", act),
    kick: (act) => write("kick", act),
    ban: (act) => write("ban", act),
    unban: (act) => write("unban", act),
    listRestrictions: (act) => readPage("listRestrictions", act),
    raiseHand: (act) => write("raiseHand", act),
    lowerHand: (act) => write("lowerHand", act),
    report: (act) => write("report", act),
    maySpeak: (act) => readPage("maySpeak", act),
    requireSpeech: (act) => readPage("requireSpeech", act),
    listReports: (act) => readPage("listReports", act),
    resolveReport: (act) => write("resolveReport", act),
    forgetEndedRestrictions: (at, limit) => write("forgetEndedRestrictions", { at, limit }),

    archiveRoom: (act) => write("archiveRoom", act),
    deleteRoom: (act) => write("deleteRoom", act),
    clearDeletedRooms: (limit, at) => write("clearDeletedRooms", { limit, at }),
    setRoomRetention: (act) => write("setRoomRetention", act),
    setRoomOwner: (act) => write("setRoomOwner", act),
    listAllRooms: (query) => readPage("listAllRooms", query),
    listAllReports: (query) => readPage("listAllReports", query),
    resolveAnyReport: (act) => write("resolveAnyReport", act),
    countEverything: () => readPage("countEverything", {}),
    readSettings: () => read("readSettings", {}),
    changeSettings: (change) => write("changeSettings", change),
    banNetwork: (ban) => write("banNetwork", ban),
    unbanNetwork: (unban) => write("unbanNetwork", unban),
    listNetworkBans: (at) => read("listNetworkBans", { at }),

    subscribePush: (subscription) => write("subscribePush", subscription),
    unsubscribePush: (endpoint, userId) => write("unsubscribePush", { endpoint, userId }),
    listPushTargets: (query) => readPage("listPushTargets", query),
    findPushTarget: (conversationId, since, sessionId) => readPage("findPushTarget", { conversationId, since, sessionId }),

    setServerRole: (act) => write("setServerRole", act),
    banUser: (act) => write("banUser", act),
    unbanUser: (act) => write("unbanUser", act),
    muteUser: (act) => write("muteUser", act),
    unmuteUser: (act) => write("unmuteUser", act),
    signOutUser: (act) => write("signOutUser", act),
    deleteUser: (act) => write("deleteUser", act),
    deleteOwnData: (deletion) => write("deleteOwnData", deletion),
    eraseDeletedUsers: (limit, at) => write("eraseDeletedUsers", { limit, at }),
    expireAudit: (before, kept, limit) => write("expireAudit", { before, kept, limit }),
    listPeople: (query) => readPage("listPeople", query),
    findPersonOnServer: (asked) => readPage("findPersonOnServer", asked),
    listAudit: (query) => readPage("listAudit", query),
    advanceTime: (now, stepMs) => write("advanceTime", { now, stepMs }),
    listRetention: (query) => readPage("listRetention", query),
    exportProfile: (userId, at) => readPage("exportProfile", { userId, at }),
    exportConversations: (userId, after, limit) => readPage("exportConversations", { userId, after, limit }),
    exportEvents: (userId, conversationId, after, places) => readPage("exportEvents", { userId, conversationId, after, places }),

    importUsers: (batch) => write("importUsers", batch),
    admitUsers: (batch) => write("admitUsers", batch),
    importBlocks: (batch) => write("importBlocks", batch),
    importRestrictions: (batch) => write("importRestrictions", batch),
    beginConversation: (conversation) => write("beginConversation", conversation),
    importEvents: (batch) => write("importEvents", batch),
    importMembers: (batch) => write("importMembers", batch),
    findImportedFile: (file) => readPage("findImportedFile", file),
    async trimLog(trimming) {
      const trimmed = await write("trimLog", trimming);
      // Nothing was appended that would make it look.
      if (trimmed.removed > 0) searchIndex.scrubSoon();
      return trimmed;
    },
    async openConversation(opening) {
      const opened = await write("openConversation", opening);
      searchIndex.note(opened.id);
      return opened;
    },
    probe: async () => {
      await write("probe", {});
    },
  };
}
