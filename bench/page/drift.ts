import { MeasuredPage } from "./measured-page.ts";
import type { Stage } from "./stage.ts";
import { Talk } from "./talk.ts";

const PER_SECOND = 50;
const ARRIVING_SECONDS = 2;
const LOADING_MS = 1_500;
/** Within this distance of the beginning of what is loaded the page loads more. */
const NEAR_BEGINNING_PX = 850;
const RESIZED_MS = 300;
const WHEEL_PX = 400;
const WHEELS = 8;
const sizes = [
  { width: 600, height: 900 },
  { width: 360, height: 640 },
  { width: 1100, height: 600 },
  { width: 1440, height: 900 },
];

/** How far the message that is read moves by itself, in pixels: the most in any painted frame. */
export async function measureDrift(stage: Stage) {
  const { browser, server, filled } = stage;
  const wanderer = { token: filled.wandererToken, conversationId: filled.talkRoomId };
  await using opened = await MeasuredPage.open(browser, server, wanderer);
  using talk = await Talk.begin(stage);
  await opened.settleAtEnd();
  const log = opened.page.locator(".log");
  await log.hover();
  for (let wheel = 0; wheel < WHEELS; wheel += 1) {
    await opened.page.mouse.wheel(0, -WHEEL_PX);
    await Bun.sleep(RESIZED_MS);
  }
  const arrivingPx = await driftDuring(opened, () => talk.flow(PER_SECOND, ARRIVING_SECONDS));

  const heightOf = () => log.evaluate((view) => view.scrollHeight);
  const height = await heightOf();
  await log.evaluate(async (view, top) => {
    view.scrollTop = top;
    await new Promise((resolve) => requestAnimationFrame(resolve)); // the page is told of the scrolling
  }, NEAR_BEGINNING_PX);
  const loadingPx = await driftDuring(opened, () => Bun.sleep(LOADING_MS));
  if ((await heightOf()) === height) throw new Error("No older messages were loaded.");

  const resizedPx = await driftDuring(opened, async () => {
    for (const size of sizes) {
      await opened.page.setViewportSize(size);
      await Bun.sleep(RESIZED_MS);
    }
  });
  return { arrivingPx, loadingPx, resizedPx };
}

/** Of the first message that is wholly in view. */
async function driftDuring({ page }: MeasuredPage, use: () => Promise<unknown>): Promise<number> {
  await page.evaluate(() => {
    const view = document.querySelector(".log");
    const topOf = (element: Element): number => element.getBoundingClientRect().top - (view?.getBoundingClientRect().top ?? 0);
    const row = [...(view?.querySelectorAll(".message") ?? [])].find((each) => topOf(each) >= 0);
    if (row === undefined) throw new Error("No message is in view.");
    const before = topOf(row);
    let most = 0;
    const stop = window.probes.eachFrame(() => {
      most = Math.max(most, row.isConnected ? Math.abs(topOf(row) - before) : Number.POSITIVE_INFINITY);
    });
    window.stopFrames = () => {
      stop();
      return most;
    };
  });
  await use();
  return await page.evaluate(() => window.stopFrames());
}
