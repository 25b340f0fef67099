const DAY_MS = 86_400_000;

/** Days and times as a reader of one language writes them. */
export interface Dates {
  /** 14:05 in every country: a language alone does not tell which clock its reader uses. */
  time(at: number): string;
  /** Today, Yesterday, or the date; with the year unless it is this one. */
  day(at: number, now: number): string;
  /** Saturday, 21 November 2026 at 14:05 */
  full(at: number): string;
}

/** The start of the reader's day, in milliseconds since 1970-01-01 UTC. */
export function startOfDay(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}

/** A language that the browser does not know is written as English. */
export function datesOf(wanted: string): Dates {
  const language = isKnown(wanted) ? wanted : "en";
  const time = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const thisYear = new Intl.DateTimeFormat(language, { weekday: "long", month: "long", day: "numeric" });
  const otherYear = new Intl.DateTimeFormat(language, { year: "numeric", month: "long", day: "numeric" });
  const full = new Intl.DateTimeFormat(language, { dateStyle: "full", timeStyle: "short" });
  const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  return {
    time: (at) => time.format(at),
    full: (at) => full.format(at),
    day(at, now) {
      const daysAgo = Math.round((startOfDay(now) - startOfDay(at)) / DAY_MS);
      if (daysAgo === 0 || daysAgo === 1) return capitalised(relative.format(-daysAgo, "day"), language);
      return (new Date(at).getFullYear() === new Date(now).getFullYear() ? thisYear : otherYear).format(at);
    },
  };
}

function isKnown(language: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(language).length > 0;
  } catch {
    return false; // not a language tag at all
  }
}

function capitalised(text: string, language: string): string {
  return text.charAt(0).toLocaleUpperCase(language) + text.slice(1);
}
