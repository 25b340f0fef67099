import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import type { Locator } from "playwright-core";
import { LOBBY_ID, limits } from "../../src/client/index.ts";
import { type ChatPage, deviceLinkOf, launchTestBrowser, type TestBrowser } from "../support/browser.ts";
import { layoutProblems } from "../support/layout.ts";
import { enter, type Participant } from "../support/people.ts";
import { ServerProcess } from "../support/server-process.ts";

setDefaultTimeout(60_000);

/** As wide as a name can be, and the only one of that kind. */
function wideNickname(): string {
  const digits = String(Math.trunc(performance.now()));
  return "W".repeat(limits.nicknameCharactersMax - digits.length) + digits;
}

const roomNames = [
  "W".repeat(limits.roomNameCharactersMax),
  "房".repeat(limits.roomNameCharactersMax),
  "a room with many words in its name, as it may be!",
  "reef",
];

let server: ServerProcess;
let ben: Participant;
let longNamed: Participant;

beforeAll(async () => {
  server = await ServerProcess.start({ flags: ["--messages-per-second", "0"] });
  ben = await enter(server.url, "ben");
  longNamed = await enter(server.url, "鱼".repeat(limits.nicknameCharactersMax));
  for (const name of roomNames) await ben.client.createRoom({ name });
  await longNamed.client.send(LOBBY_ID, "长".repeat(300));
  await longNamed.client.send(LOBBY_ID, "https://example.org/".padEnd(300, "x"));
});

afterAll(async () => {
  ben[Symbol.dispose]();
  longNamed[Symbol.dispose]();
  await server[Symbol.asyncDispose]();
});

describe("in the font of most browsers", () => {
  const browser = launchTestBrowser();
  test.each([280, 360, 1440])("every list and dialog can be read, %i pixels wide", async (width) => {
    await everythingCanBeRead(browser, width);
  });
});

describe("in a window of 1280 × 1024 that is zoomed to 400 %", () => {
  const browser = launchTestBrowser();
  test("one reads and writes, and what opens is in the window", async () => {
    await using device = await browser.device({ viewport: { width: 320, height: 256 } });
    const ann = await device.join(server.url, wideNickname());
    const { page } = ann;
    const { seq } = await ben.client.send(LOBBY_ID, "to be pinned");
    await ben.client.pin(LOBBY_ID, seq);
    await using _ = { [Symbol.asyncDispose]: () => ben.client.unpin(LOBBY_ID, seq) };
    await page.getByRole("button", { name: "1 pinned" }).waitFor();
    await page.context().setOffline(true);
    await page.getByRole("button", { name: /^Offline/ }).waitFor();
    expect((await ann.log.boundingBox())?.height).toBeGreaterThan(90);
    await isReadable(ann, "the lobby in a low window");
    await page.context().setOffline(false);
    await page.getByRole("button", { name: /^Up to date/ }).click();
    await isInside(page.getByRole("dialog", { name: "Connection" }));
    await page.keyboard.press("Escape");
    await ann.message.pressSequentially(":sm");
    await isInside(page.getByRole("listbox"));
    for (let count = 0; count < 6; count += 1) await page.keyboard.press("ArrowDown");
    await isInside(page.getByRole("option", { selected: true }));
    await page.keyboard.press("Escape");
    await ann.message.fill("one\ntwo\nthree\nfour");
    await isInside(ann.message);
    await isInside(page.getByRole("button", { name: "Send" }));
    await ann.goesToList();
    await ann.conversations.getByRole("link", { name: "Lobby" }).click({ button: "right" });
    await isInside(page.getByRole("menu"));
    await page.getByRole("menuitemradio", { name: "Nothing" }).focus();
    await isInside(page.getByRole("menuitemradio", { name: "Nothing" }));
    await page.keyboard.press("Escape");
  });

  async function isInside(element: Locator): Promise<void> {
    await element.waitFor();
    const { x = -1, y = -1, width = 0, height = 0 } = (await element.boundingBox()) ?? {};
    expect([x >= 0, y >= 0, x + width <= 320, y + height <= 256], `${x} ${y} ${width} ${height}`).toEqual([
      true,
      true,
      true,
      true,
    ]);
  }
});

