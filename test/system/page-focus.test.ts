import { expect, setDefaultTimeout, test } from "bun:test";
import type { Locator, Page } from "playwright-core";
import { deviceLinkOf, launchTestBrowser } from "../support/browser.ts";
import { eventually } from "../support/eventually.ts";
import { enter } from "../support/people.ts";
import { ServerProcess } from "../support/server-process.ts";

setDefaultTimeout(60_000);

const browser = launchTestBrowser();

test("a dialog focuses the next step, and returns the focus to its opener", async () => {
  await using server = await ServerProcess.start();
  await using device = await browser.device({ viewport: { width: 1440, height: 900 } });
  using ben = await enter(server.url, "ben");
  await ben.client.createRoom({ name: "reef" });
  const ann = await device.join(server.url, "ann");
  const { page } = ann;
  const dialog = page.getByRole("dialog");
  const button = (name: string | RegExp) => page.getByRole("button", { name });

  await opens(page, button("Find rooms"), dialog.getByRole("searchbox", { name: "Find a room" }));
  await opens(page, button("New room"), dialog.getByRole("textbox", { name: "Room name" }));
  await opens(page, button(/Settings/), dialog.getByRole("textbox", { name: "Nickname" }));

  // What was opened out of another dialog gives the focus back to what opened the first.
  await button(/Settings/).click();
  await dialog.getByRole("button", { name: "Use on another device" }).click();
  await hasFocus(dialog.getByRole("button", { name: "Copy link" }));
  await page.keyboard.press("Escape");
  await hasFocus(button(/Settings/));
  await button(/Settings/).click();
  await dialog.getByRole("button", { name: "Sign out", exact: true }).click();
  await hasFocus(dialog.getByRole("button", { name: "Cancel" }));
  await page.keyboard.press("Escape");
  await hasFocus(button(/Settings/));

  await button("Find rooms").click();
  await page.keyboard.type("ree");
  await dialog.getByRole("button", { name: "Join reef" }).click();
  await page.getByRole("heading", { level: 1, name: "reef" }).waitFor();
  await hasFocus(ann.message);
  await opens(
    page,
    page.getByRole("button", { name: "Invite", exact: true }),
    dialog.getByRole("searchbox", { name: "Find people" }),
  );
  await opens(page, button("Leave reef"), dialog.getByRole("button", { name: "Cancel" }));
  await page.goto(await deviceLinkOf(ben, server.url));
  await hasFocus(dialog.getByRole("button", { name: /^Stay as/ }));
});

test("on a touch screen a dialog does not bring up the keyboard", async () => {
  await using server = await ServerProcess.start();
  await using device = await browser.device({ viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true });
  const ann = await device.join(server.url, "ann");
  const { page } = ann;
  await ann.goesToList();
  for (const name of ["Find rooms", "New room"]) {
    await page.getByRole("button", { name }).click();
    await hasFocus(page.getByRole("heading", { level: 2, name }));
    await page.keyboard.press("Escape");
    await hasFocus(page.getByRole("button", { name }));
  }
});

async function opens(page: Page, opener: Locator, first: Locator): Promise<void> {
  await opener.click();
  await hasFocus(first);
  await page.keyboard.press("Escape");
  await hasFocus(opener);
}

async function hasFocus(control: Locator): Promise<void> {
  await eventually(async () => expect(await control.evaluate((element) => element === document.activeElement)).toBe(true));
}
