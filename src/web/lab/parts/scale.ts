/** Where a value stands between two others, from 0 to 1. One outside of them stands at the nearer end. */
export function shareOf(value: number, from: number, until: number): number {
  if (until <= from) return 0;
  return Math.min(1, Math.max(0, (value - from) / (until - from)));
}

/** Round values of an axis, at most `countMax` of them: the smallest step of 1, 2 or 5, or a tenfold of these, that has room. */
export function ticksOf(from: number, until: number, countMax: number): readonly number[] {
  const least = (until - from) / countMax;
  if (!(least > 0)) return [from];
  const power = 10 ** Math.floor(Math.log10(least));
  const first = (step: number): number => Math.ceil(from / step);
  const countOf = (step: number): number => Math.floor(until / step) - first(step) + 1;
  const steps = [1, 2, 5, 10, 20].map((factor) => factor * power);
  const step = steps.find((each) => countOf(each) <= countMax) ?? 50 * power;
  return Array.from({ length: Math.max(0, countOf(step)) }, (_, place) => (first(step) + place) * step);
}
