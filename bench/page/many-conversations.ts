import { LOBBY_ID } from "../../src/protocol/ids.ts";
import { MeasuredPage, phone } from "./measured-page.ts";
import type { Stage } from "./stage.ts";

/** A page of its own; a drawer over the messages in earlier commits. */
const LIST_OF_PHONE = "body:not(:has(.talk)) .nav-link, .drawer[open] .nav-link";
const NOTCHES = 60;
const NOTCH_PX = 120;
const FRAME_MS = 16;
const SETTLE_MS = 1_500;

/** The list of 500 conversations: opened, and scrolled by a wheel. */
export async function measureManyConversations({ browser, server, filled, plan }: Stage) {
  const [first, phoneList, phoneThread]: [number[], number[], number[]] = [[], [], []];
  let scrolling = { scriptMs: 0, longestMs: 0 };
  for (let visit = 0; visit < plan.visits; visit += 1) {
    await using wide = await MeasuredPage.open(browser, server, { token: filled.busyToken });
    const paintedAt = await wide.firstPaint("conversations");
    first.push(paintedAt - (await wide.page.evaluate(() => window.probes.welcomeAt ?? Number.NaN)));
    if (visit === 0) scrolling = await measureScrolling(wide);

    const inLobby = { token: filled.busyToken, conversationId: LOBBY_ID, device: phone };
    await using narrow = await MeasuredPage.open(browser, server, inLobby);
    await narrow.firstPaint("message");
    await Bun.sleep(SETTLE_MS);
    const button = narrow.page.locator(".talk-header").getByRole("button", { name: "Conversations" });
    const before = await narrow.threadMs();
    phoneList.push(await narrow.timeClick(() => button.tap(), LIST_OF_PHONE));
    phoneThread.push((await narrow.threadMs()) - before);
  }
  return {
    listMs: Math.min(...first),
    phoneListMs: Math.min(...phoneList),
    phoneThreadMs: Math.min(...phoneThread),
    wheelScriptMs: scrolling.scriptMs,
    wheelTaskMs: scrolling.longestMs,
  };
}

async function measureScrolling(wide: MeasuredPage) {
  await Bun.sleep(SETTLE_MS);
  await wide.page.locator(".conversation-lists").hover();
  let durations: readonly number[] = [];
  const { scriptMs } = await wide.threadShares(async () => {
    durations = await wide.longTasks(async () => {
      for (let notch = 0; notch < NOTCHES; notch += 1) {
        await wide.page.mouse.wheel(0, NOTCH_PX);
        await Bun.sleep(FRAME_MS);
      }
    });
  });
  return { scriptMs, longestMs: Math.max(0, ...durations) };
}
