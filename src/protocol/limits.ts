/**
 * Every bound of the wire, by name. The server enforces them, `welcome` tells them, PROTOCOL.md lists them.
 * Bytes are bytes of UTF-8.
 */
export const limits = {
  /** One frame going up. */
  frameBytesMax: 64 * 1024,
  /** The text of one message. */
  messageBytesMax: 8 * 1024,
  /** Custom data of one message, or of one broadcast, as JSON. */
  dataBytesMax: 4 * 1024,
  /** Files in one message. */
  filesPerMessageMax: 10,
  /** Mentions in one message. */
  mentionsPerMessageMax: 50,
  /** Different emoji with which one message is reacted to. */
  reactionKindsMax: 20,
  /** Characters (code points) that a reply shows of the message that it answers. A quote does not quote another message. */
  quoteCharactersMax: 200,
  /** Pinned messages of one conversation. */
  pinsMax: 50,
  /** Visible characters (grapheme clusters) of a nickname. */
  nicknameCharactersMax: 32,
  /** Bytes of a nickname: combining marks make one visible character arbitrarily long. */
  nicknameBytesMax: 256,
  /** A nickname that was given up is kept from other users for this long … */
  nicknameRestMs: 60 * 60 * 1000,
  /** … and in this time one user changes the nickname at most this often. */
  nicknameChangesMax: 5,
  /** Visible characters of a status. */
  statusCharactersMax: 80,
  /** Bytes of a status. */
  statusBytesMax: 640,
  /** Users whom one user blocks. */
  blocksMax: 1_000,
  /** Rooms in one person's card. */
  commonRoomsMax: 50,
  /** Sessions in one list of them, those that were used last. */
  sessionsListedMax: 100,
  /** Visible characters of a room's name. */
  roomNameCharactersMax: 50,
  /** Bytes of a room's name. */
  roomNameBytesMax: 400,
  /** Visible characters of a room's description. */
  roomDescriptionCharactersMax: 300,
  /** Bytes of a room's description. */
  roomDescriptionBytesMax: 2_400,
  /** Bytes of a device's name. */
  deviceNameBytesMax: 100,
  /** Conversations in one user's list, and so cursors in one `hello`. */
  conversationsPerUserMax: 600,
  /** Rooms among them, the lobby included: the remaining places are for direct message conversations only. */
  roomsPerUserMax: 500,
  /** Conversations that one user has pinned. */
  pinnedConversationsMax: 20,
  /** Invitations that wait for one user's answer. */
  invitationsPerUserMax: 50,
  /** Of one inviter, those that wait or ended within `invitationRestMs` without being accepted … */
  invitationsPerInviterMax: 100,
  /** … and those of them to one user. */
  invitationsToOneUserMax: 5,
  /** A declined or withdrawn invitation counts for this long, and the same one cannot be made again. */
  invitationRestMs: 7 * 24 * 60 * 60 * 1000,
  /** An invitation that is not answered lapses after this long. */
  invitationLifetimeMs: 30 * 24 * 60 * 60 * 1000,
  /** Invite links of one member into one room that work … */
  inviteLinksPerMemberMax: 10,
  /** … and of all members. */
  inviteLinksPerRoomMax: 100,
  /** An invite link works for this long, where its maker said nothing … */
  inviteLinkLifetimeMs: 7 * 24 * 60 * 60 * 1000,
  /** … and for this long at most. */
  inviteLinkLifetimeMsMax: 30 * 24 * 60 * 60 * 1000,
  /** The largest number of uses to which an invite link can be limited. */
  inviteLinkUsesMax: 10_000,
  /** Events in one page of history. */
  historyEventsMax: 200,
  /** Events in one `events` frame. */
  eventsPerFrameMax: 256,
  /** About how many bytes of text in one `events` frame, or in a page of history. */
  eventsFrameBytesMax: 256 * 1024,
  /** A cursor further back than this is answered with `gap` and not with every event since. */
  catchUpEventsMax: 2_000,
  /** People in one page of members, and in the first answer to `watch`. */
  membersPerPageMax: 200,
  /** Unread messages of one conversation that are told to mention the user: the newest of them. */
  unreadMentionsMax: 100,
  /** Messages in one page of a user's mentions. */
  mentionsPerPageMax: 50,
  /** Bytes of a search. */
  searchQueryBytesMax: 512,
  /** Messages in one page of a search. */
  searchResultsPerPageMax: 50,
  /** People in one page of those who reacted with an emoji. */
  reactorsPerPageMax: 100,
  /** Rooms in one page of the directory. */
  roomsPerPageMax: 100,
  /** Live connections of one user; the oldest gives way to the newest. */
  connectionsPerUserMax: 16,
  /** Time for `hello` after the connection opened. */
  helloTimeoutMs: 10_000,
  /** The server pings a quiet connection this often … */
  heartbeatIntervalMs: 20_000,
  /** … and either side gives it up after hearing nothing for this long. */
  heartbeatTimeoutMs: 30_000,
  /** A connection that takes no frames is closed after this long. */
  slowConnectionTimeoutMs: 30_000,
  /** Frames of one connection in one second. */
  framesPerSecondMax: 200,
  /** Bytes of one `POST /api/frames`. */
  uplinkBytesMax: 128 * 1024,
  /** Frames in one `POST /api/frames`. */
  uplinkFramesMax: 100,
  /** Frames of one connection that could not be read, before it is closed. */
  badFramesMax: 10,
  /** A long-poll with nothing to say is answered after this long. */
  longPollMsMax: 25_000,
  /** A stream says something at least this often. */
  streamHeartbeatMs: 5_000,
  /** A stream is ended after this long, before a proxy cuts it; the client comes back at once. */
  streamLifetimeMs: 4 * 60 * 1000,
  /** A session, and the nickname of a guest, are kept this long after the last visit. */
  guestLifetimeMs: 30 * 24 * 60 * 60 * 1000,
  /** A guest who never came back after so much time from the first sign-in … */
  briefGuestVisitMs: 12 * 60 * 60 * 1000,
  /** … is kept only this long after the last visit: over a long weekend. */
  briefGuestLifetimeMs: 4 * 24 * 60 * 60 * 1000,
  /** Characters of a password: it has so many at least … */
  passwordCharactersMin: 8,
  /** … and so many at most. */
  passwordCharactersMax: 128,
  /** Bytes of a password. */
  passwordBytesMax: 512,
  /** A link that resets a password or makes an administrator works once, within this time. */
  accountLinkLifetimeMs: 15 * 60 * 1000,
  /** A code that signs in another device of the same person. */
  deviceLinkLifetimeMs: 5 * 60 * 1000,
  /** A user who is back within this time never left. */
  presenceLeaveDelayMs: 20_000,
  /** A client repeats `typing` this often while keys are pressed … */
  typingRepeatMs: 3_000,
  /** … and it wears off after this long. */
  typingLifetimeMs: 6_000,
  /** Members of a conversation whose read markers are told to each other [P24e]. */
  seenMembersMax: 50,
  /** People in one `typists` frame. */
  typistsMax: 10,
  /** One file, as it is uploaded. The operator can choose another value. */
  uploadBytesMax: 25 * 1024 * 1024,
  /** Unfinished uploads of one user. */
  uploadsPerUserMax: 8,
  /** All files of one user that are kept, unfinished uploads with their whole length. */
  fileBytesPerUserMax: 1024 * 1024 * 1024,
  /** A file's name. */
  fileNameBytesMax: 255,
  /** An upload, or a file that no message names, is kept for this long. */
  uploadLifetimeMs: 24 * 60 * 60 * 1000,
  /** An upload of which a picture of a user or a room is made. */
  pictureBytesMax: 10 * 1024 * 1024,
  /** Visible characters of a reason: why a message was deleted or reported, or a member muted, removed or banned. */
  reasonCharactersMax: 300,
  /** Bytes of a reason. */
  reasonBytesMax: 2_400,
  /** Visible characters of a room's announcement. */
  announcementCharactersMax: 300,
  /** Bytes of a room's announcement. */
  announcementBytesMax: 2_400,
  /** Days for which messages are kept, where they are not kept for ever. */
  retentionDaysMax: 36_500,
  /** Messages that a conversation keeps, where it does not keep all. */
  retentionMessagesMax: 1_000_000_000,
  /** Seconds between two messages of one member in slow mode. */
  slowModeSecondsMax: 6 * 60 * 60,
  /** Seconds for which a user is muted or banned, where an end is given. */
  restrictionSecondsMax: 10 * 365 * 24 * 60 * 60,
  /** Members of one room who are muted, and users who are banned from it, each. */
  restrictionsPerRoomMax: 500,
  /** Raised hands that a conversation tells of, those that were raised first. */
  raisedHandsMax: 100,
  /** Reports of one user that no one has resolved. */
  openReportsPerUserMax: 50,
  /** Reports in one list. */
  reportsListedMax: 100,
  /** Bytes of the address of a push subscription. */
  pushEndpointBytesMax: 1024,
  /** Devices of one user with push messages; the one that was set up longest ago gives way to the newest. */
  pushSubscriptionsPerUserMax: 10,
} as const;

/** The limits of a server, by name; `limits` documents each of them. */
export type Limits = { readonly [Name in keyof typeof limits]: number };
