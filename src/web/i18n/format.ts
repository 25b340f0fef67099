import { startOfDay, timeZone, today } from "../state/calendar.ts";
import { language } from "../state/preferences.ts";

/** 14:05 in every country: a language alone does not tell which clock its reader uses. */
export function timeOfDay(at: number): string {
  return formatter("time", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at);
}

/** 14:05 of today, the day of another one: 21/11, with the year unless it is this one. */
export function shortTime(at: number): string {
  if (startOfDay(at) === today.value) return timeOfDay(at);
  const isThisYear = new Date(at).getFullYear() === new Date(today.value).getFullYear();
  if (isThisYear) return formatter("shortDay", { month: "numeric", day: "numeric" }).format(at);
  return formatter("shortDayOfYear", { year: "2-digit", month: "numeric", day: "numeric" }).format(at);
}

/** Saturday, 21 November 2026 at 14:05 */
export function dateAndTime(at: number): string {
  return formatter("full", { dateStyle: "full", timeStyle: "short" }).format(at);
}

/** 21 Nov, 14:05 */
export function momentOf(at: number): string {
  const options = { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  return formatter("moment", options).format(at);
}

/** Today, Yesterday, or the date; with the year unless it is this one. */
export function dayOf(at: number): string {
  const daysAgo = Math.round((today.value - startOfDay(at)) / 86_400_000);
  if (daysAgo === 0 || daysAgo === 1) return capitalised(relativeDays().format(-daysAgo, "day"));
  const isThisYear = new Date(at).getFullYear() === new Date(today.value).getFullYear();
  if (isThisYear) return formatter("day", { weekday: "long", month: "long", day: "numeric" }).format(at);
  return formatter("dayOfYear", { year: "numeric", month: "long", day: "numeric" }).format(at);
}

/** 1.5 MB: a thousand bytes are a kilobyte, as file managers count. */
export function byteCount(bytes: number): string {
  const power = Math.min(2, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const unit = (["byte", "kilobyte", "megabyte"] as const)[power] ?? "byte";
  const options = { style: "unit", unit, unitDisplay: unit === "byte" ? "long" : "short", maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(language.value, options).format(bytes / 1000 ** power);
}

/** Ann, Ben and Cleo */
export function listOf(names: readonly string[]): string {
  return formatOnce(lists, language.value, () => new Intl.ListFormat(language.value, { type: "conjunction" })).format(names);
}

export function compareNames(one: string, other: string): number {
  return formatOnce(collators, language.value, () => new Intl.Collator(language.value)).compare(one, other);
}

// Making one takes longer than using it a hundred times.
const formatters = new Map<string, Intl.DateTimeFormat>();
const lists = new Map<string, Intl.ListFormat>();
const collators = new Map<string, Intl.Collator>();
const relatives = new Map<string, Intl.RelativeTimeFormat>();

function formatter(name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return formatOnce(
    formatters,
    `${language.value} ${timeZone.value} ${name}`,
    () => new Intl.DateTimeFormat(language.value, options),
  );
}

function relativeDays(): Intl.RelativeTimeFormat {
  return formatOnce(relatives, language.value, () => new Intl.RelativeTimeFormat(language.value, { numeric: "auto" }));
}

function formatOnce<Formatter>(made: Map<string, Formatter>, key: string, make: () => Formatter): Formatter {
  const known = made.get(key) ?? make();
  made.set(key, known);
  return known;
}

function capitalised(text: string): string {
  return text.charAt(0).toLocaleUpperCase(language.value) + text.slice(1);
}
