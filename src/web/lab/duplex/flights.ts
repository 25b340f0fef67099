/** A message there and back, in ms since the first one went. */
export interface Flight {
  readonly sentMs: number;
  readonly backMs: number;
}

/** How many were on their way at the same moment, at most. One that comes back as the next goes is not beside it. */
export function mostInFlight(flights: readonly Flight[]): number {
  const changes = flights.flatMap(({ sentMs, backMs }) => [
    { atMs: sentMs, change: 1 },
    { atMs: backMs, change: -1 },
  ]);
  changes.sort((one, other) => one.atMs - other.atMs || one.change - other.change);
  let now = 0;
  let most = 0;
  for (const { change } of changes) {
    now += change;
    most = Math.max(most, now);
  }
  return most;
}

/** From the first going to the last coming back. */
export function wholeMs(flights: readonly Flight[]): number {
  if (flights.length === 0) return 0;
  return Math.max(...flights.map(({ backMs }) => backMs)) - Math.min(...flights.map(({ sentMs }) => sentMs));
}

/** The same flights, of which the first goes at 0. */
export function fromZero(flights: readonly Flight[]): readonly Flight[] {
  const zero = Math.min(...flights.map(({ sentMs }) => sentMs));
  return flights.map(({ sentMs, backMs }) => ({ sentMs: sentMs - zero, backMs: backMs - zero }));
}
