import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import type { Locator } from "playwright-core";
import { type ChatPage, type Device, deviceLinkOf, launchTestBrowser } from "../support/browser.ts";
import { eventually } from "../support/eventually.ts";
import { enter, type Participant } from "../support/people.ts";
import { ServerProcess } from "../support/server-process.ts";

setDefaultTimeout(60_000);

const browser = launchTestBrowser();
const ROOMS = 90;
let server: ServerProcess;
let ben: Participant;
let phone: Participant;
let device: Device;
let ann: ChatPage;
const rooms: string[] = [];

/** Ann's page is low and her list is long: more than is drawn at once. */
beforeAll(async () => {
  server = await ServerProcess.start({ flags: ["--messages-per-second", "0"] });
  ben = await enter(server.url, "ben");
  phone = await enter(server.url, "ann");
  for (let index = 0; index < ROOMS; index += 1) {
    const { id } = await ben.client.createRoom({ name: `room ${index + 100}` });
    rooms.push(id);
    await phone.client.join(id);
    await ben.client.send(id, "hello");
  }
  await phone.client.readAll();
  device = await browser.device({ viewport: { width: 1100, height: 600 } });
  ann = await device.open(await deviceLinkOf(phone, server.url));
  await ann.message.waitFor();
});

afterAll(async () => {
  ben[Symbol.dispose]();
  phone[Symbol.dispose]();
  await device[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

function idOf(room: number): string {
  return rooms[room - 100] ?? "";
}

function link(name: string | RegExp): Locator {
  return ann.conversations.getByRole("link", { name });
}

/** The names of the first conversations of the list. */
async function firstNames(count: number): Promise<string[]> {
  const names = await ann.conversations.locator(".nav-link bdi").allTextContents();
  return names.slice(0, count);
}

async function choose(name: string, action: string): Promise<void> {
  await link(name).click({ button: "right" });
  await ann.page
    .getByRole("menu", { name: `Options: ${name}` })
    .getByText(action, { exact: true })
    .click();
  await ann.page.getByRole("menu").waitFor({ state: "detached" });
}

test("[P100a] pins, mutes, marks and archives in the list, and follows what another device changes", async () => {
  await eventually(async () => expect(await firstNames(2)).toEqual(["room 189", "room 188"]));
  await choose("room 185", "Pin");
  await eventually(async () => expect(await firstNames(2)).toEqual(["room 185", "room 189"]));
  await link(/room 185.*pinned/).waitFor();
  await phone.client.configure(idOf(185), { isPinned: false });
  await eventually(async () => expect(await firstNames(1)).toEqual(["room 189"]));

  await choose("room 188", "Mentions only");
  await ben.client.send(idOf(188), "quiet");
  await link(/room 188.*muted.*1 unread message/).waitFor();
  expect(await ann.unreadCount()).toBe(0);
  const mentions = [{ start: 0, length: 4, userId: phone.user.id }];
  await ben.client.send(idOf(188), "@ann look", { mentions });
  await eventually(async () => expect(await ann.unreadCount()).toBe(1));
  await choose("room 188", "Mark as read");
  await eventually(async () => expect(await ann.unreadCount()).toBe(0));

  await choose("room 187", "Mark as unread");
  await link(/room 187.*marked as unread/).waitFor();
  await eventually(async () => expect(await ann.unreadCount()).toBe(1));
  await ann.goesTo("room 187");
  await eventually(() => expect(phone.client.conversations.get(idOf(187))?.settings).toBeUndefined());
  await eventually(async () => expect(await ann.unreadCount()).toBe(0));

  await choose("room 186", "Archive");
  await link("room 186").waitFor({ state: "detached" });
  const archive = ann.conversations.getByRole("button", { name: "Archived (1)" });
  await archive.focus();
  await ann.page.keyboard.press("Enter");
  await link("room 186").waitFor();
  await ben.client.send(idOf(186), "back again");
  await archive.waitFor({ state: "detached" });
  await eventually(async () => expect(await firstNames(1)).toEqual(["room 186"]));
});

test("tells of unread conversations out of sight, leads there, and reads everything at once", async () => {
  await ann.conversations.getByRole("button", { name: "Mark all as read" }).click();
  await eventually(async () => expect(await ann.unreadCount()).toBe(0));
  await ann.conversations.getByRole("button", { name: "Mark all as read" }).waitFor({ state: "detached" });
  await ann.conversations.locator(".conversation-lists").evaluate((lists) => lists.scrollTo(0, 0));
  const top = await firstNames(1);
  // The oldest conversation, marked: marks move nothing to the top.
  await phone.client.configure(idOf(101), { isMarkedUnread: true });
  await phone.client.configure(idOf(130), { isMarkedUnread: true });
  await ann.conversations.getByRole("button", { name: "2 unread below" }).click();
  await eventually(async () => expect(await isInView(link("room 130"))).toBe(true));
  await ann.conversations.getByRole("button", { name: "1 unread below" }).click();
  await eventually(async () => expect(await isInView(link("room 101"))).toBe(true));
  await ann.conversations.getByRole("button", { name: "1 unread above" }).waitFor();
  expect(await firstNames(1)).toEqual(top);
  // Rows that were never in sight on the way are on the other side now.
  await ann.conversations.locator(".conversation-lists").evaluate((lists) => lists.scrollTo(0, 0));
  await ann.conversations.getByRole("button", { name: "2 unread below" }).waitFor();
  await ann.conversations.locator(".conversation-lists").evaluate((lists) => lists.scrollTo(0, lists.scrollHeight));
  await ann.conversations.getByRole("button", { name: "1 unread above" }).waitFor();
  await link("room 101").focus();

  // The keyboard: the row has the focus, the arrows move it, and the button beside it opens the menu.
  await ann.page.keyboard.press("ArrowUp");
  await ann.page.keyboard.press("ArrowDown");
  await ann.page.keyboard.press("Tab");
  await ann.page.keyboard.press("Enter");
  await ann.page.getByRole("menu", { name: "Options: room 101" }).waitFor();
  await ann.page.keyboard.press("Escape");
  await ann.page.getByRole("menu").waitFor({ state: "detached" });
  await ann.conversations.getByRole("button", { name: "Mark all as read" }).click();
  await eventually(async () => expect(await ann.unreadCount()).toBe(0));
  expect(phone.client.conversations.get(idOf(130))?.settings).toBeUndefined();
});

test("[P100b] says why a conversation cannot be pinned", async () => {
  for (let room = 110; room < 130; room += 1) await phone.client.configure(idOf(room), { isPinned: true });
  await eventually(async () => expect(await firstNames(20)).not.toContain("room 189"));
  await link("room 189").click({ button: "right" });
  const menu = ann.page.getByRole("menu", { name: "Options: room 189" });
  await menu.getByText("Pin", { exact: true }).click();
  await menu.getByText("You have pinned 20 conversations. Unpin one first.").waitFor();
});

async function isInView(row: Locator): Promise<boolean> {
  const [view, box] = [await ann.conversations.locator(".conversation-lists").boundingBox(), await row.boundingBox()];
  return view !== null && box !== null && box.y >= view.y && box.y + box.height <= view.y + view.height;
}
