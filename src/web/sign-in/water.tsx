import { useLayoutEffect, useRef } from "preact/hooks";
import { whenIdle } from "../when-idle.ts";

/** The water behind the card. It is drawn when the browser has nothing better to do; until then there is its colour. */
export function Water() {
  const canvas = useRef<HTMLCanvasElement>(null);
  // Not useEffect: its cleanup comes after the canvas has left the page.
  useLayoutEffect(() => {
    let stop = (): void => {};
    let isGone = false;
    const start = async (): Promise<void> => {
      const { paintWater } = await import("./paint-water.ts");
      if (canvas.current !== null && !isGone) stop = paintWater(canvas.current);
    };
    const cancel = whenIdle(() => void start().catch(() => {}));
    return () => {
      isGone = true;
      cancel();
      stop();
    };
  }, []);
  return <canvas ref={canvas} class="water" aria-hidden="true" />;
}
