import { MeasuredPage } from "./measured-page.ts";
import type { Stage } from "./stage.ts";

const SETTLE_MS = 800;

/** From the click on a conversation that was not loaded yet until its messages are painted. */
export async function measureSwitching({ browser, server, filled, plan }: Stage) {
  const times = new Map<string, number[]>([
    [filled.shortRoomId, []],
    [filled.longRoomId, []],
  ]);
  for (let visit = 0; visit < plan.visits; visit += 1) {
    for (const [id, own] of times) {
      await using opened = await MeasuredPage.open(browser, server, { token: filled.readerToken });
      await opened.firstPaint("message");
      await Bun.sleep(SETTLE_MS);
      const link = `.nav-link[href="#c=${id}"]`;
      const isShown = [`${link}[aria-current]`, '.log[aria-busy="false"] .message'];
      own.push(await opened.timeClick(() => opened.page.locator(link).click(), ...isShown));
    }
  }
  const [short = Number.NaN, long = Number.NaN] = [...times.values()].map((own) => Math.min(...own));
  return { shortRoomMs: short, longRoomMs: long, longByShort: long / short };
}
