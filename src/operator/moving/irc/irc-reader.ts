import { readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import type { EventLine, UserLine } from "../../../server/imports/records.ts";
import { OperatorError } from "../../operator-error.ts";
import { textLines } from "../lines.ts";
import { type MovingReader, type MovingRecord, placeText, type Where } from "../records.ts";
import { splitText } from "../split-text.ts";
import { type IrcLine, readIrcLine } from "./irc-line.ts";

interface IrcOptions {
  /** Tells networks and channels of the same name apart. Default: the name of the file or folder. */
  readonly source?: string | undefined;
}

/** Nicks, which are kept in memory, and files. */
const NICKS_MAX = 200_000;
const FILES_MAX = 100_000;
const DATE_IN_NAME = /(\d{4})-?(\d\d)-?(\d\d)(?!\d)/;

/**
 * A log of weechat, irssi or ZNC, or a folder of them in the order of their names: one private room. Nicks become users who have gone, so that no one's nickname is taken:
 * the room needs an owner who is here. Times count as UTC.
 */
export function openIrcReader(path: string, { source }: IrcOptions = {}): MovingReader {
  const files = filesOf(path);
  const roomName =
    basename(path)
      .replace(/\.(?:log|txt|weechatlog)$/, "")
      .replace(DATE_IN_NAME, "")
      .replace(/[_.-]{2,}/g, "-")
      .replace(/^[_.-]+|[_.-]+$/g, "") || "IRC";
  return {
    source: `irc:${encodeURIComponent(source ?? roomName)}`.slice(0, 200),
    eventCount: 0,
    notes: [],
    records: () => recordsOf(files, roomName),
  };
}

async function* recordsOf(files: readonly string[], roomName: string): AsyncGenerator<MovingRecord> {
  /** As it was written first, by its id. */
  const nicks = new Map<string, string>();
  let firstAt: number | undefined;
  for await (const { nick, at } of messagesOf(files)) {
    if (!nicks.has(idOf(nick))) nicks.set(idOf(nick), nick);
    firstAt ??= at;
    if (nicks.size > NICKS_MAX)
      throw new OperatorError(`There are more than ${NICKS_MAX} nicks; import the log in several parts.`);
  }
  const where = { file: roomName };
  for (const nick of nicks.values()) yield { kind: "user", user: userOf(nick, firstAt ?? 0), where };
  yield { kind: "conversation", conversation: { id: roomName, kind: "room", name: roomName, floor: 0, isPrivate: true }, where };
  let seq = 0;
  for await (const { nick, at, text, where: line } of messagesOf(files)) {
    for (const part of splitText(text)) {
      seq += 1;
      const event: EventLine = { type: "message", seq, at, by: idOf(nick), text: part };
      yield { kind: "event", conversationId: roomName, event, where: line };
    }
  }
}

function userOf(nick: string, createdAt: number): UserLine {
  return { id: idOf(nick), nickname: nick, state: "retired", createdAt, isAccount: false };
}

/** Nicks are the same in capitals. */
function idOf(nick: string): string {
  return nick.toLowerCase().slice(0, 128);
}

function filesOf(path: string): readonly string[] {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) throw new OperatorError(`${path} is not there; name a log, or a folder of logs.`);
  if (!stats.isDirectory()) return [path];
  const names = readdirSync(path, { withFileTypes: true }).flatMap((entry) =>
    entry.isFile() && !entry.name.startsWith(".") ? [entry.name] : [],
  );
  if (names.length === 0) throw new OperatorError(`${path} has no files in it; name the folder of one channel.`);
  if (names.length > FILES_MAX)
    throw new OperatorError(`${path} has more than ${FILES_MAX} files in it; import them in several parts.`);
  return names.toSorted().map((name) => join(path, name));
}

interface IrcMessage {
  readonly nick: string;
  readonly at: number;
  readonly text: string;
  readonly where: Where;
}

async function* messagesOf(files: readonly string[]): AsyncGenerator<IrcMessage> {
  for (const file of files) {
    const [, year, month, date] = DATE_IN_NAME.exec(basename(file)) ?? [];
    let today = year === undefined ? undefined : `${year}-${month}-${date}`;
    for await (const [text, where] of textLines(file, Bun.file(file).stream())) {
      const line = readIrcLine(text);
      if (line === undefined) {
        throw new OperatorError(
          `${placeText(where)} is no line of a log of weechat, irssi or ZNC; remove it, or import another file.`,
        );
      }
      if (line.kind === "day") today = line.date;
      if (line.kind === "message" && line.text.trim() !== "") yield { ...line, at: timeOf(line, today, where), where };
    }
  }
}

function timeOf({ date, time }: IrcLine & { readonly kind: "message" }, today: string | undefined, where: Where): number {
  const day = date ?? today;
  if (day === undefined) {
    throw new OperatorError(`${placeText(where)} has no day; give the file a name with its day in it, such as 2024-01-31.log.`);
  }
  const at = Date.parse(`${day}T${time.length === 5 ? `${time}:00` : time}Z`);
  if (Number.isNaN(at)) throw new OperatorError(`${placeText(where)} has no such day or time (${day} ${time}); repair it.`);
  return at;
}
