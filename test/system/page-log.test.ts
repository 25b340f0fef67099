import { expect, setDefaultTimeout, test } from "bun:test";
import type { Locator } from "playwright-core";
import { LOBBY_ID } from "../../src/client/index.ts";
import { type ChatPage, launchTestBrowser } from "../support/browser.ts";
import { eventually } from "../support/eventually.ts";
import { flood } from "../support/flood.ts";
import { enter } from "../support/people.ts";
import { ServerProcess } from "../support/server-process.ts";

setDefaultTimeout(60_000);

/** Rows that the page holds at most, whatever there is [conversation-log.ts]. */
const ROWS_MAX = 280;

const browser = launchTestBrowser();

test("who comes back to 400 unread messages begins at the first, and has read only what they saw", async () => {
  await using server = await ServerProcess.start({ flags: ["--messages-per-second", "0"] });
  await using device = await browser.device();
  const before = await device.join(server.url, "ann");
  await before.says("good night");
  await before.sees("good night");
  await before.page.close();
  await flood(server, 400);

  const ann = await device.open(server.url);
  await isInView(ann, ann.log.getByText("New", { exact: true }));
  await isInView(ann, ann.log.getByText("message 0.", { exact: true }));
  await isInView(ann, ann.log.getByText("good night", { exact: true }));
  await eventually(async () => expect(await unreadOf(ann)).toBeLessThan(400));
  const unread = await unreadOf(ann);
  expect(unread).toBeGreaterThan(340);
  await ann.log.press("PageDown");
  await eventually(async () => expect(await unreadOf(ann)).toBeLessThan(unread));
  expect(await unreadOf(ann)).toBeGreaterThan(300);

  await ann.page.getByRole("button", { name: /new messages$/ }).click();
  await isInView(ann, ann.log.getByText("message 399.", { exact: true }));
  await eventually(async () => expect(await unreadOf(ann)).toBe(0));
});

test("who looks at another conversation meanwhile begins at the first unread message too, however many came", async () => {
  await using server = await ServerProcess.start({ flags: ["--messages-per-second", "0"] });
  await using device = await browser.device();
  using _ben = await enter(server.url, "ben");
  const ann = await device.join(server.url, "ann");
  await ann.opensDirect("ben");
  for (const count of [40, 400]) {
    const name = `eve ${count}`;
    await flood(server, count, name);
    await eventually(async () => expect(await unreadOf(ann)).toBe(count));
    await ann.goesTo("Lobby");
    await isInView(ann, ann.log.getByText("New", { exact: true }));
    const [first] = await ann.log.locator(".unread-line + .message").allInnerTexts();
    expect(first).toContain(name);
    expect(first).toContain("message 0.");
    await ann.log.press("End");
    await eventually(async () => expect(await unreadOf(ann)).toBe(0));
    await ann.goesTo("ben");
  }
});

test("Home leads to the first message that was ever said, and End back to the last", async () => {
  await using server = await ServerProcess.start({ flags: ["--messages-per-second", "0"] });
  await using device = await browser.device();
  const texts = await flood(server, 2_000);
  const ann = await device.join(server.url, "ann");
  await ann.sees("message 1999.");
  await ann.log.press("Home");
  await isInView(ann, ann.log.getByText("message 0.", { exact: true }));
  await isInView(ann, ann.log.getByText("This is where it begins."));
  const shown = await shownTexts(ann);
  expect(shown).toEqual(texts.slice(0, shown.length));
  expect(shown.length).toBeLessThanOrEqual(ROWS_MAX);

  await ann.log.press("End");
  await isInView(ann, ann.log.getByText("message 1999.", { exact: true }));
  expect((await shownTexts(ann)).length).toBeLessThanOrEqual(ROWS_MAX);
  await ann.says("and one more");
  await isInView(ann, ann.log.getByText("and one more", { exact: true }));
});

test("code keeps the indent of its first line", async () => {
  await using server = await ServerProcess.start();
  await using device = await browser.device();
  using ben = await enter(server.url, "ben");
  const ann = await device.join(server.url, "ann");
  await ann.says("    if (isWet) {\n      swim();\n    }\n\n");
  const code = "    if (isWet) {\n      swim();\n    }";
  await eventually(() => expect(ben.texts(LOBBY_ID)).toEqual([code]));
  expect(await ann.log.locator(".message-text").innerText()).toBe(code);
});

/** How many unread messages the title of the page tells. */
async function unreadOf({ page }: ChatPage): Promise<number> {
  return Number(/^\((\d+)\)/.exec(await page.title())?.[1] ?? 0);
}

async function shownTexts({ log }: ChatPage): Promise<string[]> {
  return await log.getByText(/^message \d+\.$/).allInnerTexts();
}

/** Waits until that is in the part of the log that is before one's eyes. */
async function isInView({ log }: ChatPage, what: Locator): Promise<void> {
  await eventually(async () => {
    const [view, box] = [await log.boundingBox(), await what.boundingBox({ timeout: 1_000 })];
    if (view === null || box === null) throw new Error("There is nothing to be seen.");
    if (box.y < view.y || box.y + box.height > view.y + view.height)
      throw new Error(`${box.y} is out of ${view.y}+${view.height}.`);
  }, 20_000);
}
