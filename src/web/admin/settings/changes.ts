import type { AdminInput, Settings } from "../../../protocol/admin.ts";
import { numberOf, sizeOf } from "../parts/format.ts";
import { settingsWords } from "./words.ts";

export const BYTES_PER_MEGABYTE = 1_000_000;

type NumberName = "messagesPerSecond" | "uploadBytesMax" | "newcomerMinutes" | "retentionDays" | "retentionMessages";

/** What the form holds of settings; a number may be half typed. */
export interface SettingsDraft extends Omit<Settings, "picture" | NumberName> {
  readonly messagesPerSecond: string;
  /** In megabytes. */
  readonly uploadBytesMax: string;
  readonly newcomerMinutes: string;
  readonly retentionDays: string;
  readonly retentionMessages: string;
}

export function draftOf({ picture: _, ...settings }: Settings): SettingsDraft {
  return {
    ...settings,
    messagesPerSecond: String(settings.messagesPerSecond),
    uploadBytesMax: megabytesOf(settings.uploadBytesMax),
    newcomerMinutes: String(settings.newcomerMinutes),
    retentionDays: String(settings.retentionDays),
    retentionMessages: String(settings.retentionMessages),
  };
}

/** What is to be asked for: only what is another value than before. A text that is no number changes nothing. */
export function changesOf(before: Settings, draft: SettingsDraft): AdminInput<"set-settings"> {
  const wanted: Partial<Settings> = {
    ...draft,
    messagesPerSecond: numberIn(draft.messagesPerSecond),
    // What was not typed anew stays to the byte.
    uploadBytesMax:
      draft.uploadBytesMax === megabytesOf(before.uploadBytesMax)
        ? before.uploadBytesMax
        : Math.round(numberIn(draft.uploadBytesMax) * BYTES_PER_MEGABYTE),
    newcomerMinutes: Math.round(numberIn(draft.newcomerMinutes)),
    retentionDays: Math.round(numberIn(draft.retentionDays)),
    retentionMessages: Math.round(numberIn(draft.retentionMessages)),
  };
  const changed = Object.entries(wanted).filter(
    ([name, value]) => !Number.isNaN(value) && value !== before[name as keyof Settings],
  );
  return Object.fromEntries(changed);
}

/** Each change in words. */
export function changeSentences(before: Settings, after: Settings): readonly string[] {
  const say = settingsWords.value;
  const names = {
    name: say.name,
    welcome: say.welcome,
    registration: say.registration,
    areGuestsAllowed: say.guests,
    newcomerMinutes: say.newcomer,
    messagesPerSecond: say.pace,
    uploadBytesMax: say.upload,
    retentionDays: say.retentionDays,
    retentionMessages: say.retentionMessages,
  } as const;
  const sentences = (Object.keys(names) as (keyof typeof names)[])
    .filter((name) => before[name] !== after[name])
    .map((name) => say.change(names[name], shownValue(name, before), shownValue(name, after)));
  if (before.picture === after.picture) return sentences;
  return [...sentences, after.picture === undefined ? say.removedPicture : say.changedPicture];
}

/** A value as the page shows it. */
export function shownValue(name: Exclude<keyof Settings, "picture">, settings: Settings): string {
  const say = settingsWords.value;
  switch (name) {
    case "registration":
      return say.registrations[settings.registration];
    case "areGuestsAllowed":
      return settings.areGuestsAllowed ? say.yes : say.no;
    case "newcomerMinutes":
      return say.minutes(settings.newcomerMinutes);
    case "uploadBytesMax":
      return sizeOf(settings.uploadBytesMax);
    case "retentionDays":
      return settings.retentionDays === 0 ? say.forEver : say.days(settings.retentionDays);
    case "retentionMessages":
      return settings.retentionMessages === 0 ? say.allMessages : numberOf(settings.retentionMessages);
    case "messagesPerSecond":
      return numberOf(settings.messagesPerSecond);
    default:
      return settings[name] === "" ? say.none : settings[name];
  }
}

function megabytesOf(bytes: number): string {
  return String(Math.round((bytes / BYTES_PER_MEGABYTE) * 10) / 10);
}

function numberIn(text: string): number {
  return text.trim() === "" ? Number.NaN : Number(text);
}
