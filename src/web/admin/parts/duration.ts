/** For how long something is done to a person or a network, in seconds; `ever` is until it is lifted. */
export const durations = {
  minutes: 10 * 60,
  hour: 60 * 60,
  day: 24 * 60 * 60,
  week: 7 * 24 * 60 * 60,
  month: 30 * 24 * 60 * 60,
  ever: undefined,
} as const;

export type Duration = keyof typeof durations;
export const durationNames = Object.keys(durations) as readonly Duration[];
