import { words } from "./i18n/words.ts";

const say = words.order.length;

/** A length of time in its largest unit that leaves no rest. */
export function sayLength(seconds: number): string {
  const whole = Math.max(1, Math.round(seconds));
  if (whole % 86_400 === 0) return say.d(whole / 86_400);
  if (whole % 3_600 === 0) return say.h(whole / 3_600);
  return whole % 60 === 0 ? say.m(whole / 60) : say.s(whole);
}

const times = new Intl.DateTimeFormat(words.locale, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const datesAndTimes = new Intl.DateTimeFormat(words.locale, { dateStyle: "medium", timeStyle: "short", hourCycle: "h23" });

/** A moment, without its day where that is today. */
export function sayMoment(at: number, now: number): string {
  const isToday = new Date(at).toDateString() === new Date(now).toDateString();
  return (isToday ? times : datesAndTimes).format(at);
}
