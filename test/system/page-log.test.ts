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

test("a user who comes back to 400 unread messages begins at the first, and has read only those in view", async () => {
  await using server = await ServerProcess.start({ flags: ["--messages-per-second", "0"] });
  await using device = await browser.device();
  const before = await device.join(server.url, "ann");
  await before.says("good night");
  await before.sees("good night");
  await before.page.close();
  await flood(server, 400);

  const ann = await device.open(server.url);
  await ann.hasInView(ann.log.getByText("New", { exact: true }));
  await ann.log.getByRole("separator", { name: "New messages" }).waitFor({ state: "attached" });
  await ann.hasInView(ann.log.getByText("message 0.", { exact: true }));
  await ann.hasInView(ann.log.getByText("good night", { exact: true }));
  await eventually(async () => expect(await ann.unreadCount()).toBeLessThan(400));
  const unread = await ann.unreadCount();
  expect(unread).toBeGreaterThan(340);
  await ann.log.press("PageDown");
  await eventually(async () => expect(await ann.unreadCount()).toBeLessThan(unread));
  expect(await ann.unreadCount()).toBeGreaterThan(300);

  await ann.page.getByRole("button", { name: /new messages$/ }).click();
  await ann.hasInView(ann.log.getByText("message 399.", { exact: true }));
  await eventually(async () => expect(await ann.unreadCount()).toBe(0));
});

test("a reader of another conversation also begins at the first unread message, however many came", async () => {
  await using server = await ServerProcess.start({ flags: ["--messages-per-second", "0"] });
  await using device = await browser.device();
  using _ben = await enter(server.url, "ben");
  const ann = await device.join(server.url, "ann");
  await ann.opensDirect("ben");
  for (const count of [40, 400]) {
    const name = `eve ${count}`;
    await flood(server, count, name);
    await eventually(async () => expect(await ann.unreadCount()).toBe(count));
    await ann.goesTo("Lobby");
    await ann.hasInView(ann.log.getByText("New", { exact: true }));
    const [first] = await ann.log.locator(".unread-line + .message").allInnerTexts();
    expect(first).toContain(name);
    expect(first).toContain("message 0.");
    await ann.log.press("End");
    await eventually(async () => expect(await ann.unreadCount()).toBe(0));
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
  await ann.hasInView(ann.log.getByText("message 0.", { exact: true }));
  await ann.hasInView(ann.log.getByText("This is where it begins."));
  const shown = await shownTexts(ann);
  expect(shown).toEqual(texts.slice(0, shown.length));
  expect(shown.length).toBeLessThanOrEqual(ROWS_MAX);

  await ann.log.press("End");
  await ann.hasInView(ann.log.getByText("message 1999.", { exact: true }));
  expect((await shownTexts(ann)).length).toBeLessThanOrEqual(ROWS_MAX);
  await ann.says("and one more");
  await ann.hasInView(ann.log.getByText("and one more", { exact: true }));

  // A phone has no such key: a dialog leads to the beginning, and to the first message of a day.
  const goes = async (choose: (dialog: Locator) => Promise<void>) => {
    await ann.opensDetails();
    await ann.page.getByRole("button", { name: "Go to a date" }).click();
    const dialog = ann.page.getByRole("dialog", { name: "Go to a date" });
    await choose(dialog);
    await dialog.waitFor({ state: "detached" });
  };
  await goes((dialog) => dialog.getByRole("button", { name: "To the beginning" }).click());
  await ann.hasInView(ann.log.getByText("message 0.", { exact: true }));
  await ann.log.press("End");
  await ann.hasInView(ann.log.getByText("and one more", { exact: true }));
  await goes(async (dialog) => {
    await dialog.getByLabel("Day").fill("2026-01-01");
    await dialog.getByRole("button", { name: "Go", exact: true }).click();
  });
  await ann.hasInView(ann.log.getByText("message 0.", { exact: true }));
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

async function shownTexts({ log }: ChatPage): Promise<string[]> {
  return await log.getByText(/^message \d+\.$/).allInnerTexts();
}
