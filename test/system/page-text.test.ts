import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import type { Locator, Page } from "playwright-core";
import { LOBBY_ID, uploadFile } from "../../src/client/index.ts";
import { type ChatPage, launchTestBrowser } from "../support/browser.ts";
import { eventually } from "../support/eventually.ts";
import { enter } from "../support/people.ts";
import { ServerProcess } from "../support/server-process.ts";

setDefaultTimeout(60_000);

const browser = launchTestBrowser();
let server: ServerProcess;

beforeAll(async () => {
  server = await ServerProcess.start({ flags: ["--messages-per-second", "0"] });
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

test("each line of a message has its own direction, and a link in it none of its letters turned", async () => {
  await using device = await browser.device();
  const ann = await device.join(server.url, "line by line");
  await ann.says("English\nשלום עולם!\nEnglish again\nראו https://example.org/a/b");
  const text = ann.log.locator(".message-text").last();
  await ann.sees("English\nשלום עולם!\nEnglish again\nראו https://example.org/a/b");
  const frame = await text.boundingBox();
  if (frame === null) throw new Error("The message is not shown.");
  const [first, hebrew, third, mixed] = await Promise.all(
    ["English\n", "שלום", "English again", "ראו"].map((part) => edgesOf(text, part)),
  );
  for (const line of [first, third]) expect(line?.left).toBeCloseTo(frame.x, 0);
  for (const line of [hebrew, mixed]) expect(line?.right).toBeCloseTo(frame.x + frame.width, 0);
  expect((await edgesOf(text, "!")).left).toBeLessThan(hebrew?.left ?? 0);
  const link = text.getByRole("link");
  expect((await edgesOf(link, "https")).left).toBeLessThan((await edgesOf(link, "/b")).left);
});

test("a pile of combining marks stays in its row", async () => {
  await using device = await browser.device();
  const ann = await device.join(server.url, "zalgo");
  const pile = `Z${"\u0323\u0301".repeat(60)}`;
  for (const text of ["above", pile, "below"]) await ann.says(text);
  for (const text of ["above", pile, "below"]) await ann.sees(text);
  await ann.page.mouse.move(0, 0);
  const look = async () => {
    const rows = [ann.rowsOf("above"), ann.rowsOf("below")];
    return (await Promise.all(rows.map((row) => row.screenshot()))).map((image) => image.toString("base64"));
  };
  const besideThePile = await look();
  await ann.log.getByText(pile).evaluate((element) => {
    if (element.firstChild !== null) element.firstChild.nodeValue = "Z";
  });
  expect(await look()).toEqual(besideThePile);
});

test("copied messages are as shown: a line for each, with its author and time", async () => {
  await using device = await browser.device({ permissions: ["clipboard-read", "clipboard-write"] });
  using noa = await enter(server.url, "נועה");
  const ann = await device.join(server.url, "copyist");
  for (const text of ["one", "two https://example.org/", "three\nin two lines"]) await noa.client.send(LOBBY_ID, text);
  await ann.sees("three\nin two lines");
  await ann.says("four");
  await ann.says("five");
  for (const text of ["four", "five"]) await ann.sees(text);

  await select(ann, "one", "five");
  const lines = (await copied(ann.page)).replace(/\d\d:\d\d/g, "12:03").split("\n");
  expect(lines).toEqual([
    "נועה 12:03 one",
    "נועה 12:03 two https://example.org/",
    "נועה 12:03 three",
    "in two lines",
    "copyist 12:03 four",
    "copyist 12:03 five",
  ]);

  await select(ann, "five", "five");
  expect(await copied(ann.page)).toBe("five");
  // A triple click selects to the beginning of what comes next.
  await ann.log.getByText("four", { exact: true }).click({ clickCount: 3 });
  expect(await copied(ann.page)).toBe("four");

  await ann.log.locator(".members-line").last().click({ clickCount: 3 });
  expect(await copied(ann.page)).toMatch(/^[^\u2068\u2069]*joined$/);
  await ann.message.fill("a draft");
  await ann.message.press("ControlOrMeta+a");
  await ann.page.keyboard.press("ControlOrMeta+c");
  expect(await clipboard(ann.page)).toBe("a draft");
});

test("bubbles, files and folded messages are copied as they are seen", async () => {
  await using device = await browser.device({ permissions: ["clipboard-read", "clipboard-write"] });
  using lia = await enter(server.url, "lia");
  using tom = await enter(server.url, "tom");
  const file = new File(["fish"], "notes.txt", { type: "text/plain" });
  const id = await uploadFile(server.url, file, { token: lia.token });
  const ann = await device.join(server.url, "collector");
  await ann.page.evaluate(() => document.documentElement.setAttribute("data-look", "bubbles"));
  await lia.client.send(LOBBY_ID, "first");
  await lia.client.send(LOBBY_ID, "", { files: [{ id, name: file.name, type: file.type, byteLength: file.size }] });
  await tom.client.send(LOBBY_ID, "nonsense");
  await ann.sees("nonsense");
  await ann.rowsOf("nonsense").getByRole("button", { name: "tom" }).click();
  await ann.page.getByRole("dialog").getByRole("button", { name: "Block" }).click();
  await ann.page.getByRole("dialog").getByRole("button", { name: "Block" }).click();
  await ann.page.getByRole("dialog").getByRole("button", { name: "Unblock" }).waitFor();
  await ann.page.keyboard.press("Escape");
  await ann.says("last");
  await ann.sees("last");
  await select(ann, "first", "last");
  expect((await copied(ann.page)).replace(/\d\d:\d\d/g, "12:03").split("\n")).toEqual([
    "lia 12:03 first",
    "lia 12:03 notes.txt",
    "Message from a blocked person",
    "collector 12:03 last",
  ]);
});

test("today becomes yesterday at midnight, without anything happening", async () => {
  await using device = await browser.device();
  const { page } = await device.open("about:blank");
  await page.clock.install();
  await page.goto(server.url);
  await page.getByRole("textbox", { name: "Nickname" }).fill("night owl");
  await page.getByRole("button", { name: "Join" }).click();
  await page.getByText("Today", { exact: true }).waitFor();
  await page.clock.fastForward("24:00:00");
  await page.getByText("Yesterday", { exact: true }).waitFor();
  await page.getByText("Today", { exact: true }).waitFor({ state: "detached" });
});

test("times are those of the place where the reader is now", async () => {
  await using device = await browser.device();
  const ann = await device.join(server.url, "traveller");
  await ann.says("where am I?");
  await ann.sees("where am I?");
  const session = await ann.page.context().newCDPSession(ann.page);
  const time = ann.rowsOf("where am I?").locator("time");
  const travel = async (timezoneId: string) => {
    await session.send("Emulation.setTimezoneOverride", { timezoneId });
    await ann.page.evaluate(() => window.dispatchEvent(new Event("focus")));
    const at = new Date((await time.getAttribute("datetime")) ?? "");
    const there = at.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: timezoneId });
    await eventually(async () => expect(await time.innerText()).toBe(there));
  };
  await travel("Asia/Shanghai");
  await travel("America/New_York");
});

/** Where a part of an element's text is drawn. */
async function edgesOf(element: Locator, part: string): Promise<{ left: number; right: number }> {
  return await element.evaluate((root, text) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const start = node.textContent?.indexOf(text) ?? -1;
      if (start < 0) continue;
      const range = document.createRange();
      range.setStart(node, start);
      range.setEnd(node, start + text.trimEnd().length);
      const { left, right } = range.getBoundingClientRect();
      return { left, right };
    }
    throw new Error(`"${text}" is not there.`);
  }, part);
}

async function select({ log }: ChatPage, from: string, to: string): Promise<void> {
  const [first, last] = [from, to].map((text) => log.getByText(text, { exact: true }));
  const end = await last?.elementHandle();
  await first?.evaluate((start, target) => {
    if (target !== null && target !== undefined)
      document.getSelection()?.setBaseAndExtent(start, 0, target, target.childNodes.length);
  }, end);
}

async function copied(page: Page): Promise<string> {
  await page.keyboard.press("ControlOrMeta+c");
  return await clipboard(page);
}

async function clipboard(page: Page): Promise<string> {
  return await page.evaluate(() => navigator.clipboard.readText());
}