describe("written from right to left", () => {
  const browser = launchTestBrowser();
  test.each([360, 1440])("the page is its own mirror image, %i pixels wide", async (width) => {
    await using device = await browser.device({ viewport: { width, height: 740 } });
    const ann = await device.join(server.url, wideNickname());
    const { page } = ann;
    const turn = () => page.evaluate(() => document.documentElement.setAttribute("dir", "rtl"));
    await turn();
    await isReadable(ann, "the lobby");
    const box = await ann.rowsOf("长".repeat(300)).locator(".avatar").boundingBox();
    expect(box?.x).toBeGreaterThan(((await ann.log.boundingBox())?.x ?? 0) + ((await ann.log.boundingBox())?.width ?? 0) / 2);
    await ann.opensDetails();
    await isReadable(ann, "the details");
    await page.keyboard.press("Escape");
    await clickInNav(ann, page.getByRole("button", { name: /Settings/ }));
    await isReadable(ann, "the settings");
  });
});

describe("in a font of twice that size", () => {
  const browser = launchTestBrowser({ fontSizePx: 32 });
  test.each([360, 1440])("every list and dialog can be read, %i pixels wide", async (width) => {
    await everythingCanBeRead(browser, width);
  });

  test("the text is twice as large, and the columns make room for it", async () => {
    await using device = await browser.device({ viewport: { width: 1280, height: 900 } });
    const ann = await device.join(server.url, "large");
    expect(await ann.log.evaluate((log) => getComputedStyle(log).fontSize)).toBe("32px");
    await ann.page.getByRole("button", { name: "Conversations" }).waitFor();
    expect((await ann.log.boundingBox())?.width).toBeGreaterThan(1200);
  });
});

async function everythingCanBeRead(browser: TestBrowser, width: number): Promise<void> {
  await using device = await browser.device({ viewport: { width, height: 740 } });
  const ann = await device.join(server.url, wideNickname());
  const { page } = ann;
  const dialog = page.getByRole("dialog").last();
  await isReadable(ann, "the lobby");

  await clickInNav(ann, page.getByRole("button", { name: "Find rooms" }));
  await dialog.getByRole("button", { name: "Join reef" }).waitFor();
  expect(await dialog.getByRole("listitem").count()).toBe(roomNames.length);
  await isReadable(ann, "the rooms");
  await dialog.getByRole("button", { name: "Join WWW" }).click();
  await page.getByRole("heading", { level: 1, name: "WWW" }).waitFor();
  await ann.opensDetails();
  await isReadable(ann, "the details");
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  await dialog.getByRole("button", { name: /^Invite 鱼/ }).waitFor();
  await isReadable(ann, "an invitation");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: /^Leave / }).click();
  await isReadable(ann, "leaving a room");
  await dialog.getByRole("button", { name: "Leave room" }).click();
  await page.getByRole("heading", { level: 1, name: "WWW" }).waitFor({ state: "detached" });
  await clickInNav(ann, page.getByRole("button", { name: "New room" }));
  await isReadable(ann, "a new room");
  await page.keyboard.press("Escape");
  await page.goto(await deviceLinkOf(ben, server.url));
  await dialog.getByRole("button", { name: /^Stay as/ }).waitFor();
  await isReadable(ann, "another person's link");
  await page.keyboard.press("Escape");

  await clickInNav(ann, page.getByRole("button", { name: /Settings/ }));
  await dialog.getByText("This device").waitFor();
  await isReadable(ann, "the settings");
  await dialog.getByRole("button", { name: "Use on another device" }).click();
  await dialog.getByRole("textbox", { name: "Link" }).waitFor();
  await isReadable(ann, "a device link");
  await page.keyboard.press("Escape");
  await clickInNav(ann, page.getByRole("button", { name: /Settings/ }));
  await dialog.getByRole("heading", { name: "Settings" }).waitFor();
  await dialog.getByRole("button", { name: "Sign out", exact: true }).click();
  await dialog.getByRole("heading", { name: "Sign out?" }).waitFor();
  await isReadable(ann, "signing out");
  await dialog.getByRole("button", { name: "Sign out", exact: true }).click();
  await page.getByRole("textbox", { name: "Nickname" }).waitFor();
  await isReadable(ann, "signing in");
}

/** A phone goes to its list first. */
async function clickInNav(chat: ChatPage, control: Locator): Promise<void> {
  if (!(await control.isVisible())) await chat.page.getByRole("button", { name: "Conversations" }).click();
  await isReadable(chat, "the conversations");
  await control.click();
}

async function isReadable({ page }: ChatPage, what: string): Promise<void> {
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map((animation) => animation.finished)));
  if (process.env.SCREENSHOTS !== undefined) {
    await page.screenshot({
      path: `${process.env.SCREENSHOTS}/${what} ${page.viewportSize()?.width} ${await page.evaluate(() => getComputedStyle(document.documentElement).fontSize)}.png`,
    });
  }
  expect(await layoutProblems(page), what).toEqual([]);
}
