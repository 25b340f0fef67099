import { useLayoutEffect, useRef } from "preact/hooks";
import { startWhenIdle } from "../when-idle.ts";

/** The water behind the card. It is drawn when the browser has nothing better to do; until then there is its colour. */
export function Water() {
  const canvas = useRef<HTMLCanvasElement>(null);
  // Not useEffect: its cleanup comes after the canvas has left the page.
  useLayoutEffect(
    () =>
      startWhenIdle(async () => {
        const { paintWater } = await import("./paint-water.ts");
        return () => (canvas.current === null ? () => {} : paintWater(canvas.current));
      }),
    [],
  );
  return <canvas ref={canvas} class="water" aria-hidden="true" />;
}
