import * as v from "valibot";
import { serverRole } from "./accounts.ts";
import { bot } from "./bots.ts";
import { newBotScopes } from "./frames/bots.ts";
import { conversationId, count, errorCode, fileId, pictureId, time, token, userId } from "./ids.ts";
import { limits } from "./limits.ts";
import { newDuration, newReason, report } from "./moderation.ts";
import { person } from "./people.ts";
import type { ServerAction } from "./permissions.ts";
import { retentionAnswer } from "./retention-answer.ts";
import { botToken } from "./session-tokens.ts";

/** Bounds of the administration [P180]. */
export const adminLimits = {
  /** Entries in one page of a list. */
  entriesPerPageMax: 100,
  /** Bytes of a search for people or rooms. */
  searchBytesMax: 256,
  /** Visible characters of the server's name. */
  serverNameCharactersMax: 60,
  /** Visible characters of the welcome text. */
  welcomeCharactersMax: 300,
  /** Bytes of the welcome text. */
  welcomeBytesMax: 2_400,
  /** The largest pace of one user, in messages a second. */
  messagesPerSecondMax: 1_000_000,
  /** The largest file to which uploads can be limited: all that one user may keep. */
  uploadBytesMax: 1024 * 1024 * 1024,
  /** Minutes for which a new guest only reads. */
  newcomerMinutesMax: 7 * 24 * 60,
  /** Minutes for which a raid closes the server to newcomers. */
  raidMinutesMax: 24 * 60,
  /** In a raid one user writes once in this time. */
  raidPaceMs: 5_000,
  /** Networks that are banned at one time. */
  addressBansMax: 1_000,
  /** A network may be as wide as this many first bits of an IPv4 address … */
  ipv4PrefixMin: 8,
  /** … or of an IPv6 address. */
  ipv6PrefixMin: 32,
  /** Where a user is banned with their addresses, those are banned for this long. */
  userAddressBanMs: 24 * 60 * 60 * 1000,
  /** Codes in the list of the last refusals. */
  refusalsListedMax: 50,
} as const;

const after = v.optional(v.pipe(v.string(), v.maxBytes(1_024)));
const limit = v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(adminLimits.entriesPerPageMax)));
const page = { after, limit };
const next = v.optional(v.string());
const text = v.optional(v.pipe(v.string(), v.maxBytes(adminLimits.searchBytesMax)));
const network = v.pipe(v.string(), v.nonEmpty(), v.maxBytes(64));
const empty = v.object({});
const onUser = { userId };
/** A missing one stays, 0 is for ever. */
const newRetention = {
  retentionDays: v.optional(v.pipe(count, v.maxValue(limits.retentionDaysMax))),
  retentionMessages: v.optional(v.pipe(count, v.maxValue(limits.retentionMessagesMax))),
};
const inRoom = { conversationId };

/** A mute or a ban on the whole server that holds. */
const heldRestriction = v.object({
  at: time,
  /** Missing: until it is lifted. */
  until: v.optional(time),
  reason: v.optional(v.string()),
  /** Missing where it was the operator. */
  by: v.optional(person),
});

/** A user as those see them who keep order on the server. */
export const adminPerson = v.object({
  user: person,
  isAccount: v.boolean(),
  serverRole,
  isOnline: v.boolean(),
  /** Missing unless the user is banned from the server. */
  ban: v.optional(heldRestriction),
  /** Missing unless the user is muted on the whole server. */
  mute: v.optional(heldRestriction),
  /** A newcomer only reads until then. */
  writesFrom: v.optional(time),
  createdAt: time,
  lastSeenAt: time,
  sessionCount: count,
});
export type AdminPerson = v.InferOutput<typeof adminPerson>;

/** A room as those see it who keep order on the server. Nothing of what is written in it. */
export const adminRoom = v.object({
  conversationId,
  name: v.string(),
  description: v.optional(v.string()),
  isPrivate: v.boolean(),
  isArchived: v.boolean(),
  /** Missing in the lobby. */
  owner: v.optional(person),
  memberCount: count,
  messageCount: count,
  createdAt: v.optional(time),
  lastMessageAt: v.optional(time),
});
export type AdminRoom = v.InferOutput<typeof adminRoom>;

