import { limits, type RoomRules } from "../../client/index.ts";
import { words } from "./i18n/words.ts";

const say = words.order.commands;

/** What a typed line says about the order in the shown room. */
export type OrderCommand =
  | { readonly type: "set-rules"; readonly rules: RoomRules }
  | {
      readonly type: "voice" | "unvoice" | "unmute" | "unban" | "moderator" | "member" | "owner";
      readonly name: string;
    }
  | { readonly type: "kick"; readonly name: string; readonly reason: string | undefined }
  | {
      readonly type: "mute" | "ban";
      readonly name: string;
      readonly seconds: number | undefined;
      readonly reason: string | undefined;
    }
  | { readonly type: "lower"; readonly whose: "own" | "all" | { readonly name: string } }
  | { readonly type: "report" | "remove"; readonly seq: number; readonly reason: string | undefined }
  | { readonly type: "resolve"; readonly number: number }
  | { readonly type: "hand" | "rules" | "restricted" | "reports" };

type Refused = { readonly type: "wrong"; readonly message: string };

/** `undefined` where the command is another one. */
export function parseOrder(name: string, rest: string): OrderCommand | Refused | undefined {
  switch (name) {
    case "lock":
    case "unlock":
      return rest === "" ? rules({ isLocked: name === "lock" }) : wrong(words.commands.standsAlone(name));
    case "links":
    case "files":
    case "class":
      return rest === "on" || rest === "off" ? rules(switched(name, rest === "on")) : wrong(say.takesSwitch(name));
    case "slow":
      return parseSlow(rest);
    case "private-messages":
      return rest === "all" || rest === "moderators" || rest === "none"
        ? rules({ privateMessages: rest })
        : wrong(say.privateMessages);
    case "announce":
      return rest === "" ? wrong(say.announce) : rules({ announcement: rest === "off" ? "" : rest });
    case "voice":
    case "unvoice":
    case "unmute":
    case "unban":
    case "moderator":
    case "member":
    case "owner":
      return rest === "" ? wrong(say.takesPerson(name)) : { type: name, name: unquoted(rest) };
    case "kick": {
      const person = namedFirst(rest);
      return person === undefined
        ? wrong(say.takesReason(name))
        : { type: name, name: person.name, reason: reasonOf(person.rest) };
    }
    case "mute":
    case "ban":
      return parseRestriction(name, rest);
    case "lower":
      if (rest === "" || rest === "all") return { type: name, whose: rest === "" ? "own" : "all" };
      return { type: name, whose: { name: unquoted(rest) } };
    case "report":
    case "remove":
      return parseAboutMessage(name, rest);
    case "resolve":
      return /^\d{1,15}$/.test(rest) ? { type: name, number: Number(rest) } : wrong(say.resolve);
    case "hand":
    case "rules":
    case "restricted":
    case "reports":
      return rest === "" ? { type: name } : wrong(words.commands.standsAlone(name));
    default:
      return undefined;
  }
}

/** A class is a room where hands are raised and students do not whisper. */
function switched(name: "links" | "files" | "class", isOn: boolean): RoomRules {
  if (name === "class") return { hasHands: isOn, privateMessages: isOn ? "moderators" : "all" };
  return name === "links" ? { areLinksOff: !isOn } : { areFilesOff: !isOn };
}

function parseSlow(rest: string): OrderCommand | Refused {
  const seconds = rest === "off" ? 0 : secondsOf(/\d$/.test(rest) ? `${rest}s` : rest);
  const isUnderstood = seconds !== undefined && seconds <= limits.slowModeSecondsMax;
  return isUnderstood ? rules({ slowModeSeconds: seconds }) : wrong(say.slow(limits.slowModeSecondsMax));
}

/** A word that begins with a digit is the length: a wrong one must not become the reason of a mute without an end. */
function parseRestriction(type: "mute" | "ban", rest: string): OrderCommand | Refused {
  const person = namedFirst(rest);
  if (person === undefined) return wrong(say.takesLength(type));
  const { name } = person;
  const [, length, reason = ""] = /^(\d\S*)(?:\s+|$)([\s\S]*)$/.exec(person.rest) ?? [];
  if (length === undefined) return { type, name, seconds: undefined, reason: reasonOf(person.rest) };
  const seconds = secondsOf(length);
  const isUnderstood = seconds !== undefined && seconds >= 1 && seconds <= limits.restrictionSecondsMax;
  return isUnderstood ? { type, name, seconds, reason: reasonOf(reason) } : wrong(say.takesLength(type));
}

function parseAboutMessage(type: "report" | "remove", rest: string): OrderCommand | Refused {
  const [, number, reason = ""] = /^#?(\d{1,15})(?:\s+|$)([\s\S]*)$/.exec(rest) ?? [];
  return number === undefined ? wrong(say.takesNumber(type)) : { type, seq: Number(number), reason: reasonOf(reason) };
}

const unitSeconds: Readonly<Record<string, number>> = {
  s: 1,
  m: 60,
  min: 60,
  h: 3_600,
  d: 86_400,
  秒: 1,
  分钟: 60,
  小时: 3_600,
  天: 86_400,
};

function secondsOf(length: string): number | undefined {
  const [, count, unit = ""] = /^(\d{1,9})(s|m|min|h|d|秒|分钟|小时|天)$/.exec(length) ?? [];
  return count === undefined ? undefined : Number(count) * (unitSeconds[unit] ?? 1);
}

/** A nickname with spaces is in quotes where something can follow it. */
function namedFirst(rest: string): { readonly name: string; readonly rest: string } | undefined {
  const [, quoted, word, after = ""] = /^(?:"([^"]+)"|([^\s"]\S*))(?:\s+|$)([\s\S]*)$/.exec(rest) ?? [];
  const name = quoted ?? word;
  return name === undefined ? undefined : { name, rest: after };
}

function reasonOf(text: string): string | undefined {
  return text === "" ? undefined : text;
}

function unquoted(name: string): string {
  return /^"(.+)"$/.exec(name)?.[1] ?? name;
}

function rules(rules: RoomRules): OrderCommand {
  return { type: "set-rules", rules };
}

function wrong(message: string): Refused {
  return { type: "wrong", message };
}
