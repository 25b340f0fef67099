import { ratios, spread, times } from "./statistics.ts";

/** The results of one contender, round by round, as table cells that compare it with its peer. */
export interface Comparison<Result> {
  figure(name: keyof Result, format: (value: number) => string): string;
  /** Empty in the peer's own row. */
  timesPeer(name: keyof Result): string;
}

/** `own` and `peer` are the same array in the peer's own row. */
export function compare<Result extends Readonly<Record<keyof Result, number>>>(
  own: readonly Result[],
  peer: readonly Result[],
): Comparison<Result> {
  const values = (rounds: readonly Result[], name: keyof Result): number[] => rounds.map((round) => round[name]);
  return {
    figure: (name, format) => spread(values(own, name), format),
    timesPeer: (name) => (own === peer ? "" : spread(ratios(values(own, name), values(peer, name)), times)),
  };
}
