import type { Deed, Step } from "./steps.ts";

const MINUTE_MS = 60_000;
const MINUTES_PER_DAY = 24 * 60;

interface Line {
  readonly deed: Deed;
  /** Of the day; `===` lines have none. */
  readonly minute: number | undefined;
}

/**
 * Reads a channel's log: `[hh:mm] <nick> text`, `[hh:mm]  * nick text`, and `=== …` for joins, leaves, nickname changes and
 * actions. Unknown lines are left out.
 *
 * The log's times are in minutes: the lines of one minute are spread over it evenly.
 */
export function readIrcLog(text: string): Step[] {
  const lines = text.split(/\r?\n/).flatMap((line) => readLine(line) ?? []);
  return [...spread(groupByMinute(lines))];
}

function readLine(line: string): Line | undefined {
  const timed = /^\[(\d\d):(\d\d)\] +(.*)$/.exec(line);
  if (timed !== null) {
    const [, hours, minutes, rest = ""] = timed;
    const deed = readMessage(rest);
    return deed && { deed, minute: Number(hours) * 60 + Number(minutes) };
  }
  const deed = line.startsWith("=== ") ? readEvent(line.slice(4)) : undefined;
  return deed && { deed, minute: undefined };
}

function readMessage(rest: string): Deed | undefined {
  const said = /^<([^>]+)> ?(.*)$/.exec(rest);
  if (said !== null) return say(said[1], said[2]);
  const done = /^\* (\S+) (.*)$/.exec(rest);
  return done === null ? undefined : say(done[1], `* ${done[2]}`);
}

function readEvent(rest: string): Deed | undefined {
  const membership = /^(\S+) \[.*\] +has (joined|left|quit)\b/.exec(rest);
  if (membership !== null) {
    const [, nickname = "", verb] = membership;
    return { does: verb === "joined" ? "join" : "leave", nickname };
  }
  const rename = /^(\S+) is now known as (\S+)$/.exec(rest);
  if (rename !== null) return { does: "rename", nickname: rename[1] ?? "", to: rename[2] ?? "" };
  const action = /^(\S+) (.*)$/.exec(rest);
  return action === null ? undefined : say(action[1], `* ${action[2]}`);
}

function say(nickname: string | undefined, text: string | undefined): Deed | undefined {
  if (nickname === undefined || text === undefined || text.trim() === "") return undefined;
  return { does: "say", nickname: nickname.trim(), text };
}

interface Minute {
  /** Since the beginning of the log. */
  readonly startMs: number;
  readonly deeds: Deed[];
}

// An event happens in the minute of the line before it. A minute that is smaller than the last one is on the next day.
function groupByMinute(lines: readonly Line[]): Minute[] {
  const minutes: Minute[] = [];
  const first = lines.find((line) => line.minute !== undefined)?.minute ?? 0;
  let now = first;
  for (const { deed, minute = now % MINUTES_PER_DAY } of lines) {
    const ahead = (minute - now) % MINUTES_PER_DAY;
    now += ahead < 0 ? ahead + MINUTES_PER_DAY : ahead;
    const startMs = (now - first) * MINUTE_MS;
    const current = minutes.at(-1);
    if (current?.startMs === startMs) current.deeds.push(deed);
    else minutes.push({ startMs, deeds: [deed] });
  }
  return minutes;
}

function* spread(minutes: readonly Minute[]): Iterable<Step> {
  for (const { startMs, deeds } of minutes) {
    for (const [index, deed] of deeds.entries()) yield { ...deed, atMs: startMs + (index * MINUTE_MS) / deeds.length };
  }
}
