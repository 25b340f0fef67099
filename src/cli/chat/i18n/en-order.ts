const because = (sentence: string, reason: string | undefined): string =>
  reason === undefined ? sentence : `${sentence}: ${reason}`;

const daysText = (count: number): string => (count === 1 ? "1 day" : `${count} days`);

/** What is said about the order in a room. The other languages have the same. */
export const enOrder = {
  operator: "the operator of the server",
  because,
  length: {
    s: (count: number) => `${count} s`,
    m: (count: number) => `${count} min`,
    h: (count: number) => (count === 1 ? "1 hour" : `${count} hours`),
    d: daysText,
  },
  log: {
    isLocked: (by: string, isOn: boolean) => `${by} ${isOn ? "locked" : "unlocked"} the room`,
    slowMode: (by: string, length: string) => `${by} turned slow mode on: one message every ${length}`,
    noSlowMode: (by: string) => `${by} turned slow mode off`,
    areLinksOff: (by: string, isOn: boolean) => (isOn ? `${by} turned links off` : `${by} allowed links again`),
    areFilesOff: (by: string, isOn: boolean) => (isOn ? `${by} turned files off` : `${by} allowed files again`),
    privateMessages: {
      all: (by: string) => `${by} allowed private messages between members`,
      moderators: (by: string) => `${by} limited private messages to moderators`,
      none: (by: string) => `${by} turned private messages between members off`,
    },
    hasHands: (by: string, isOn: boolean) => `${by} turned raising hands ${isOn ? "on" : "off"}`,
    announcement: (by: string, text: string) => (text === "" ? `${by} removed the announcement` : `${by} announced: ${text}`),
    retentionDays: (by: string, days: number) =>
      days === 0
        ? `${by} lifted the limit on how long messages are kept`
        : `${by} set how long messages are kept: ${daysText(days)}`,
    retentionMessages: (by: string, count: number) =>
      count === 0
        ? `${by} lifted the limit on how many messages are kept`
        : `${by} set how many messages are kept: the newest ${count}`,
    isArchived: (by: string, isOn: boolean) => `${by} ${isOn ? "archived" : "reopened"} the room`,
    rules: (by: string, rules: string) => (rules === "" ? `${by} lifted all rules` : `${by} changed the rules, now: ${rules}`),
    role: {
      owner: (by: string, name: string) => `${by} handed the room over to ${name}`,
      moderator: (by: string, name: string) => `${by} made ${name} a moderator`,
      member: (by: string, name: string) => `${by} made ${name} a plain member again`,
    },
    muted: (by: string, name: string, length: string | undefined) =>
      length === undefined ? `${by} muted ${name}` : `${by} muted ${name} for ${length}`,
    unmuted: (by: string, name: string) => `${by} unmuted ${name}`,
    removed: (by: string, name: string, isBanned: boolean) => `${by} ${isBanned ? "banned" : "removed"} ${name}`,
    voice: (by: string, name: string, hasVoice: boolean) =>
      hasVoice ? `${by} lets ${name} speak` : `${by} took the voice back from ${name}`,
    hand: (name: string, isRaised: boolean) => `${name} ${isRaised ? "raised" : "lowered"} a hand`,
    handLoweredBy: (by: string, name: string) => `${by} lowered the hand of ${name}`,
    handsLowered: (by: string) => `${by} lowered all hands`,
  },
  inForce: {
    isLocked: "locked",
    slowMode: (length: string) => `slow mode (${length})`,
    areLinksOff: "no links",
    areFilesOff: "no files",
    privateMessages: { moderators: "private messages to moderators only", none: "no private messages between members" },
    hasHands: "hands can be raised",
    announcement: (text: string) => `announcement “${text}”`,
    retentionDays: (days: number) => `messages are kept for ${daysText(days)}`,
    retentionMessages: (count: number) => `the newest ${count} messages are kept`,
    isArchived: "archived",
    separator: ", ",
  },
  /** About the user. */
  own: {
    removed: (by: string, room: string, isBanned: boolean) =>
      `${by} ${isBanned ? "banned you from" : "removed you from"} ${room}`,
    muted: (until: string | undefined) =>
      until === undefined ? "You are muted on this server" : `You are muted on this server until ${until}`,
    unmuted: "You are not muted on this server any more.",
    role: {
      administrator: "You are an administrator of this server now.",
      moderator: "You are a moderator of this server now.",
      member: "You have no role on this server any more.",
    },
  },
  /** Why the user cannot write. */
  closed: {
    archived: "This room is archived; no one writes here any more",
    locked: "This room is locked; only moderators, and members with a voice, write",
    muted: (until: string | undefined) => (until === undefined ? "You are muted here" : `You are muted here until ${until}`),
    slow: (seconds: number) => `Slow mode: the next message can go in ${seconds} s`,
  },
  hands: (count: number) => `✋ ${count}`,
  announcement: (text: string) => `📢 ${text}`,
  marks: { bot: "bot", owner: "owner", moderator: "moderator", muted: "muted", voice: "has a voice", hand: "✋" },
  marked: (marks: readonly string[]) => (marks.length === 0 ? "" : ` (${marks.join(", ")})`),
  answers: {
    rules: (room: string, rules: string) => (rules === "" ? `${room} has no special rules.` : `Rules of ${room}: ${rules}`),
    voice: (name: string) => `${name} has a voice: they write although the room is locked.`,
    noVoice: (name: string) => `${name} has no voice any more.`,
    unbanned: (name: string) => `${name} is not banned here.`,
    handRaised: "Your hand is raised; /lower lowers it.",
    handLowered: "Your hand is lowered.",
    handOfLowered: (name: string) => `The hand of ${name} is lowered.`,
    allLowered: "All hands are lowered.",
    handOver: (name: string, room: string) =>
      `${name} will own ${room}, and you will be a moderator; only they can give it back. The same command again does it.`,
    restricted: (room: string) => `Muted in ${room}, or banned from it:`,
    noneRestricted: "No one is muted or banned here.",
    restriction: (name: string, isBan: boolean, until: string | undefined, by: string) =>
      `${name}  ${isBan ? "banned" : "muted"} ${until === undefined ? "until lifted" : `until ${until}`}, by ${by}`,
    reported: (number: number) => `Message #${number} is reported. The moderators see it as it is now; its author is not told.`,
    reports: (room: string) => `Reports in ${room} (/remove #NUMBER WHY, /resolve REPORT):`,
    noReports: "There are no open reports.",
    report: (id: number, seq: number, author: string, reporter: string, text: string) =>
      `${id}. #${seq} of ${author}, reported by ${reporter}: “${text}”`,
    reportReason: (reason: string) => `why: ${reason}`,
    resolved: (id: number) => `Report ${id} is off the list.`,
  },
  commands: {
    takesPerson: (name: string) => `/${name} takes a nickname: /${name} ann, or /${name} "ann lee"`,
    takesReason: (name: string) =>
      `/${name} takes a nickname, and a reason if you like: /${name} ann spam, or /${name} "ann lee" spam`,
    takesLength: (name: string) =>
      `/${name} takes a nickname, and how long and why if you like: /${name} ann, /${name} ann 10m, or /${name} "ann lee" 1h spam (s, m, h, d)`,
    takesSwitch: (name: string) => `/${name} takes on or off: /${name} on, /${name} off`,
    slow: (secondsMax: number) => `/slow takes seconds, at most ${secondsMax}, or off: /slow 30, /slow off`,
    privateMessages: "/private-messages takes all, moderators or none: /private-messages moderators",
    announce: "/announce takes a text, or off: /announce Exam on Friday, /announce off",
    takesNumber: (name: string) =>
      `/${name} takes the number of a message, and a reason if you like: /${name} #12 spam; /numbers shows the numbers`,
    resolve: "/resolve takes the number of a report: /resolve 3; /reports lists them",
    help: "/help stands alone, or: /help all",
  },
};

export type OrderWords = typeof enOrder;
