import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import type { Page } from "playwright-core";
import { createDeviceLink, LOBBY_ID, serverInfo } from "../../src/client/index.ts";
import { command, newAccount, newGuest, operate, type Token } from "../support/administration.ts";
import { launchTestBrowser } from "../support/browser.ts";
import { eventually } from "../support/eventually.ts";
import { Participant } from "../support/people.ts";
import { startTestServer, type TestServer } from "../support/test-server.ts";

setDefaultTimeout(120_000);

/** Would run where it is not text. */
const SCRIPT = "<img src=x onerror=alert(1)>";

const PICTURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

const browser = launchTestBrowser();
let server: TestServer;
let ann: Token;

beforeAll(async () => {
  server = await startTestServer();
  ann = await newAccount(server, "ann", "administrator");
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

/** Signs the person in on a new device, and opens the administration there. */
async function administration(person: Token, tab = "people"): Promise<{ page: Page } & AsyncDisposable> {
  const device = await browser.device();
  const { code } = await createDeviceLink(server.url, { token: person.token });
  const { page, message } = await device.open(`${server.url}/#link=${code}`);
  await message.waitFor();
  await page.goto(`${server.url}/admin#${tab}`);
  return { page, [Symbol.asyncDispose]: () => device[Symbol.asyncDispose]() };
}

/** A press on the row of that person. */
async function opens(page: Page, nickname: string): Promise<void> {
  // Each is waited for: what is asked for after a role was taken away ends the page.
  const found = page.waitForResponse((response) => response.request().postData()?.includes(`"text":"${nickname}"`) === true);
  await page.getByRole("searchbox", { name: "Search people" }).fill(nickname);
  await found;
  const person = page.waitForResponse((response) => response.url().endsWith("/api/admin/person"));
  await page.locator(".entry", { hasText: nickname }).first().click();
  await person;
  await page.getByRole("dialog", { name: new RegExp(`Manage.*${nickname}`) }).waitFor();
}

test("staff bans, mutes, appoints, resets and deletes people; each act is told, and is in the audit log as a sentence", async () => {
  const ben = await newGuest(server.url, "ben");
  const cleo = await newAccount(server, "cleo");
  await using opened = await administration(ann);
  const { page } = opened;
  const press = (name: string) => page.getByRole("dialog").getByRole("button", { name, exact: true }).click();
  const isTold = (text: RegExp) => page.locator(".notice").getByText(text).waitFor();

  await opens(page, "ben");
  await press("Ban from the server");
  await page.getByLabel("For how long?").selectOption("1 day");
  await page.getByLabel("Reason").fill("spam");
  // Twice is once: the second press finds a busy form, or none.
  await page.getByRole("dialog").getByRole("button", { name: "Ban from the server" }).dblclick();
  await isTold(/ben.* is banned/);
  expect(await page.locator(".entry", { hasText: "ben" }).innerText()).toContain("banned");
  await eventually(async () => expect((await command(server.url, ben.token, "people")).status).not.toBe(200));

  await opens(page, "cleo");
  await press("Password link");
  await press("Make a link");
  const link = await page.getByRole("dialog").getByRole("textbox", { name: "Link" }).inputValue();
  expect(link).toStartWith(`${server.url}/#reset=`);
  await page.getByRole("img", { name: "QR code of the link" }).waitFor();
  await press("Back");
  await press("Change role");
  await page.getByRole("radio", { name: "moderator" }).check();
  await press("Save");
  await isTold(/cleo.* is moderator now/);

  await page.getByRole("link", { name: "Audit log" }).click();
  const sentences = page.locator(".audit-text");
  await sentences.filter({ hasText: "ann banned ben for a day: spam" }).waitFor();
  expect(await sentences.filter({ hasText: "banned ben" }).count()).toBe(1);
  await page.getByLabel("What was done").selectOption("Role on the server");
  await eventually(async () => expect(await sentences.count()).toBeLessThan(4));
  await sentences.filter({ hasText: "ann made cleo a moderator of the server" }).waitFor();

  await page.getByRole("link", { name: "People", exact: true }).click();
  await opens(page, "ben");
  await press("Delete user");
  const deletion = page.getByRole("dialog").getByRole("button", { name: "Delete user" });
  expect(await deletion.isDisabled()).toBe(true);
  await page.getByRole("dialog").getByRole("textbox").fill("Ben");
  await deletion.click();
  await isTold(/ben.* is deleted/);
  await eventually(async () => expect(await page.locator(".entry", { hasText: "ben" }).count()).toBe(0));

  // The role goes while the page is open: the next press tells it.
  await operate(server.dataFolder, "set-role", { userId: cleo.user.id, serverRole: "member" });
  await using second = await administration(cleo);
  await second.page.getByText(/is neither a moderator nor an administrator/).waitFor();
  await second.page.getByRole("main").getByRole("link", { name: "To the chat" }).click();
  await second.page.getByRole("textbox", { name: "Message", exact: true }).waitFor();
});

test("a moderator sees what moderators may do, and loses the page with the role; an outsider reads a sentence", async () => {
  const mod = await newAccount(server, "mod", "moderator");
  await newAccount(server, "dan");
  await using opened = await administration(mod);
  const { page } = opened;
  await page.goto(server.url);
  await page.getByRole("button", { name: /Settings$/ }).click();
  await page.getByRole("link", { name: "Administration of this server" }).click();
  await page.getByRole("heading", { name: "People" }).waitFor();
  expect(await page.getByRole("navigation").getByRole("link").allInnerTexts()).not.toContain("Settings");

  await opens(page, "dan");
  const acts = page.getByRole("dialog").getByRole("button");
  expect((await acts.allInnerTexts()).filter(Boolean)).toEqual([
    ...["Mute", "Ban from the server", "Sign out everywhere", "Audit log"],
  ]);
  await acts.filter({ hasText: "Mute" }).click();
  await operate(server.dataFolder, "set-role", { userId: mod.user.id, serverRole: "member" });
  await acts.filter({ hasText: "Mute" }).click();
  const sentence = page.getByText(/mod.* is neither a moderator nor an administrator/);
  await sentence.waitFor();
  expect(await sentence.evaluate((element) => element === document.activeElement)).toBe(true);

  await page.context().clearCookies();
  await page.reload();
  await page.getByText(/You are not signed in here/).waitFor();
});

test("rooms, addresses, raid and settings change at once, and what visitors see with them", async () => {
  using ced = new Participant(server.url, await newAccount(server, "ced"));
  await ced.client.ready();
  await ced.client.createRoom({ name: "pond" });
  await using opened = await administration(ann, "rooms");
  const { page } = opened;
  const dialog = page.getByRole("dialog");
  const isTold = (text: RegExp) => page.locator(".notice").getByText(text).waitFor();

  await page.locator(".entry", { hasText: "pond" }).click();
  await dialog.getByRole("button", { name: "Archive" }).click();
  await dialog.getByRole("button", { name: "Archive" }).click();
  await isTold(/pond.* is archived/);
  await page.locator(".entry", { hasText: "pond" }).click();
  await dialog.getByRole("button", { name: "Delete room" }).click();
  await dialog.getByRole("textbox").fill("pond");
  await page.keyboard.press("Enter");
  await isTold(/pond.* is deleted/);

  await page.getByRole("link", { name: "Banned addresses" }).click();
  await page.getByLabel("Address or network").fill("127.0.0.1");
  await page.getByRole("button", { name: "Ban", exact: true }).click();
  await page.getByText(/Your own address, or that of the server/).waitFor();
  await page.getByLabel("Address or network").fill("203.0.113.0/24");
  await page.getByRole("button", { name: "Ban", exact: true }).click();
  await isTold(/203\.0\.113\.0\/24 is banned/);
  await page.getByRole("button", { name: "Lift the ban of 203.0.113.0/24" }).click();
  await page.getByText("No address is banned.").waitFor();

  await page.getByRole("link", { name: "Raid" }).click();
  await page.getByRole("switch", { name: /Raid mode/ }).click();
  await isTold(/Raid mode is on until/);
  await page.getByRole("link", { name: "Status" }).click();
  await page.getByText(/no newcomers, and everyone writes slowly/).waitFor();
  await page.getByText("Event-loop delay").waitFor();
  expect(await serverInfo(server.url)).toMatchObject({ raidUntil: expect.any(Number) });
  await operate(server.dataFolder, "raid", { isOn: false });
  await page.getByText(/no newcomers, and everyone writes slowly/).waitFor({ state: "detached" });

  await page.getByRole("link", { name: "Settings" }).click();
  await page.getByLabel("Name of the server").fill("Reef");
  await page.getByLabel("Welcome text").fill("Hello there");
  const file = { name: "reef.png", mimeType: "image/png", buffer: Buffer.from(PICTURE, "base64") };
  await page.locator("input[type=file]").setInputFiles(file);
  await page.getByRole("button", { name: "Save" }).click();
  await isTold(/Saved\. Name of the server: .*→ Reef; Welcome text: none → Hello there; The picture is another one/);
  await page.context().clearCookies();
  await page.goto(server.url);
  await page.getByText("Hello there").waitFor();
  const width = () => page.locator("img.server-picture").evaluate((image: HTMLImageElement) => image.naturalWidth);
  await eventually(async () => expect(await width()).toBeGreaterThan(0));
});

test("what users write stays text: a nickname, a room, a reason, a report, a name and a welcome that look like scripts", async () => {
  const eve = await newGuest(server.url, SCRIPT);
  using author = new Participant(server.url, eve);
  await author.client.ready();
  using reader = new Participant(server.url, ann);
  await reader.client.ready();
  await author.client.createRoom({ name: SCRIPT, description: SCRIPT });
  const { seq } = await author.client.send(LOBBY_ID, SCRIPT);
  await reader.client.moderation.report(LOBBY_ID, seq, { reason: SCRIPT });
  await operate(server.dataFolder, "set-settings", { name: SCRIPT, welcome: SCRIPT });
  await operate(server.dataFolder, "mute", { userId: eve.user.id, reason: SCRIPT });
  await operate(server.dataFolder, "ban-addresses", { network: "203.0.113.7", reason: SCRIPT });

  await using opened = await administration(ann);
  const { page } = opened;
  const staysText = async () => {
    await page.getByText(SCRIPT).first().waitFor();
    expect(await page.locator("img[src=x], [onerror]").count()).toBe(0);
  };
  await staysText();
  await page.locator(".entry", { hasText: SCRIPT }).click();
  await page.getByRole("dialog").getByText(`“\u2068${SCRIPT}\u2069”`, { exact: false }).waitFor();
  await staysText();
  await page.keyboard.press("Escape");
  for (const tab of ["Rooms", "Reports", "Audit log", "Banned addresses"]) {
    await page.getByRole("link", { name: tab }).click();
    await page.getByRole("heading", { name: tab }).waitFor();
    await staysText();
  }
  await page.getByRole("link", { name: "Settings" }).click();
  await eventually(async () => expect(await page.getByLabel("Welcome text").inputValue()).toBe(SCRIPT));
  await page.goto(server.url);
  await page.getByRole("log").getByText(SCRIPT).first().waitFor();
  await staysText();
  await page.context().clearCookies();
  await page.reload();
  await page.locator(".server-welcome").getByText(SCRIPT).waitFor();
  await staysText();
});

test("the status of a server with several nodes lists them, and adds them up", async () => {
  await using open = await administration(ann, "status");
  const { page } = open;
  const node = {
    version: "0.1.0",
    startedAt: Date.UTC(2030, 0, 1),
    connections: { websocket: 1_200, poll: 4 },
    postsPerSecond: 2.5,
  };
  await page.route("**/api/admin/status", async (route) => {
    const answer = await route.fetch();
    const nodes = ["sea-1:9527", "sea-2:9527", "sea-3:9527"].map((name, index) => ({ ...node, name, silentMs: index * 8_000 }));
    await route.fulfill({ response: answer, json: { ...(await answer.json()), nodes } });
  });
  await page.reload();
  const rows = page.locator(".nodes tbody tr");
  await rows.nth(2).waitFor();
  expect(await rows.count()).toBe(3);
  expect(await rows.nth(0).textContent()).toContain("answers here");
  expect(await rows.nth(2).textContent()).toContain("16 seconds ago");
  expect(await page.locator(".nodes tfoot").textContent()).toContain("3,612");
});