/** A report, with what tells where it is from. */
export const adminReport = v.object({
  ...report.entries,
  /** The name of the room; missing for a private conversation. */
  roomName: v.optional(v.string()),
});
export type AdminReport = v.InferOutput<typeof adminReport>;

/** An entry of the audit log. */
export const auditEntry = v.object({
  id: count,
  at: time,
  /** What was done: the name of the command, or of the request. */
  act: v.string(),
  /** Missing where it was the operator. */
  by: v.optional(person),
  /** To whom. */
  user: v.optional(person),
  conversationId: v.optional(conversationId),
  details: v.optional(v.record(v.string(), v.unknown())),
});
export type AuditEntry = v.InferOutput<typeof auditEntry>;

/** What an administrator can change while the server runs. */
export const settings = v.object({
  /** Who can become a user. */
  registration: v.picklist(["open", "invite", "closed"]),
  /** Whether a nickname is enough to sign in. */
  areGuestsAllowed: v.boolean(),
  /** What the server is called; empty for none. */
  name: v.string(),
  /** A text for visitors who sign in; empty for none. */
  welcome: v.string(),
  /** The server's picture; missing for none. */
  picture: v.optional(pictureId),
  /** What one user may write in a second; 0 lifts every limit of pace. */
  messagesPerSecond: v.number(),
  /** Of one file; 0 takes none. */
  uploadBytesMax: count,
  /** Minutes for which a new guest only reads; 0 is none. */
  newcomerMinutes: count,
  /** Days for which the server keeps messages; 0 is for ever. */
  retentionDays: count,
  /** The newest messages of each conversation that it keeps; 0 is all. */
  retentionMessages: count,
});
export type Settings = v.InferOutput<typeof settings>;
export type SettingName = keyof Settings;

const settingsAnswer = v.object({
  settings,
  /** For each setting that the operator fixed at the start: the flag or the variable. It cannot be changed here. */
  fixedBy: v.record(v.string(), v.string()),
});

const raidState = v.object({
  isOn: v.boolean(),
  /** When it ends by itself. */
  until: v.optional(time),
});
export type RaidState = v.InferOutput<typeof raidState>;

/** A network that is banned. */
export const addressBan = v.object({
  network: v.string(),
  at: time,
  /** Missing: until it is lifted. */
  until: v.optional(time),
  reason: v.optional(v.string()),
  /** Missing where it was the operator. */
  by: v.optional(person),
});
export type AddressBan = v.InferOutput<typeof addressBan>;

const bytes = count;
/** A node of a server that has several. */
const nodeStatus = v.object({
  name: v.string(),
  version: v.string(),
  startedAt: time,
  connections: v.record(v.string(), count),
  /** Messages that were stored by it, over the last minute. */
  postsPerSecond: v.number(),
  /** For how long nothing was heard of it; 0 for the one that answers. */
  silentMs: count,
});
export type NodeStatus = v.InferOutput<typeof nodeStatus>;

/** The answer to `status`. Sizes are bytes, times are milliseconds. */
const statusAnswer = v.object({
  version: v.string(),
  startedAt: time,
  uptimeMs: count,
  data: v.object({ databaseBytes: bytes, walBytes: bytes, searchBytes: bytes, fileBytes: bytes, freeBytes: bytes }),
  /** `messages` counts places of messages, also of those that were deleted. */
  counts: v.object({ users: count, accounts: count, rooms: count, messages: count, sessions: count }),
  onlineUsers: count,
  /** Open connections of each transport. */
  connections: v.record(v.string(), count),
  /** Over the last minute. */
  perSecond: v.object({ deliveries: v.number(), posts: v.number(), signIns: v.number() }),
  memory: v.object({ residentBytes: bytes, heapBytes: bytes }),
  /** Of the last minute. */
  eventLoopDelay: v.object({ meanMs: v.number(), maxMs: v.number() }),
  /** Refusals since the start, those that happened last first. */
  refusals: v.array(v.object({ code: errorCode, count, lastAt: time })),
  raid: raidState,
  /** The nodes of the server, the one that answers first; missing where it has one. `onlineUsers`, `data` and `counts` are of all of them, the rest is of the first. */
  nodes: v.optional(v.array(nodeStatus)),
});
export type ServerStatus = v.InferOutput<typeof statusAnswer>;

