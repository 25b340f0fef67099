/** Hours of every day, in minutes since midnight. `to` before `from` is on the next day; the same minute twice is never. */
export interface DailyHours {
  readonly from: number;
  readonly to: number;
}

const MINUTES_PER_DAY = 24 * 60;
/** When a silence "until tomorrow" ends, and before which the night counts as the day before. */
const MORNING_HOUR = 8;
const NIGHT_ENDS_HOUR = 4;

export function isWithin({ from, to }: DailyHours, minute: number): boolean {
  return from <= to ? minute >= from && minute < to : minute >= from || minute < to;
}

/** 22:00-07:30; `undefined` for anything else. */
export function readHours(text: string | undefined): DailyHours | undefined {
  const [from, to, ...rest] = (text ?? "").split("-").map(readMinute);
  return from === undefined || to === undefined || rest.length > 0 ? undefined : { from, to };
}

export function textOfHours({ from, to }: DailyHours): string {
  return `${textOfMinute(from)}-${textOfMinute(to)}`;
}

/** 07:30, as a field of a form has it; `undefined` for anything else. */
export function readMinute(text: string): number | undefined {
  const [, hours, minutes] = /^(\d\d):(\d\d)$/.exec(text) ?? [];
  const minute = Number(hours) * 60 + Number(minutes);
  return minute < MINUTES_PER_DAY && Number(minutes) < 60 ? minute : undefined;
}

export function textOfMinute(minute: number): string {
  return [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, "0")).join(":");
}

/** The next morning: tomorrow's, and after midnight the one of the night that goes on. */
export function nextMorning(at: number): number {
  const morning = new Date(at);
  if (morning.getHours() >= NIGHT_ENDS_HOUR) morning.setDate(morning.getDate() + 1);
  morning.setHours(MORNING_HOUR, 0, 0, 0);
  return morning.getTime();
}
