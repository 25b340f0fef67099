import { fishBody, fishFin } from "../fish-shape.ts";

const FRAME_MS = 1000 / 24;
/** So long after it was touched the water moves, and comes to rest: a page that is left open costs nothing. */
const AWAKE_MS = 6_000;
const SLOWING_MS = 2_500;
/** Pixels of the picture for one of the page's, at rest. Moving water has no sharp lines, and more pixels only cost time. */
const SCALE_MAX = 2;
const FISH = 4;
const LEAP_MS = 1_900;
const LEAP_PX = 300;
/** Between the leaps of one fish. */
const PAUSE_MS = 2_600;
/** A moment with fish in the air. */
const STILL_AT = 5_200;
const TOUCHES = ["pointermove", "pointerdown", "keydown", "resize", "visibilitychange"] as const;

/** Draws waves and leaping fish, while it is seen and was touched lately. The result stops it. */
export function paintWater(canvas: HTMLCanvasElement): () => void {
  const brush = canvas.getContext("2d");
  if (brush === null) return () => {};
  const isStill = matchMedia("(prefers-reduced-motion: reduce)");
  let drawnAt = -FRAME_MS;
  let touchedAt = performance.now();
  let request = 0;
  /** The water's own time, which slows down and stands still. */
  let waterTime = STILL_AT;

  function step(now: number): void {
    request = 0;
    const leftMs = touchedAt + AWAKE_MS - now;
    const sinceMs = now - drawnAt;
    if (sinceMs >= FRAME_MS - 4) {
      if (!isStill.matches) waterTime += Math.min(sinceMs, 100) * Math.min(1, Math.max(0, leftMs / SLOWING_MS));
      drawnAt = now;
      const isResting = isStill.matches || leftMs <= FRAME_MS;
      draw(canvas, brush as CanvasRenderingContext2D, waterTime, isResting ? Math.min(devicePixelRatio, SCALE_MAX) : 1);
      if (isResting) return;
    }
    if (!document.hidden) request = requestAnimationFrame(step);
  }

  function wake(): void {
    touchedAt = performance.now();
    if (request === 0) request = requestAnimationFrame(step);
  }

  for (const touch of TOUCHES) addEventListener(touch, wake, true);
  wake();
  return () => {
    cancelAnimationFrame(request);
    for (const touch of TOUCHES) removeEventListener(touch, wake, true);
  };
}

function draw(canvas: HTMLCanvasElement, brush: CanvasRenderingContext2D, now: number, scale: number): void {
  const { clientWidth: width, clientHeight: height } = canvas;
  if (canvas.width !== Math.round(width * scale)) canvas.width = Math.round(width * scale);
  if (canvas.height !== Math.round(height * scale)) canvas.height = Math.round(height * scale);
  brush.setTransform(scale, 0, 0, scale, 0, 0);
  brush.clearRect(0, 0, width, height);
  // The style sheet says which colours, and so follows the theme.
  const style = getComputedStyle(canvas);
  const colour = (name: string): string => style.getPropertyValue(name);

  for (let layer = 0; layer < 3; layer += 1) {
    for (let index = layer; index < FISH; index += 3) leap(brush, index, now, width, height, [style.color, colour("--fin")]);
    const level = height * (0.6 + layer * 0.075);
    const depth = brush.createLinearGradient(0, level, 0, height);
    depth.addColorStop(0, colour(`--wave-${layer}`));
    depth.addColorStop(1, colour(`--wave-${layer + 1}`));
    brush.fillStyle = depth;
    wave(brush, layer, now, width, height, level);
  }
}

function wave(brush: CanvasRenderingContext2D, layer: number, now: number, width: number, height: number, level: number): void {
  brush.beginPath();
  brush.moveTo(0, height);
  for (let x = 0; x <= width + 16; x += 16) {
    const swell = Math.sin(x / (170 + layer * 40) + now / (2_100 - layer * 300) + layer * 2);
    brush.lineTo(x, level + 9 * swell + 4 * Math.sin(x / 67 - now / 1_300 + layer));
  }
  brush.lineTo(width + 16, height);
  brush.fill();
}

/** A fish's way out of the water and back: a parabola, nose ahead. */
function leap(
  brush: CanvasRenderingContext2D,
  index: number,
  now: number,
  width: number,
  height: number,
  colours: string[],
): void {
  const turn = now + index * 1_390;
  const way = (turn % (LEAP_MS + PAUSE_MS)) / LEAP_MS;
  if (way > 1) return;
  const round = Math.floor(turn / (LEAP_MS + PAUSE_MS));
  const heading = (round + index) % 2 === 0 ? 1 : -1;
  // Another place each time, without a random number to remember.
  const from = width * (0.08 + 0.84 * ((round * 0.618 + index * 0.377) % 1)) - (heading * LEAP_PX) / 2;
  const rise = Math.min(height * 0.2, 170) * (1 + 0.3 * ((index * 7) % 3));
  const size = Math.min(1.5, 0.9 + width / 2_400);

  brush.save();
  brush.translate(from + heading * LEAP_PX * way, height * (0.64 + (index % 3) * 0.05) - rise * 4 * way * (1 - way));
  brush.scale(heading * size, size);
  brush.rotate(Math.atan2(-rise * (3 - 6 * way), LEAP_PX));
  brush.translate(-16, -16);
  [fishBody, fishFin].forEach((shape, part) => {
    brush.fillStyle = colours[part] ?? "";
    brush.fill(new Path2D(shape));
  });
  brush.restore();
}
