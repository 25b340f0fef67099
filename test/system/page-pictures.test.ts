import { expect, setDefaultTimeout, test } from "bun:test";
import type { Locator } from "playwright-core";
import { LOBBY_ID } from "../../src/client/index.ts";
import { drawn } from "../../src/server/files/testing/drawn.ts";
import { bytesOf } from "../../src/server/files/testing/samples.ts";
import { deviceWithoutCookies, launchTestBrowser } from "../support/browser.ts";
import { eventually } from "../support/eventually.ts";
import { enter } from "../support/people.ts";
import { ServerProcess } from "../support/server-process.ts";

setDefaultTimeout(90_000);

const browser = launchTestBrowser();
const desktop = { viewport: { width: 1440, height: 900 } };
const photo = { name: "me.png", mimeType: "image/png", buffer: Buffer.from(drawn(300, 200, () => [200, 80, 40, 255])) };

/** Pixels of the picture in an avatar; 0 where there is none or none that can be shown. */
const pictureWidth = async (avatar: Locator): Promise<number> =>
  await avatar.evaluate((element) => element.querySelector("img")?.naturalWidth ?? 0);

async function showsPicture(...avatars: Locator[]): Promise<void> {
  for (const avatar of avatars) await eventually(async () => expect(await pictureWidth(avatar)).toBe(200));
}

async function showsInitials(...avatars: Locator[]): Promise<void> {
  for (const avatar of avatars) await eventually(async () => expect(await avatar.locator("img").count()).toBe(0));
}

test("[P121a] a new picture is seen at once in the log, the list and the card, and so is its removal", async () => {
  await using server = await ServerProcess.start();
  await using annsDevice = await browser.device(desktop);
  await using bensDevice = await browser.device(desktop);
  const ann = await annsDevice.join(server.url, "ann");
  const ben = await bensDevice.join(server.url, "ben");
  await ann.says("hello");
  await ben.sees("hello");
  const inLog = ben.rowsOf("hello").locator(".avatar");
  const inList = ben.people.getByRole("button", { name: /^ann/ }).locator(".avatar");
  await showsInitials(inLog, inList);

  await ann.page.getByRole("button", { name: /Settings/ }).click();
  const form = ann.page.getByRole("form", { name: "Profile" });
  const chooser = form.locator("input[type=file]");
  await chooser.setInputFiles({ name: "note.txt", mimeType: "text/plain", buffer: Buffer.from("hello") });
  await form.getByText("Choose a PNG, JPEG, WebP or GIF that is not long and narrow.").waitFor();
  await chooser.setInputFiles({ ...photo, buffer: Buffer.from(bytesOf("no pixels")) });
  await form.getByText("Choose a PNG, JPEG, WebP or GIF that is not long and narrow.").waitFor();
  await chooser.setInputFiles(photo);
  await form.getByRole("button", { name: "Choose another" }).waitFor();
  // Nothing is told before it is saved.
  await showsInitials(inLog);
  await form.getByRole("button", { name: "Save" }).click();
  await form.getByRole("button", { name: "Saved" }).waitFor();
  await showsPicture(inLog, inList);
  await ben.rowsOf("hello").getByRole("button", { name: "ann" }).click();
  const card = ben.page.getByRole("dialog", { name: "About" });
  await showsPicture(card.locator(".avatar"));
  await ben.page.reload();
  await showsPicture(ben.rowsOf("hello").locator(".avatar"));

  await form.getByRole("button", { name: "Remove" }).click();
  await form.getByRole("button", { name: "Save" }).click();
  await form.getByRole("button", { name: "Saved" }).waitFor();
  await showsInitials(inLog, inList);
});

test("[P121b] [P122] a room's picture is in the list, in its details, and on the card of an invite link, without cookies too", async () => {
  await using server = await ServerProcess.start();
  await using device = await browser.device(desktop);
  const { page } = await device.join(server.url, "ann");
  await page.getByRole("button", { name: "New room" }).click();
  const dialog = page.getByRole("dialog", { name: "New room" });
  await dialog.getByRole("textbox", { name: "Room name" }).fill("reef");
  await dialog.locator("input[type=file]").setInputFiles(photo);
  await dialog.getByRole("button", { name: "Create" }).click();
  await showsPicture(page.getByRole("link", { name: /reef/ }).locator(".avatar"), page.locator(".details-mark .avatar"));

  using ben = await enter(server.url, "ben");
  const [room] = (await ben.client.rooms({ query: "reef" })).rooms;
  await ben.client.join(room?.id ?? "");
  const link = await ben.client.createInviteLink(room?.id ?? "");
  await using stranger = await deviceWithoutCookies();
  const visit = await stranger.open(`${server.url}/#join=${link.code}`);
  await showsPicture(visit.page.locator(".room-card .avatar"));
  await visit.page.getByRole("textbox", { name: "Nickname" }).fill("cid");
  await visit.page.getByRole("button", { name: "Join" }).click();
  await showsPicture(visit.page.getByRole("link", { name: /reef/ }).locator(".avatar"));

  await page.getByRole("button", { name: "Room settings" }).click();
  const settings = page.getByRole("dialog", { name: "Room settings" });
  await settings.getByRole("button", { name: "Remove" }).click();
  await settings.getByRole("button", { name: "Save" }).click();
  await page.getByText(/ann.* removed the room’s picture/).waitFor();
  await eventually(() => expect(ben.client.conversations.get(room?.id ?? "")).not.toHaveProperty("picture"));
  await eventually(async () => expect(await visit.page.getByRole("link", { name: /reef/ }).locator("img").count()).toBe(0));
  expect(ben.client.conversations.has(LOBBY_ID)).toBe(true);
});
