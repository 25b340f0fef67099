const FRAME_MS = 1000 / 30;
/** Nobody watches a page that was not touched for this long. */
const AWAKE_MS = 30_000;
const FISH = 4;
const LEAP_MS = 1_700;
/** Between the leaps of one fish. */
const PAUSE_MS = 2_600;
const TOUCHES = ["pointermove", "pointerdown", "keydown", "resize", "visibilitychange"] as const;

/** Draws waves and leaping fish: 30 times a second, while it is seen and was touched lately. The result stops it. */
export function paintWater(canvas: HTMLCanvasElement): () => void {
  const brush = canvas.getContext("2d");
  if (brush === null) return () => {};
  const isStill = matchMedia("(prefers-reduced-motion: reduce)");
  let drawnAt = -FRAME_MS;
  let touchedAt = performance.now();
  let request = 0;

  function step(now: number): void {
    request = 0;
    if (now - drawnAt >= FRAME_MS - 4) {
      drawnAt = now;
      draw(canvas, brush as CanvasRenderingContext2D, isStill.matches ? 5_200 : now);
    }
    if (!isStill.matches && !document.hidden && now - touchedAt < AWAKE_MS) request = requestAnimationFrame(step);
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

function draw(canvas: HTMLCanvasElement, brush: CanvasRenderingContext2D, now: number): void {
  const { clientWidth: width, clientHeight: height } = canvas;
  const scale = Math.min(devicePixelRatio, 2);
  if (canvas.width !== Math.round(width * scale)) canvas.width = Math.round(width * scale);
  if (canvas.height !== Math.round(height * scale)) canvas.height = Math.round(height * scale);
  brush.setTransform(scale, 0, 0, scale, 0, 0);
  brush.clearRect(0, 0, width, height);
  // The style sheet says which colours, and so follows the theme.
  const style = getComputedStyle(canvas);

  for (let layer = 0; layer < 3; layer += 1) {
    for (let index = layer; index < FISH; index += 3) leap(brush, index, now, width, height, style.color);
    brush.fillStyle = style.getPropertyValue(`--wave-${layer}`);
    wave(brush, layer, now, width, height);
  }
}

function wave(brush: CanvasRenderingContext2D, layer: number, now: number, width: number, height: number): void {
  const level = height * (0.6 + layer * 0.075);
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
function leap(brush: CanvasRenderingContext2D, index: number, now: number, width: number, height: number, colour: string): void {
  const turn = now + index * 1_390;
  const way = (turn % (LEAP_MS + PAUSE_MS)) / LEAP_MS;
  if (way > 1) return;
  const round = Math.floor(turn / (LEAP_MS + PAUSE_MS));
  const heading = (round + index) % 2 === 0 ? 1 : -1;
  // Another place each time, without a random number to remember.
  const from = width * (0.08 + 0.84 * (((round * 0.618 + index * 0.377) % 1) + 0)) - heading * 60;
  const rise = Math.min(height * 0.34, 260) * (0.75 + 0.25 * ((index * 7) % 3));
  const size = Math.min(1.25, 0.7 + width / 2_400);

  brush.save();
  brush.translate(from + heading * 190 * way, height * (0.64 + (index % 3) * 0.05) - rise * 4 * way * (1 - way));
  brush.scale(heading * size, size);
  brush.rotate(Math.atan2(-rise * (4 - 8 * way), 190) * 0.8);
  brush.fillStyle = colour;
  brush.beginPath();
  brush.ellipse(0, 0, 19, 6.5, 0, 0, 7);
  brush.moveTo(-15, 0);
  brush.quadraticCurveTo(-24, -3, -29, -10);
  brush.quadraticCurveTo(-26, 0, -29, 9);
  brush.quadraticCurveTo(-24, 3, -15, 0);
  brush.fill();
  brush.globalAlpha = 0.55;
  brush.beginPath();
  brush.moveTo(6, -3);
  brush.quadraticCurveTo(0, -17 - 3 * Math.sin(now / 60), -13, -20);
  brush.quadraticCurveTo(-9, -9, -6, -3);
  brush.fill();
  brush.restore();
}
