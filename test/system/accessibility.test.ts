import { expect, setDefaultTimeout, test } from "bun:test";
import axe from "axe-core";
import type { Locator, Page } from "playwright-core";
import { LOBBY_ID } from "../../src/client/index.ts";
import { visitAdminViews } from "../support/admin-views.ts";
import { type ChatPage, launchTestBrowser } from "../support/browser.ts";
import { eventually } from "../support/eventually.ts";
import { flood } from "../support/flood.ts";
import { enter } from "../support/people.ts";
import { ServerProcess } from "../support/server-process.ts";
import { setStage } from "../support/view-stage.ts";
import { visitViews } from "../support/views.ts";

setDefaultTimeout(400_000);

const browser = launchTestBrowser();

for (const [device, viewport] of [
  ["desktop", { width: 1280, height: 800 }],
  ["phone", { width: 390, height: 844 }],
] as const) {
  test(`everybody can use every view: light and dark, on a ${device}`, async () => {
    const provider = ["--oidc-issuer", "http://127.0.0.1:1", "--oidc-client-id", "shoal", "--oidc-name", "School"];
    await using server = await ServerProcess.start({ flags: ["--messages-per-second", "0", ...provider] });
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
      await entrance.page.getByRole("link", { name: /Sign in with/ }).waitFor();
      if (hash !== "") await entrance.page.getByText(/invites you to/).waitFor();
      await look(`signing in ${hash}`, entrance);
    }
    await visitAdminViews(device, browserDevice, server, async (view, page) => {
      for (const violation of await violationsIn(page)) found.push(`${view}: ${violation}`);
      if (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)) found.push(`${view}: scrolls sideways`);
    });
    expect(found).toEqual([]);
  });
}

test("by keys alone: from row to row and page to page, through menus and questions, and the focus is never lost", async () => {
  await using server = await ServerProcess.start({ flags: ["--messages-per-second", "0"] });
  await using desktop = await browser.device({ viewport: { width: 1280, height: 500 } });
  using ben = await enter(server.url, "ben");
  await flood(server, 300, "eve");
  await ben.client.send(LOBBY_ID, "from ben");
  const ann = await desktop.join(server.url, "ann");
  const { page } = ann;
  await ann.sees("from ben");
  const row = (text: string) => ann.rowsOf(text);
  await ann.message.press("Shift+Tab");
  while (!(await hasFocus(row("from ben")))) await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("ArrowUp");
  await getsFocus(row("message 299."));
  await page.keyboard.press("PageUp");
  const turned = await focusedNumber(page);
  expect(turned).toBeLessThan(297);
  await ann.hasInView(row(`message ${turned}.`));
  await page.keyboard.press("PageDown");
  expect(await focusedNumber(page)).toBeGreaterThan(turned);
  await page.keyboard.press("Home");
  await ann.hasInView(ann.log.getByText("message 0.", { exact: true }));
  await getsFocus(ann.log);
  await page.keyboard.press("End");
  await ann.hasInView(row("from ben"));

  // A menu, a card in a dialog and a question in it: Esc leads back, step by step.
  await row("from ben").focus();
  const more = row("from ben").getByRole("button", { name: "More", exact: true });
  await more.press("Enter");
  await getsFocus(page.getByRole("menuitem", { name: "Reply" }));
  await page.keyboard.press("ArrowUp");
  await getsFocus(page.getByRole("menuitem", { name: "Report…" }));
  await page.keyboard.press("Escape");
  await getsFocus(more);
  const member = ann.people.getByRole("button", { name: /^ben/ });
  await member.press("Enter");
  const card = page.getByRole("dialog", { name: "About" });
  await card.getByRole("button", { name: "Block" }).press("Enter");
  await getsFocus(card.getByRole("button", { name: "Cancel" }));
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await card.getByRole("button", { name: "Unblock" }).waitFor();
  await getsFocus(card.getByRole("button", { name: "Message" }));
  await page.keyboard.press("Escape");
  await getsFocus(member);
  const folded = ann.log.locator(".message.folded");
  await row("message 299.").focus();
  await page.keyboard.press("ArrowDown");
  await getsFocus(folded);
  await page.keyboard.press("ArrowUp");
  await getsFocus(row("message 299."));
  await folded.getByRole("button", { name: "Show" }).press("Enter");
  await getsFocus(row("from ben"));
});

test("on a phone the focus goes with the reader: from the list into a talk, and back to where they came from", async () => {
  await using server = await ServerProcess.start();
  await using phone = await browser.device({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  const ann = await phone.join(server.url, "ann");
  await ann.goesToList();
  const lobby = ann.conversations.getByRole("link", { name: "Lobby" });
  await getsFocus(lobby);
  await lobby.press("Enter");
  await getsFocus(ann.page.getByRole("heading", { level: 1, name: "Lobby" }));
  const details = ann.page.getByRole("button", { name: /^People and details of/ });
  await details.press("Enter");
  await ann.page.getByRole("dialog", { name: "Details" }).waitFor();
  await ann.page.keyboard.press("Escape");
  await getsFocus(details);
});

async function focusedNumber(page: Page): Promise<number> {
  return Number(/message (\d+)\./.exec(await page.locator(":focus").innerText())?.[1]);
}

async function hasFocus(element: Locator): Promise<boolean> {
  return await element.evaluate((node) => node === document.activeElement);
}

async function getsFocus(element: Locator): Promise<void> {
  await eventually(async () => expect(await hasFocus(element)).toBe(true));
}

/** An address of a conversation looks like a link to a part of the page. */
const rules = { "skip-link": { enabled: false } };

/** By all rules of the tool; in the dark only the colours are others. What lies under a dialog or a menu is a view of its own. */
async function violationsIn(page: Page): Promise<string[]> {
  if (await page.evaluate(() => window.axe === undefined)) await page.evaluate(axe.source);
  const all = [...(await landmarkProblems(page)), ...(await focusProblems(page))];
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

/** A dialog has the focus, and not on what closes it. */
async function focusProblems(page: Page): Promise<string[]> {
  const focused = await page.evaluate(() => {
    const dialog = [...document.querySelectorAll("dialog:modal")].at(-1);
    const { activeElement } = document;
    const isGood = dialog === undefined || (dialog.contains(activeElement) && activeElement?.ariaLabel !== "Close");
    return isGood ? undefined : activeElement?.outerHTML.slice(0, 100);
  });
  return focused === undefined ? [] : [`The focus is on ${focused}`];
}

declare global {
  interface Window {
    readonly axe: typeof axe;
  }
}