interface Command<Input extends v.ObjectEntries, Answer extends v.GenericSchema> {
  /** What its user needs to be allowed on the server [P171]; the operator at the machine may do everything. */
  readonly needs: ServerAction;
  /** One sentence, for help and documents. */
  readonly about: string;
  readonly input: v.ObjectSchema<Input, undefined>;
  readonly answer: Answer;
}

function command<Input extends v.ObjectEntries, Answer extends v.GenericSchema>(
  needs: ServerAction,
  about: string,
  input: Input,
  answer: Answer,
): Command<Input, Answer> {
  return { needs, about, input: v.object(input), answer };
}

/** The one table of administration commands [P180]: over HTTP, at the machine, in the page and in the documents. */
export const adminCommands = {
  people: command(
    "see-people",
    "Lists users by nickname.",
    { text, filter: v.optional(v.picklist(["all", "banned", "muted", "staff", "guests"])), ...page },
    v.object({ people: v.array(adminPerson), next }),
  ),
  person: command("see-people", "Shows one user.", onUser, adminPerson),
  "set-role": command(
    "set-server-role",
    "Makes a user an administrator, a moderator or a member of the server.",
    { ...onUser, serverRole: v.picklist(["member", "moderator", "administrator"]) },
    empty,
  ),
  ban: command(
    "ban-user",
    "Bans a user from the server, and with withAddresses the networks of their live connections for a day.",
    { ...onUser, seconds: newDuration, reason: newReason, withAddresses: v.optional(v.boolean()) },
    v.object({ bannedNetworks: v.array(v.string()) }),
  ),
  unban: command("ban-user", "Lifts the ban of a user.", onUser, empty),
  mute: command(
    "mute-user",
    "Lets a user read only, on the whole server.",
    { ...onUser, seconds: newDuration, reason: newReason },
    empty,
  ),
  unmute: command("mute-user", "Lets a muted user, or a newcomer, write again.", onUser, empty),
  "sign-out": command("sign-out-user", "Ends all sessions of a user. A guest is gone with them.", onUser, empty),
  "delete-user": command("delete-user", "Deletes a user and the texts of their messages, for ever.", onUser, empty),
  "make-reset-link": command(
    "make-reset-link",
    "Makes a link with which a user sets a new password, once within 15 minutes.",
    onUser,
    v.object({ code: token, url: v.string(), expiresAt: time }),
  ),

  rooms: command(
    "see-rooms",
    "Lists rooms, private ones too, without anything that is written in them.",
    {
      text,
      isPrivate: v.optional(v.boolean()),
      isArchived: v.optional(v.boolean()),
      sort: v.optional(v.picklist(["name", "members", "messages"])),
      ...page,
    },
    v.object({ rooms: v.array(adminRoom), next }),
  ),
  "archive-room": command("archive-room", "Closes a room: it can be read, and no one writes or joins.", inRoom, empty),
  "unarchive-room": command("archive-room", "Opens an archived room again.", inRoom, empty),
  "delete-room": command("delete-room", "Removes all members of a room, and erases it with its texts and files.", inRoom, empty),
  "set-room-retention": command(
    "set-room-retention",
    "Says how long a room keeps what is written; what is older goes within the hour, for ever. 0 is as long as the server.",
    { ...inRoom, ...newRetention },
    empty,
  ),
  retention: command(
    "see-rooms",
    "Shows how long messages are kept where, and what would go; with other values, what would go by them.",
    { ...newRetention, after: v.optional(count) },
    retentionAnswer,
  ),
  "set-room-owner": command("set-room-owner", "Makes a member of a room its owner.", { ...inRoom, ...onUser }, empty),

  "create-bot": command(
    "manage-bots",
    "Makes a bot of the server and its token, which is shown once.",
    { nickname: v.string(), scopes: newBotScopes },
    v.object({ bot, token: botToken }),
  ),
  "list-bots": command(
    "manage-bots",
    "Lists bots, those of rooms too, by the time at which they were made.",
    page,
    v.object({ bots: v.array(bot), next }),
  ),
  "reset-bot-token": command(
    "manage-bots",
    "Gives a bot another token, which is shown once; the one before ends at once.",
    onUser,
    v.object({ bot, token: botToken }),
  ),
  "delete-bot": command("manage-bots", "Deletes a bot and its token. Its messages stay.", onUser, empty),

  reports: command(
    "see-reports",
    "Lists open reports of the whole server, the oldest first.",
    page,
    v.object({ reports: v.array(adminReport), next }),
  ),
  "resolve-report": command("see-reports", "Closes a report.", { reportId: count }, empty),
  audit: command(
    "see-audit",
    "Lists what staff and operator did, the newest first.",
    {
      act: v.optional(v.pipe(v.string(), v.maxBytes(64))),
      byId: v.optional(userId),
      userId: v.optional(userId),
      conversationId: v.optional(conversationId),
      ...page,
    },
    v.object({ entries: v.array(auditEntry), next }),
  ),

  status: command("see-status", "Shows how the server is doing.", {}, statusAnswer),
  settings: command("change-settings", "Shows the settings that can be changed while the server runs.", {}, settingsAnswer),
  "set-settings": command(
    "change-settings",
    "Changes settings at once; a missing one stays.",
    {
      registration: v.optional(settings.entries.registration),
      areGuestsAllowed: v.optional(v.boolean()),
      name: v.optional(v.pipe(v.string(), v.maxBytes(adminLimits.welcomeBytesMax))),
      welcome: v.optional(v.pipe(v.string(), v.maxBytes(adminLimits.welcomeBytesMax))),
      /** An upload of the user's own, of which a picture is made; empty removes it. */
      picture: v.optional(v.union([v.literal(""), fileId])),
      messagesPerSecond: v.optional(v.pipe(v.number(), v.minValue(0), v.maxValue(adminLimits.messagesPerSecondMax))),
      uploadBytesMax: v.optional(v.pipe(count, v.maxValue(adminLimits.uploadBytesMax))),
      newcomerMinutes: v.optional(v.pipe(count, v.maxValue(adminLimits.newcomerMinutesMax))),
      ...newRetention,
    },
    settingsAnswer,
  ),
  raid: command(
    "stop-raid",
    "Closes the server to newcomers and slows everyone down, for an hour or so many minutes; or ends that.",
    {
      isOn: v.boolean(),
      minutes: v.optional(v.pipe(count, v.minValue(1), v.maxValue(adminLimits.raidMinutesMax))),
    },
    raidState,
  ),

  "address-bans": command(
    "ban-addresses",
    "Lists banned networks, the newest first.",
    {},
    v.object({ bans: v.array(addressBan) }),
  ),
  "ban-addresses": command(
    "ban-addresses",
    "Bans an address or a network, such as 203.0.113.0/24 or 2001:db8::/48.",
    { network, seconds: newDuration, reason: newReason },
    addressBan,
  ),
  "unban-addresses": command("ban-addresses", "Lifts the ban of a network.", { network }, empty),
} as const satisfies Record<string, Command<v.ObjectEntries, v.GenericSchema>>;

/** The name of an administration command. */
export type AdminCommandName = keyof typeof adminCommands;
export const adminCommandNames = Object.keys(adminCommands) as readonly AdminCommandName[];

/** What a caller gives to a command. */
export type AdminInput<Name extends AdminCommandName> = v.InferOutput<(typeof adminCommands)[Name]["input"]>;
/** What a command answers. */
export type AdminAnswer<Name extends AdminCommandName> = v.InferOutput<(typeof adminCommands)[Name]["answer"]>;

export function isAdminCommand(name: string): name is AdminCommandName {
  return Object.hasOwn(adminCommands, name);
}
