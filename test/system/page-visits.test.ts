import { expect, setDefaultTimeout, test } from "bun:test";
import { type ChatPage, launchTestBrowser } from "../support/browser.ts";
import { eventually } from "../support/eventually.ts";
import { enter } from "../support/people.ts";
import { ServerProcess } from "../support/server-process.ts";

setDefaultTimeout(60_000);

const browser = launchTestBrowser();

test("a page that could not reach the server at the start tries again by itself", async () => {
  await using server = await ServerProcess.start();
  await using device = await browser.device();
  const { page } = await device.open(server.url);
  await page.getByRole("textbox", { name: "Nickname" }).waitFor();
  // The page comes from the browser, and the server does not answer.
  let isAway = true;
  await page.route("**/api/session", (route) => (isAway ? route.abort() : route.continue()));
  await page.reload();
  await page.getByText("The server cannot be reached.").waitFor();
  isAway = false;
  await page.getByRole("textbox", { name: "Nickname" }).waitFor();
});

test("Back closes the overlay, and leaves the conversation where it is", async () => {
  await using server = await ServerProcess.start();
  await using device = await browser.device();
  const ann = await device.join(server.url, "ann");
  const { page } = ann;
  const dialog = page.getByRole("dialog");
  await page.getByRole("button", { name: "New room" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("harbour");
  await page.getByRole("button", { name: "Create" }).click();
  await heading(ann, "harbour");

  for (const name of ["Find rooms", "New room", /Settings/]) {
    await page.getByRole("button", { name }).click();
    await dialog.waitFor();
    await page.goBack();
    await dialog.waitFor({ state: "detached" });
    await heading(ann, "harbour");
  }
  // One dialog after another is one step.
  await page.getByRole("button", { name: /Settings/ }).click();
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await page.goBack();
  await dialog.waitFor({ state: "detached" });
  // However else it is closed, Back then leads to where one was before.
  await page.getByRole("button", { name: "Find rooms" }).click();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  await heading(ann, "harbour");
  await page.goBack();
  await heading(ann, "Lobby");

  await page.setViewportSize({ width: 390, height: 844 });
  await page.locator(".details-column").waitFor({ state: "detached" });
  await ann.opensDetails();
  await page.getByRole("dialog").getByRole("button", { name: "Search" }).click();
  expect(await dialog.count()).toBe(2);
  await page.goBack();
  await eventually(async () => expect(await dialog.count()).toBe(1));
  await page.goBack();
  await dialog.waitFor({ state: "detached" });
  await heading(ann, "Lobby");
});

test("on a phone Back leads from a talk to the list, whatever was open over it", async () => {
  await using server = await ServerProcess.start();
  await using device = await browser.device({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  using ben = await enter(server.url, "ben");
  const reef = await ben.client.createRoom({ name: "reef" });
  const ann = await device.join(server.url, "ann");
  const { page } = ann;
  const dialog = page.getByRole("dialog");
  const isOnList = async () => {
    await ann.conversations.waitFor();
    await ann.log.waitFor({ state: "detached" });
  };

  await heading(ann, "Lobby"); // who has just joined is among people at once
  await page.goBack();
  await isOnList();
  await page.getByRole("button", { name: "Find rooms" }).click();
  await page.goBack();
  await dialog.waitFor({ state: "detached" });
  await isOnList();
  await page.getByRole("button", { name: "Find rooms" }).click();
  await dialog.getByRole("button", { name: "Join reef" }).click();
  await heading(ann, "reef");
  await page.reload();
  await heading(ann, "reef");
  await page.goBack();
  await isOnList();

  await ann.goesTo("Lobby");
  await ann.opensDetails();
  await ann.opensDirect("ben");
  await ann.goesToList();
  await isOnList();
  await page.goForward();
  await heading(ann, "Lobby");
  await ann.goesToList();
  // A link opens its conversation, and the list is behind it all the same.
  await page.goto("about:blank");
  await page.goto(`${server.url}#c=${reef.id}`);
  await heading(ann, "reef");
  await page.goBack();
  await isOnList();

  await ann.goesTo("reef");
  await ann.opensDetails();
  await page.getByRole("button", { name: "Leave reef" }).click();
  await dialog.last().getByRole("button", { name: "Leave room" }).click();
  await isOnList();
  expect(await dialog.count()).toBe(0);
  // The window of a tablet that is turned has room for a talk again.
  await page.setViewportSize({ width: 1024, height: 768 });
  await heading(ann, "Lobby");
});

test("two tabs keep a draft each", async () => {
  await using server = await ServerProcess.start();
  await using device = await browser.device();
  const first = await device.join(server.url, "ann");
  const second = await device.open(server.url);
  await second.message.waitFor();
  await first.message.fill("from the first");
  await second.message.fill("from the second");
  for (const tab of [first, second]) await tab.page.reload();
  expect(await first.message.inputValue()).toBe("from the first");
  expect(await second.message.inputValue()).toBe("from the second");
});

async function heading({ page }: ChatPage, name: string): Promise<void> {
  await eventually(async () => expect(await page.getByRole("heading", { level: 1 }).innerText()).toBe(name));
}
