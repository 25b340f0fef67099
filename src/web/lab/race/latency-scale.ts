/** In units of the picture. */
export const plot = { width: 640, height: 240, left: 88, top: 12, bottom: 16 } as const;

export const ticksMs = [1, 10, 100, 1_000, 10_000] as const;
const MIN_MS = 1;
const MAX_MS = 10_000;

/** Where a time stands: each factor of ten is as high as the next, for the transports are that far apart. */
export function heightOf(ms: number): number {
  const bounded = Math.min(MAX_MS, Math.max(MIN_MS, ms));
  const share = Math.log10(bounded / MIN_MS) / Math.log10(MAX_MS / MIN_MS);
  return plot.height - plot.bottom - share * (plot.height - plot.top - plot.bottom);
}

export function dotsOf(latenciesMs: readonly number[], messageCount: number): readonly { x: number; y: number }[] {
  const step = (plot.width - plot.left) / Math.max(1, messageCount);
  return latenciesMs.map((ms, index) => ({ x: plot.left + (index + 0.5) * step, y: heightOf(ms) }));
}
