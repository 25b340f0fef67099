import type { Browser, BrowserContextOptions, CDPSession, Page } from "playwright-core";
import type { ServerProcess } from "../support/server-process.ts";
import { installProbes } from "./probes.ts";

/** Names for what is first painted. */
const firstSelectors = {
  signIn: ".sign-in-card button[type=submit]",
  composer: ".composer textarea",
  message: ".log .message",
  conversations: ".conversations .nav-link",
} as const;

const SETTLE_MS = 2_000;
const ACTION_WITHIN_MS = 30_000;
export const desktop: BrowserContextOptions = { viewport: { width: 1440, height: 900 } };
export const phone: BrowserContextOptions = { viewport: { width: 360, height: 780 }, hasTouch: true, isMobile: true };

export interface OpenOptions {
  /** Of the user; a visitor has none. */
  readonly token?: string;
  /** Is shown; otherwise the lobby. */
  readonly conversationId?: string;
  readonly device?: BrowserContextOptions;
  /** How many times slower the page's main thread runs. */
  readonly slowdown?: number;
}

/** What the main thread did, in seconds of CPU time: what other processes do meanwhile does not count. */
interface ThreadUse {
  readonly task: number;
  readonly script: number;
}

/** The page in a browser that has never seen it: nothing is cached or stored. */
export class MeasuredPage implements AsyncDisposable {
  readonly page: Page;
  readonly #session: CDPSession;

  /** Uses the page at `path` once it is open, and closes it. */
  static async open(browser: Browser, server: ServerProcess, options: OpenOptions = {}): Promise<MeasuredPage> {
    const { token, conversationId, device = desktop, slowdown = 1 } = options;
    const context = await browser.newContext({ locale: "en-GB", reducedMotion: "reduce", ...device });
    context.setDefaultTimeout(ACTION_WITHIN_MS);
    if (token !== undefined) await context.addCookies([{ name: `shoal-${server.port}`, value: token, url: server.url }]);
    await context.addInitScript(installProbes, firstSelectors);
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send("Performance.enable", { timeDomain: "threadTicks" });
    await session.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
    await page.goto(conversationId === undefined ? server.url : `${server.url}/#c=${conversationId}`);
    return new MeasuredPage(page, session);
  }

  private constructor(page: Page, session: CDPSession) {
    this.page = page;
    this.#session = session;
  }

  /** Milliseconds from the navigation until that was painted. */
  async firstPaint(name: keyof typeof firstSelectors): Promise<number> {
    const handle = await this.page.waitForFunction((key) => window.probes.firstPaints[key], name);
    return (await handle.jsonValue()) ?? Number.NaN;
  }

  /** Goes to the end of the conversation, and waits until nothing goes on any more. */
  async settleAtEnd(): Promise<void> {
    await this.firstPaint("message");
    await this.page.locator(".log").press("End");
    await Bun.sleep(SETTLE_MS);
  }

  /** Milliseconds from that click until something of all the selectors is painted. */
  async timeClick(click: () => Promise<void>, ...selectors: string[]): Promise<number> {
    const timing = this.page.evaluate((wanted) => {
      window.timing = window.probes.timeEvent("click", wanted);
    }, selectors);
    await timing;
    await click();
    return await this.page.evaluate(() => window.timing);
  }

  /** The shares of a core that the main thread took for tasks of any kind, and by scripts, while `use` ran. */
  async threadShares(use: () => Promise<unknown>): Promise<{ task: number; script: number; scriptMs: number }> {
    const before = await this.#threadUse();
    const startedAt = performance.now();
    await use();
    const after = await this.#threadUse();
    const seconds = (performance.now() - startedAt) / 1_000;
    const scriptSeconds = after.script - before.script;
    return { task: (after.task - before.task) / seconds, script: scriptSeconds / seconds, scriptMs: scriptSeconds * 1_000 };
  }

  /** CPU time of the main thread since the navigation began, in milliseconds; a slower main thread counts as it is. */
  async threadMs(): Promise<number> {
    return (await this.#threadUse()).task * 1_000;
  }

  /** The longest time between two painted frames while `use` ran, in milliseconds. */
  async longestGap(use: () => Promise<unknown>): Promise<number> {
    await this.page.evaluate(() => {
      let [last, longest] = [performance.now(), 0];
      const stop = window.probes.eachFrame((at) => {
        longest = Math.max(longest, at - last);
        last = at;
      });
      window.stopFrames = () => {
        stop();
        return longest;
      };
    });
    await use();
    return await this.page.evaluate(() => window.stopFrames());
  }

  /** The duration of each task above 50 ms while `use` ran. */
  async longTasks(use: () => Promise<unknown>): Promise<readonly number[]> {
    await this.page.evaluate(() => {
      window.observedTasks = window.probes.longTasks();
    });
    await use();
    return await this.page.evaluate(() => {
      window.observedTasks.stop();
      return window.observedTasks.durations;
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.page.context().close();
  }

  async #threadUse(): Promise<ThreadUse> {
    const { metrics } = await this.#session.send("Performance.getMetrics");
    const value = (wanted: string): number => metrics.find(({ name }) => name === wanted)?.value ?? Number.NaN;
    return { task: value("TaskDuration"), script: value("ScriptDuration") };
  }
}

declare global {
  interface Window {
    timing: Promise<number>;
    stopFrames: () => number;
    observedTasks: { readonly durations: number[]; stop(): void };
  }
}
