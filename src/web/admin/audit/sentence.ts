import { LOBBY_ID } from "../../../client/index.ts";
import type { AuditEntry } from "../../../protocol/admin.ts";
import { exactSpan, numberOf, sizeOf } from "../parts/format.ts";
import { auditWords } from "./words.ts";

/** What people and rooms are called in a sentence. */
export interface SentenceNames {
  readonly by: string;
  readonly user: string;
  /** Missing where the page does not know the room, or it is gone. */
  readonly room: string | undefined;
}

/** An entry as a sentence, such as “ann banned ben for a day: spam”. An act that the page does not know is named as the server names it. */
export function sentenceOf(entry: AuditEntry, { by, user, room }: SentenceNames): string {
  const say = auditWords.value;
  const { act, at, conversationId, details = {} } = entry;
  const { until, reason } = details;
  const namedRoom = room === undefined ? say.unknownRoom : say.room(room);
  const place = conversationId === LOBBY_ID ? say.lobby : namedRoom;
  const raidUntil = act === "raid" ? details.raidUntil : undefined;
  const end = typeof raidUntil === "number" ? raidUntil : until;
  const span = typeof end === "number" && end > at ? exactSpan(end - at) : "";
  const isOn = act === "raid" ? typeof raidUntil === "number" : details.hasVoice === true;
  const write = Object.hasOwn(say.sentences, act) ? say.sentences[act] : undefined;
  const sentence = (write ?? say.other)({ by, user, place, span, isOn, what: write === undefined ? act : whatOf(entry) });
  return typeof reason === "string" && reason !== "" ? say.reason(sentence, reason) : sentence;
}

function whatOf({ act, details = {} }: AuditEntry): string {
  const say = auditWords.value;
  switch (act) {
    case "set-server-role":
      return wordOf(say.serverRoles, details.serverRole);
    case "set-role":
      return details.role === "owner" ? say.owner : wordOf(say.serverRoles, details.role);
    case "ban-addresses":
    case "unban-addresses":
      return String(details.network ?? "");
    case "set-rules":
    case "set-room-retention":
      return listed(details, say.rules);
    case "set-settings":
      return listed(details, say.settings);
    default:
      return "";
  }
}

function listed(details: Readonly<Record<string, unknown>>, names: Readonly<Record<string, string>>): string {
  return Object.entries(details)
    .map(([name, value]) => auditWords.value.setting(wordOf(names, name), valueText(name, value)))
    .join(auditWords.value.separator);
}

/** The value of a setting or a rule, for people. */
export function valueText(name: string, value: unknown): string {
  const say = auditWords.value;
  if (value === null || value === undefined || value === "") return say.nothing;
  if (name === "picture") return say.changed;
  if (typeof value === "boolean") return value ? say.on : say.off;
  if (name === "uploadBytesMax" && typeof value === "number") return value === 0 ? say.nothing : sizeOf(value);
  if (name === "newcomerMinutes" && typeof value === "number") return value === 0 ? say.off : exactSpan(value * 60_000);
  if (name === "slowModeSeconds" && typeof value === "number") return value === 0 ? say.off : exactSpan(value * 1_000);
  if (name === "retentionDays" && typeof value === "number") return value === 0 ? say.ever : exactSpan(value * 86_400_000);
  if (name === "retentionMessages" && value === 0) return say.all;
  if (name === "registration") return wordOf(say.registrations, value);
  if (name === "privateMessages") return wordOf(say.audiences, value);
  if (typeof value === "number") return numberOf(value);
  return typeof value === "string" ? say.quoted(value) : JSON.stringify(value);
}

function wordOf(words: Readonly<Record<string, string>>, name: unknown): string {
  const key = String(name);
  return Object.hasOwn(words, key) ? (words[key] ?? key) : key;
}
