import { percentile } from "../support/statistics.ts";
import { MeasuredPage } from "./measured-page.ts";
import type { Stage } from "./stage.ts";
import { Talk } from "./talk.ts";

const PER_SECOND = 50;
const SETTLE_MS = 2_000;
const BURST = 1_000;
const SLOWDOWN = 4;
const KEY_INTERVAL_MS = 90;
const SENTENCE = "the quick brown fox jumps over the lazy dog ";

/** What the page does while messages arrive in a room whose end is followed. */
export async function measureArrivals(stage: Stage) {
  const { browser, server, filled, plan } = stage;
  using talk = await Talk.begin(stage);

  const opened = await MeasuredPage.open(browser, server, { token: filled.followerToken, conversationId: filled.talkRoomId });
  await opened.settleAtEnd();
  const restingGapMs = await opened.longestGap(() => Bun.sleep(SETTLE_MS));
  const idle = await opened.threadShares(() => Bun.sleep(plan.seconds * 1_000));
  const flow = await opened.threadShares(() => talk.flow(PER_SECOND, plan.seconds));
  await Bun.sleep(SETTLE_MS / 2);
  const lastSeq = Number(await opened.page.locator(".message").last().getAttribute("data-seq")) + BURST;
  const burstGapMs = await opened.longestGap(async () => {
    talk.burst(BURST);
    await opened.page.locator(`.message[data-seq="${lastSeq}"]`).waitFor();
    await Bun.sleep(SETTLE_MS / 4);
  });
  await opened[Symbol.asyncDispose]();

  const keyMs = await measureKeys(stage, talk);
  return { flowShare: flow.task, flowScriptShare: flow.script, burstGapMs, restingGapMs, idleShare: idle.task, keyMs };
}

async function measureKeys({ browser, server, filled, plan }: Stage, talk: Talk): Promise<number> {
  const follower = { token: filled.followerToken, conversationId: filled.talkRoomId };
  await using slow = await MeasuredPage.open(browser, server, { ...follower, slowdown: SLOWDOWN });
  await slow.settleAtEnd();
  await slow.page.locator(".composer textarea").focus();
  await slow.page.evaluate(() => {
    window.timedKeys = window.probes.timeKeys();
  });
  const flowing = talk.flow(PER_SECOND, (plan.keys * KEY_INTERVAL_MS) / 1_000);
  const pressed: Promise<void>[] = [];
  for (let index = 0; index < plan.keys; index += 1) {
    // Not awaited: the next key does not wait for the page.
    pressed.push(slow.page.keyboard.press(SENTENCE[index % SENTENCE.length] ?? " "));
    await Bun.sleep(KEY_INTERVAL_MS);
  }
  await Promise.all([flowing, ...pressed]);
  await Bun.sleep(SETTLE_MS / 2);
  const times = await slow.page.evaluate(() => {
    window.timedKeys.stop();
    return window.timedKeys.times;
  });
  if (times.length < plan.keys) throw new Error(`Of ${plan.keys} keys ${times.length} arrived.`);
  return percentile(times, 0.95);
}

/** A page on which a visitor is asked for a nickname, and nothing happens. */
export async function measureIdleSignIn({ browser, server, plan }: Stage) {
  await using visitor = await MeasuredPage.open(browser, server);
  await visitor.firstPaint("signIn");
  await Bun.sleep(SETTLE_MS);
  const { task } = await visitor.threadShares(() => Bun.sleep(plan.seconds * 1_000));
  return { idleSignInShare: task };
}

declare global {
  interface Window {
    timedKeys: { readonly times: number[]; stop(): void };
  }
}
