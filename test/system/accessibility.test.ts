import { expect, setDefaultTimeout, test } from "bun:test";
import axe from "axe-core";
import type { Page } from "playwright-core";
import { type ChatPage, launchTestBrowser } from "../support/browser.ts";
import { ServerProcess } from "../support/server-process.ts";
import { setStage, visitViews } from "../support/views.ts";

setDefaultTimeout(180_000);

const browser = launchTestBrowser();

for (const [device, viewport] of [
  ["desktop", { width: 1280, height: 800 }],
  ["phone", { width: 390, height: 844 }],
] as const) {
  test(`everybody can use every view: light and dark, on a ${device}`, async () => {
    await using server = await ServerProcess.start({ flags: ["--messages-per-second", "0"] });
    // The policy of the page forbids the tool that looks at it, too.
    await using browserDevice = await browser.device({ viewport, bypassCSP: true });
    const stage = await setStage(browserDevice, server.url);
    using _people = stage;
    const found: string[] = [];
    const look = async (view: string, chat: ChatPage = stage.ann) => {
      for (const violation of await violationsIn(chat.page)) found.push(`${view}: ${violation}`);
    };
    await visitViews(device, stage, look);
    await stage.ann.page.context().clearCookies();
    for (const hash of ["", `#join=${stage.inviteCode}`]) {
      const entrance = await browserDevice.open(new URL(hash, server.url).href);
      await entrance.page.getByRole("textbox", { name: "Nickname" }).waitFor();
      if (hash !== "") await entrance.page.getByText(/invites you to/).waitFor();
      await look(`signing in ${hash}`, entrance);
    }
    expect(found).toEqual([]);
  });
}

/** An address of a conversation looks like a link to a part of the page. */
const rules = { "skip-link": { enabled: false } };

/** By all rules of the tool; in the dark only the colours are others. What lies under a dialog or a menu is a view of its own. */
async function violationsIn(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const all = await landmarkProblems(page);
  for (const colorScheme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme });
    const options = colorScheme === "light" ? { rules } : { runOnly: ["color-contrast"] };
    const { violations } = await page.evaluate((how) => {
      const over = [...document.querySelectorAll("dialog:modal, :popover-open")].at(-1);
      return window.axe.run(over ?? document, { ...how, resultTypes: ["violations"] });
    }, options);
    for (const { id, nodes } of violations) {
      all.push(...nodes.map(({ html, failureSummary }) => `${colorScheme}: ${id}: ${html.slice(0, 300)} ${failureSummary}`));
    }
  }
  return all;
}

/** The tool takes a list as wide as a phone for a dialog, and asks nothing of what is under one. */
async function landmarkProblems(page: Page): Promise<string[]> {
  const counts = await Promise.all(["main, [role=main]", "h1"].map((wanted) => page.locator(wanted).count()));
  return counts.every((count) => count === 1) ? [] : [`${counts[0]} mains and ${counts[1]} headings of the first level`];
}

declare global {
  interface Window {
    readonly axe: typeof axe;
  }
}
