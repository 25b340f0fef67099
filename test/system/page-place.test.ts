import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { LOBBY_ID } from "../../src/client/index.ts";
import { type ChatPage, type Device, launchTestBrowser } from "../support/browser.ts";
import { eventually } from "../support/eventually.ts";
import { flood } from "../support/flood.ts";
import { enter, type Participant } from "../support/people.ts";
import { ServerProcess } from "../support/server-process.ts";

setDefaultTimeout(60_000);

const browser = launchTestBrowser();
let server: ServerProcess;
let device: Device;
let ben: Participant;
let ann: ChatPage;

beforeAll(async () => {
  server = await ServerProcess.start({ flags: ["--messages-per-second", "0"] });
  device = await browser.device({ viewport: { width: 1100, height: 600 } });
  ben = await enter(server.url, "ben");
  await flood(server, 120, "eve");
  ann = await device.join(server.url, "ann");
  await ann.sees("message 119.");
});

afterAll(async () => {
  ben[Symbol.dispose]();
  await device[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

/** The first message that is wholly in view, and how far below the top of the log it begins. */
async function firstInView({ log }: ChatPage): Promise<{ text: string; top: number }> {
  return await log.evaluate((view) => {
    const edge = view.getBoundingClientRect().top;
    for (const row of view.querySelectorAll(".message")) {
      const top = row.getBoundingClientRect().top - edge;
      if (top >= 0) return { text: row.querySelector(".message-text")?.textContent ?? "", top };
    }
    throw new Error("No message is in view.");
  });
}

async function staysAt(chat: ChatPage, place: { text: string; top: number }): Promise<void> {
  await eventually(async () => {
    const now = await firstInView(chat);
    expect(now.text).toBe(place.text);
    expect(Math.abs(now.top - place.top)).toBeLessThanOrEqual(1);
  });
}

async function isAtEnd({ log }: ChatPage): Promise<boolean> {
  return await log.evaluate((view) => view.scrollHeight - view.clientHeight - view.scrollTop <= 2);
}

async function scrollsUp({ log }: ChatPage, px: number): Promise<void> {
  await log.hover();
  await log.page().mouse.wheel(0, -px);
  await eventually(async () => expect(await isAtEnd(ann)).toBe(false));
}

async function goesToEnd(chat: ChatPage): Promise<void> {
  await chat.log.press("End");
  await eventually(async () => expect([await isAtEnd(chat), await chat.unreadCount()]).toEqual([true, 0]));
}

async function benSays(count: number, what: string): Promise<void> {
  for (let index = 0; index < count; index += 1) await ben.client.send(LOBBY_ID, `${what} ${index}`);
}

/** As when another tab is in front. */
async function isHidden({ page }: ChatPage, value: boolean): Promise<void> {
  await page.evaluate((hidden) => {
    Object.defineProperty(document, "visibilityState", { configurable: true, get: () => (hidden ? "hidden" : "visible") });
    document.dispatchEvent(new Event("visibilitychange"));
  }, value);
}

describe("a reader's place", () => {
  test("in the middle of the log survives every change of layout, and does not mark new messages as read", async () => {
    const { page } = ann;
    await goesToEnd(ann);
    await scrollsUp(ann, 700);
    const place = await firstInView(ann);
    await benSays(30, "turned");
    await eventually(async () => expect(await ann.unreadCount()).toBe(30));
    const sizes = [
      { width: 600, height: 900 },
      { width: 360, height: 640 },
      { width: 640, height: 360 },
      { width: 1440, height: 900 },
      { width: 1100, height: 600 },
    ];
    for (const size of sizes) {
      await page.setViewportSize(size);
      await staysAt(ann, place);
    }
    for (const fontSize of ["200%", "100%"]) {
      await page.evaluate((value) => document.documentElement.style.setProperty("font-size", value), fontSize);
      await staysAt(ann, place);
    }
    // As a keyboard on the screen does.
    for (const height of ["320px", ""]) {
      await page.evaluate((value) => document.documentElement.style.setProperty("--page-height", value), height);
      await staysAt(ann, place);
    }
    expect(await ann.unreadCount()).toBe(30);
  });

  test("at the end survives them too", async () => {
    await goesToEnd(ann);
    for (const size of [
      { width: 600, height: 900 },
      { width: 360, height: 640 },
      { width: 1100, height: 600 },
    ]) {
      await ann.page.setViewportSize(size);
      await eventually(async () => expect(await isAtEnd(ann)).toBe(true));
    }
  });

  test("is kept for each conversation while one is elsewhere", async () => {
    await goesToEnd(ann);
    await scrollsUp(ann, 900);
    const place = await firstInView(ann);
    await ann.opensDirect("ben");
    await benSays(3, "elsewhere");
    await ann.goesTo("Lobby");
    await staysAt(ann, place);
    expect(await ann.unreadCount()).toBe(3);
    await goesToEnd(ann);
    await ann.hasInView(ann.log.getByText("elsewhere 2", { exact: true }));
  });

  test("survives a reload, with the line where the new messages begin", async () => {
    const { page } = ann;
    await goesToEnd(ann);
    await scrollsUp(ann, 900);
    const place = await firstInView(ann);
    await page.reload();
    await staysAt(ann, place);
    // A reader at the end is at the end again.
    await goesToEnd(ann);
    await page.reload();
    await ann.message.waitFor();
    await eventually(async () => expect(await isAtEnd(ann)).toBe(true));
  });

  test("and messages missed without a network are marked by the line", async () => {
    await goesToEnd(ann);
    const { page } = ann;
    await ben.client.send(LOBBY_ID, "the last before");
    await ann.hasInView(ann.log.getByText("the last before", { exact: true }));
    await page.context().setOffline(true);
    await page.getByText("You are offline. What you write is kept and sent later.").waitFor();
    await ann.people.getByText(/^Last seen online/).waitFor();
    await benSays(30, "missed");
    await page.context().setOffline(false);
    await eventually(async () => expect(await ann.unreadCount()).toBe(30));
    await ann.people.getByText(/^Online/).waitFor();
    await ann.hasInView(ann.log.getByText("the last before", { exact: true }));
    expect(await ann.log.locator(".unread-line + .message").innerText()).toContain("missed 0");
    expect(await isAtEnd(ann)).toBe(false);
  });

  test("and messages that came while the page was hidden are marked too", async () => {
    await goesToEnd(ann);
    await isHidden(ann, true);
    await benSays(30, "hidden");
    await eventually(async () => expect(await ann.unreadCount()).toBe(30));
    await isHidden(ann, false);
    await ann.log.locator(".unread-line + .message").getByText("hidden 0").waitFor();
    // Some of them may have been followed to, as long as the line was in view.
    expect(await ann.unreadCount()).toBeGreaterThan(10);
    expect(await isAtEnd(ann)).toBe(false);
  });

  test("follows the end when all that was missed has room below the line", async () => {
    await goesToEnd(ann);
    await ann.page.context().setOffline(true);
    await ann.page.getByText("You are offline. What you write is kept and sent later.").waitFor();
    await benSays(2, "a little");
    await ann.page.context().setOffline(false);
    await ann.hasInView(ann.log.getByText("a little 1", { exact: true }));
    await ann.hasInView(ann.log.getByText("New", { exact: true }));
    await eventually(async () => expect(await ann.unreadCount()).toBe(0));
  });
});

test("PageUp and PageDown in the empty field move the log", async () => {
  await goesToEnd(ann);
  await ann.message.press("PageUp");
  await eventually(async () => expect(await isAtEnd(ann)).toBe(false));
  await ann.message.press("PageDown");
  await eventually(async () => expect(await isAtEnd(ann)).toBe(true));
  await ann.message.fill("some text");
  await ann.message.press("PageUp");
  expect(await isAtEnd(ann)).toBe(true);
  await ann.message.fill("");
});
