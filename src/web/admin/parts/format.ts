import { timeZone } from "../../state/calendar.ts";
import { language } from "../../state/preferences.ts";
import { adminWords } from "../words.ts";

const units = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1_000],
] as const;

/** A day; 90 minutes: in the largest unit that tells it exactly, at least to the second. */
export function exactSpan(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1_000)) * 1_000;
  const [unit, size] = units.find(([, each]) => seconds >= each && seconds % each === 0) ?? (["second", 1_000] as const);
  return adminWords.value.span[unit](seconds / size);
}

/** 3 days 4 hours: the two largest units. */
export function roughSpan(ms: number): string {
  const say = adminWords.value;
  const index = units.findIndex(([, size]) => ms >= size);
  const [unit, size] = units[index] ?? (["second", 1_000] as const);
  const longer = say.span[unit](Math.floor(ms / size));
  const [nextUnit, nextSize] = units[index + 1] ?? [];
  if (index < 0 || nextUnit === undefined || nextSize === undefined) return longer;
  const rest = Math.floor((ms % size) / nextSize);
  return rest === 0 ? longer : say.spans(longer, say.span[nextUnit](rest));
}

/** 21 Nov 2026, 14:05 */
export function dayAndTime(at: number): string {
  const options = { dateStyle: "medium", timeStyle: "short", hourCycle: "h23", timeZone: timeZone.value } as const;
  return new Intl.DateTimeFormat(language.value, options).format(at);
}

const byteUnits = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

/** 1.5 GB: a thousand bytes are a kilobyte, as file managers count. */
export function sizeOf(bytes: number): string {
  const power = Math.min(byteUnits.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const unit = byteUnits[power] ?? "byte";
  return numberOf(bytes / 1000 ** power, {
    ...({ style: "unit", unit, unitDisplay: unit === "byte" ? "long" : "short" } as const),
    maximumFractionDigits: 1,
  });
}

/** 1,234.5 in the form of the language. */
export function numberOf(value: number, options: Intl.NumberFormatOptions = { maximumFractionDigits: 1 }): string {
  return new Intl.NumberFormat(language.value, options).format(value);
}
