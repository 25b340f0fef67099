import type { QuietHours } from "../../protocol/push.ts";

/** A clock's face in a time zone. Making one takes long, and there are few zones. */
const formats = new Map<string, Intl.DateTimeFormat>();
/** There are about 450 zones, and each has several names. */
const ZONES_MAX = 1_000;

/** Whether the time zone is one that has a name. */
export function isTimeZone(timeZone: string): boolean {
  try {
    formatIn(timeZone);
    return true;
  } catch {
    return false;
  }
}

/** Whether the device keeps quiet at that time of day, on its own clock. */
export function isQuiet({ from, to, timeZone }: QuietHours, at: number): boolean {
  const minute = minuteOfDay(timeZone, at);
  return from <= to ? minute >= from && minute < to : minute >= from || minute < to;
}

function minuteOfDay(timeZone: string, at: number): number {
  const parts = formatIn(timeZone).formatToParts(at);
  const part = (type: "hour" | "minute"): number => Number(parts.find((each) => each.type === type)?.value);
  return part("hour") * 60 + part("minute");
}

function formatIn(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat("en", { timeZone, hour: "numeric", minute: "numeric", hourCycle: "h23" });
  if (formats.size >= ZONES_MAX) formats.clear();
  formats.set(timeZone, format);
  return format;
}
