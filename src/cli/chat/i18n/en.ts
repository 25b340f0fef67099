import type { ShoalError } from "../../../client/index.ts";
import type { HelpGroup } from "../help-group.ts";
import { enOrder } from "./en-order.ts";

const members = (count: number): string => (count === 1 ? "1 member" : `${count} members`);
/** Other names that may have been meant. */
const orDidYouMean = (names: readonly string[], otherwise: string): string =>
  names.length === 0 ? otherwise : `did you mean ${names.join(", ")}?`;

/** Everything that the chat says in a terminal. The other languages have the same. */
export const en = {
  locale: "en-GB",
  errorOf: (error: ShoalError): string => error.message,
  signIn: {
    address: "An address begins with http:// or https://, like http://127.0.0.1:9527.",
    untrusted: (code: string) =>
      `This machine does not trust the server's certificate (${code}); NODE_EXTRA_CA_CERTS names a file of authorities to trust.`,
    yourNickname: "Your nickname: ",
    nicknameNeeded: "A nickname is needed: --nickname NAME",
    refused: (nickname: string, reason: string) => `“${nickname}”: ${reason}\nAnother nickname: `,
    password: (nickname: string) => `Password of “${nickname}” (empty: another nickname): `,
    wrongPassword: (reason: string) => `${reason}\nPassword (empty: another nickname): `,
    passwordNeeded: (nickname: string) =>
      `“${nickname}” belongs to an account; put its password into the environment as SHOAL_PASSWORD, or sign in at a terminal, which asks for it.`,
    cannotKeep: (folder: string, reason: string) =>
      `The nickname could not be kept for the next time: ${folder} cannot be written (${reason}). ` +
      "Set XDG_STATE_HOME to a folder that can, or use --as-guest.",
    owner: (nickname: string, host: string) => `${nickname} at ${host}`,
    connectedTo: (name: string, nickname: string) => `Connected to ${name} as ${nickname}; lines are sent, /help lists commands.`,
  },
  connection: {
    connected: "Connected",
    connecting: "Connecting …",
    reconnecting: "Connection lost; reconnecting …",
    lost: (seconds: number) => `No connection; trying again in ${seconds} s (/reconnect: now)`,
    restarting: (seconds: number) => `The server is restarting; trying again in ${seconds} s (/reconnect: now)`,
    closed: "Closed.",
    toSend: (count: number) => `${count} to send`,
  },
  beginning: {
    whole: "That is the beginning.",
    /** 0 days or messages: no limit. */
    trimmed: (kind: "room" | "direct", days: number, messages: number) => {
      const keeps = [
        ...(days > 0 ? [days === 1 ? "1 day" : `${days} days`] : []),
        ...(messages > 0 ? [`the newest ${messages} messages`] : []),
      ];
      if (keeps.length === 0) return "Older messages are not kept.";
      return `Older messages are not kept: ${kind === "room" ? "this room" : "this server"} keeps ${keeps.join(", and at most ")}.`;
    },
  },
  status: {
    help: "/help",
    online: (count: number) => `${count} online`,
    private: "private",
    older: "Older messages. Page Down goes on, Ctrl-End to the newest.",
    overlongPaste: "What was pasted is too long to send; none of it was taken.",
    typing: (names: readonly string[]) => `${names.join(", ")} ${names.length === 1 ? "is" : "are"} typing …`,
    invitations: (count: number) => `${count} ${count === 1 ? "invitation" : "invitations"}: /invitations`,
    endsAgain: "Ctrl-C again ends",
    unsent: (count: number) => `${count} not sent yet, and lost at the end. `,
    transferring: "A file is still on its way. ",
  },
  messages: {
    sending: "… sending",
    failed: (reason: string) => `✗ failed: ${reason} (/retry or /discard)`,
    wasRefused: "it was refused.",
    edited: "(edited)",
    deleted: "(deleted)",
    notKept: "a message that is not kept any more",
    didEdit: (nickname: string, number: number, text: string) => `${nickname} edited message #${number}: ${text}`,
    didDelete: (nickname: string, number: number) => `${nickname} deleted message #${number}`,
    cameAndWent: "came and went",
    left: "left",
    cameBack: "came back",
    joined: "joined",
    joinedBy: (inviter: string) => `joined, invited by ${inviter}`,
    tookNickname: (former: string, nickname: string) => `${former} is now called ${nickname}`,
    /** The users and their action; several of these follow each other. */
    did: (names: readonly string[], what: string) => `${names.join(", ")} ${what}`,
    didSeparator: "; ",
    renamed: (name: string) => `renamed the room to “${name}”`,
    described: (text: string) => (text === "" ? "removed the description" : `changed the description: ${text}`),
    chosePicture: (picture: string): string => (picture === "" ? "removed the room’s picture" : "gave the room another picture"),
    choseEmoji: (emoji: string) => (emoji === "" ? "removed the room’s emoji" : `chose ${emoji} for the room`),
    madePrivate: "made the room private",
    madePublic: "made the room public",
    ownsNow: "owns the room now",
  },
  answers: {
    sentTo: (name: string, number: number) => `Sent to ${name}; /${number} shows that conversation.`,
    invited: (nickname: string, room: string) => `${nickname} is invited to ${room}, and decides.`,
    blocked: (nickname: string) =>
      `${nickname} is blocked: no private messages and no invitations, either way; /unblock ${nickname} ends it.`,
    unblocked: (nickname: string) => `${nickname} is not blocked.`,
    declined: (room: string) => `The invitation to #${room} is declined.`,
    invitation: (inviter: string, room: string, isPrivate: boolean, memberCount: number) =>
      `${inviter} invites you to #${room} (${isPrivate ? "private, " : ""}${members(memberCount)}): /accept ${room} or /decline ${room}`,
    noInvitations: "You have no invitations.",
    noInvitation: (name: string) => `There is no invitation to “${name}”; /invitations lists yours.`,
    noRoom: (name: string, others: readonly string[]) =>
      `There is no public room “${name}”; ${orDidYouMean(others, "/create makes one.")}`,
    noPerson: (nickname: string, others: readonly string[]) =>
      `There is no user “${nickname}”${others.length > 0 ? `; ${orDidYouMean(others, "")}` : "."}`,
    noConversation: (name: string) => `You are in no conversation “${name}”; /join and /open begin one.`,
    publicRooms: "Public rooms:",
    noPublicRooms: "No public rooms of that name.",
    room: (name: string, memberCount: number, isMember: boolean) =>
      `${name}  ${members(memberCount)}${isMember ? ", you too" : ""}`,
    moreRooms: "… and more: /rooms with the beginning of a name",
    people: (count: number, name: string) => `${count} in ${name} (● is online):`,
    morePeople: "… and more: /people with the beginning of a nickname",
    nothingFailed: "Nothing has failed.",
    noOwnMessage: "You have no message here that is loaded; /history loads older ones, and /numbers shows their numbers.",
    noMessage: "There is no message here that you could mean; /numbers shows the numbers of messages.",
  },
  order: enOrder,
  account: {
    fresh: "New password, 8 to 128 characters (Ctrl-C: cancel): ",
    again: "The new password once more: ",
    current: "Current password (Ctrl-C: cancel): ",
    differ: "The two passwords differ; nothing was changed.",
    cancelled: "Cancelled; nothing was changed.",
    claimed: (nickname: string) => `“${nickname}” is yours now. Its password signs you in on any device.`,
    changed: "The password is changed. Your other devices are signed out.",
    wrongCurrent: "That is not the current password; nothing was changed.",
    hasPassword: "Your nickname has a password already; /password changes it.",
    hasNoPassword: "Your nickname has no password yet; /claim sets one.",
    claimNeedsTerminal: "/claim takes the password from the environment, SHOAL_PASSWORD, where it cannot ask for it.",
    needsTerminal: "/password asks for the passwords, which needs a terminal.",
    lastDevice: (nickname: string) =>
      `This is your last device: without it, “${nickname}” is free for others. /claim keeps it with a password; /sign-out again signs out.`,
  },
  search: {
    result: (number: number, place: string, seq: number, nickname: string, when: string) =>
      `${number}. ${place} #${seq} · ${nickname} · ${when}: `,
    none: "Nothing was found. A message is found about a second after it was sent.",
    noneYet: "Nothing was found yet; /search goes on.",
    noMore: "There are no more results.",
    goTo: "/goto 1 shows one in its conversation, for /reply #12.",
    goToOrMore: "/goto 1 shows one in its conversation, for /reply #12; /search shows more.",
    noResult: (number: number) => `The last search has no result ${number}; /search WORDS begins one.`,
    isGone: "That message is not kept any more.",
    tooLong: "A search has at most 512 bytes; use fewer words.",
  },
  files: {
    offered: (name: string, size: string, seq: number) => `${name} (${size}): /download #${seq}`,
    upload: (name: string, percent: number, size: string) => `Uploading ${name}: ${percent} % of ${size} · /cancel`,
    download: (name: string, percent: number, size: string) => `Downloading ${name}: ${percent} % of ${size} · /cancel`,
    isBusy: (name: string) => `${name} is still on its way; wait for it, or /cancel it.`,
    cancelled: (name: string) => `${name}: cancelled.`,
    nothingRuns: "There is no upload or download to cancel.",
    takesNone: "This server takes no files.",
    notAllowed: "Lines from a pipe may not send or save files; start with --files when they are your own.",
    missing: (path: string) => `There is no file ${path}.`,
    isFolder: (path: string) => `${path} is a folder; /upload takes one file.`,
    isNoFile: (path: string) => `${path} is a pipe or a device; /upload takes a file.`,
    unreadable: (path: string, reason: string) => `${path} cannot be read (${reason}).`,
    tooLarge: (path: string, size: string, sizeMax: string) =>
      `${path} has ${size}; this server takes files of at most ${sizeMax}.`,
    saved: (name: string, path: string) => (name === path ? `Saved ${name}.` : `Saved ${name} as ${path}.`),
    cannotWrite: (path: string, reason: string) => `${path} cannot be written (${reason}); name another path: /download PATH`,
    takesFolder: (count: number, path: string) =>
      `The message has ${count} files, and ${path} is no folder; name one that exists.`,
    hasNone: (seq: number) => `Message #${seq} has no files here; /numbers shows the numbers of messages.`,
    noneHere: "No message here has files.",
  },
  commands: {
    takesName: (name: string, example: string) => `/${name} takes a name: /${name} ${example}`,
    standsAlone: (name: string) => `/${name} stands alone; //${name} sends it as text.`,
    unknown: (name: string) => `There is no /${name}; /help says what there is, and //${name} sends it as text.`,
    create: "/create takes a name: /create garden, or /create garden --private",
    takesText: (name: string, example: string) =>
      `/${name} takes ${name === "react" ? "an emoji" : "a text"}: /${name} ${example}, or /${name} #12 ${example}`,
    delete: "/delete stands alone, or takes a number: /delete #12",
    search: '/search takes words: /search fish, or /search from:ann "the plan" after:2026-01',
    goto: "/goto takes the number of a result: /goto 2",
    upload: '/upload takes a file, and a caption if you like: /upload ~/reef.png, or /upload "my reef.png" look',
    download: '/download takes a number and a path, or neither: /download, /download #12, or /download #12 "my folder"',
    tell: '/msg takes a nickname and a text: /msg ann hello, or /msg "ann lee" hello',
  },
  commandHelp: [
    {
      title: "A line is sent to the conversation that is shown. These are commands:",
      lines: [
        "/rooms [NAME]            public rooms, of that beginning",
        "/join NAME               join a public room, and show it",
        "/create NAME [--private] make a room",
        "/leave                   leave the room that is shown",
        "/invite NICK             ask a user to join it",
        "/invitations             rooms that you are invited to",
        "/accept NAME             accept an invitation, and show the room",
        "/decline NAME            decline one",
        "/2, /switch NAME         show another conversation (Alt-2, Ctrl-N, Ctrl-P)",
      ],
    },
    {
      title: "People, and you:",
      lines: [
        "/people [NICK]           who is in it, and online",
        "/open NICK               a private conversation",
        '/msg NICK TEXT           a private message ("NICK" when it has spaces)',
        "/block NICK, /unblock    no private messages and invitations, either way",
        "/nick NAME               change your nickname",
        "/claim                   keep your nickname for good, with a password",
        "/password                change the password; other devices are signed out",
      ],
    },
    {
      title: "Messages:",
      lines: [
        "/reply [#12] TEXT        answer the newest message of others, or number 12",
        "/react [#12] EMOJI       react to it, or take that back",
        "/edit [#12] TEXT         replace the text of your newest message",
        "/delete [#12]            delete it",
        "/search [WORDS]          find messages, newest first; alone: the next page",
        '                         also "a phrase" -not from:NICK in:ROOM has:file',
        "                         has:link has:image before:2026-01-31 after:2026-01",
        "/goto 2                  show a result in its conversation, with its number",
        "/numbers                 show the numbers of messages, or hide them",
        "/history                 older messages (Page Up)",
        "/retry, /discard         messages that failed: send again, forget",
        "//text                   send a line that begins with /",
      ],
    },
    {
      title: "Files:",
      lines: [
        "/upload PATH [TEXT]      send a file (quotes around a PATH with spaces)",
        "/download [#12] [PATH]   save the files of the newest message that has any,",
        "                         or of number 12; nothing is overwritten",
        "/cancel                  end an upload or a download (Ctrl-C)",
      ],
    },
    {
      title: "Order in the room that is shown:",
      lines: [
        "/rules                   the rules of the room, and its announcement",
        "/hand                    raise your hand",
        "/lower                   lower it",
        "/report #12 [WHY]        show a message to the moderators",
      ],
    },
    {
      title: "For its moderators:",
      needs: "set-rules",
      lines: [
        "/lock, /unlock           only moderators and voices write; everyone does",
        "/slow 30, /slow off      seconds between two messages of a member",
        "/links off, /links on    links in messages",
        "/files off, /files on    files in messages",
        "/private-messages all    between members; or moderators, or none",
        "/class on, /class off    hands, and private messages to moderators only",
        "/announce TEXT           above the messages; /announce off removes it",
        "/voice NICK, /unvoice    may write although the room is locked",
        "/lower NICK, /lower all  lower the hand of a member, or all hands",
        "/mute NICK [1h] [WHY]    reads only, for 10m, 1h, 1d or until lifted",
        '                         ("NICK" when it has spaces)',
        "/unmute NICK             end that",
        "/kick NICK [WHY]         remove a member, who can come back",
        "/ban NICK [1d] [WHY]     remove a user, who cannot come back",
        "/unban NICK              end that",
        "/restricted              who is muted or banned",
        "/reports                 reported messages",
        "/resolve 3               take a report off the list",
        "/remove #12 [WHY]        delete a message of a member",
      ],
    },
    {
      title: "For its owner:",
      needs: "set-role",
      lines: [
        "/moderator NICK          make a member a moderator",
        "/member NICK             make a moderator a member again",
        "/owner NICK              hand the room over",
      ],
    },
    {
      title: "This program:",
      lines: [
        "/help, /help all         what you can use here, or everything",
        "/reconnect               try now",
        "/sign-out                end, and sign out; a guest's nickname is freed",
        "/quit                    end (Ctrl-C twice)",
      ],
    },
  ] as readonly HelpGroup[],
  helpAll: "/help all lists the commands for moderators and owners, too.",
  /** Follows the options in `shoal chat --help`, with `commandHelp` in its first place. */
  usage: (commands: string) => `
While it runs:
${commands}

Who one is stays on this machine for the next time, in a file that only its
user can read: $XDG_STATE_HOME/shoal or ~/.local/state/shoal.

A nickname with a password is asked for it, at the terminal or in the variable
SHOAL_PASSWORD. There is no option for it: others could see it.

Without a terminal, lines of standard input are sent one after the other, and
what comes is printed, one message a line and one file a line; remarks go to
standard error. At the end of the input it ends, when everything is sent.
Lines that another program wrote may send and save files only with --files.

Exit codes: 0 it ended as it was asked to; 1 not signed in, or something was
not sent; 2 typed wrong.

It speaks the language of LC_ALL, LC_MESSAGES or LANG: English or Chinese.

Examples:
  shoal chat --nickname ann
  shoal chat https://chat.example.org --room garden
  echo "The build is done." | shoal chat --nickname builder`,
};

export type Words = typeof en;
