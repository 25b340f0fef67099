export type Unit = "seconds" | "minutes" | "hours" | "days";

const SECONDS = { days: 86_400, hours: 3_600, minutes: 60, seconds: 1 } as const satisfies Record<Unit, number>;
/** Fewer of a unit are told in the next smaller one, unless it is a round number of them. */
const FEWEST = 2;

/** A length of time as people say it: one number of one unit, rounded up, so that a countdown never ends early. */
export function lengthOf(seconds: number): { readonly unit: Unit; readonly count: number } {
  for (const unit of ["days", "hours", "minutes"] as const) {
    const isRound = seconds >= SECONDS[unit] && seconds % SECONDS[unit] === 0;
    if (isRound || seconds > FEWEST * SECONDS[unit]) return { unit, count: Math.ceil(seconds / SECONDS[unit]) };
  }
  return { unit: "seconds", count: Math.max(0, Math.ceil(seconds)) };
}
