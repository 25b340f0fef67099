/** Where a value stands between two others, from 0 to 1. One outside of them stands at the nearer end. */
export function shareOf(value: number, from: number, until: number): number {
  if (until <= from) return 0;
  return Math.min(1, Math.max(0, (value - from) / (until - from)));
}

/** Round values of an axis, at most `countMax` of them: steps of 1, 2 or 5, and their tenfolds. */
export function ticksOf(from: number, until: number, countMax: number): readonly number[] {
  const wanted = (until - from) / Math.max(1, countMax - 1);
  if (!(wanted > 0)) return [from];
  const power = 10 ** Math.floor(Math.log10(wanted));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= wanted * 0.999_999) ?? wanted;
  const first = Math.ceil(from / step);
  const count = Math.floor(until / step) - first + 1;
  return Array.from({ length: Math.max(0, Math.min(count, countMax)) }, (_, place) => (first + place) * step);
}
