import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { LOBBY_ID } from "../../src/client/index.ts";
import { launchTestBrowser } from "../support/browser.ts";
import { eventually } from "../support/eventually.ts";
import { layoutProblems } from "../support/layout.ts";
import { enter, type Participant } from "../support/people.ts";
import { ServerProcess } from "../support/server-process.ts";

setDefaultTimeout(60_000);

const browser = launchTestBrowser();
let server: ServerProcess;
let ben: Participant;

beforeAll(async () => {
  server = await ServerProcess.start({ flags: ["--messages-per-second", "0"] });
  ben = await enter(server.url, "ben");
});

afterAll(async () => {
  ben[Symbol.dispose]();
  await server[Symbol.asyncDispose]();
});

test("the page starts with one script, and loads the emoji when they are used", async () => {
  await using device = await browser.device();
  const { page } = await device.open("about:blank");
  const scripts: string[] = [];
  page.on("request", (request) => {
    if (request.resourceType() === "script") scripts.push(new URL(request.url()).pathname);
  });
  await page.goto(server.url);
  await page.getByRole("textbox", { name: "Nickname" }).waitFor();
  expect(scripts.filter((path) => path.includes("main-"))).toHaveLength(1);
  await page.getByRole("textbox", { name: "Nickname" }).fill("light");
  await page.getByRole("button", { name: "Join" }).click();
  await page.getByRole("textbox", { name: "Message" }).waitFor();
  const atRest = scripts.length;
  await page.getByRole("button", { name: "Emoji" }).click();
  await page.getByRole("button", { name: "😀", exact: true }).waitFor();
  expect(scripts.length).toBeGreaterThan(atRest);
});

test("an emoji is picked by the keyboard, put where the caret is, and taken back by undo", async () => {
  await using device = await browser.device();
  const { page, message } = await device.join(server.url, "keys");
  const picker = page.getByRole("dialog", { name: "Emoji" });
  const search = page.getByRole("searchbox", { name: "Search emoji" });
  await message.pressSequentially("ab");
  await message.press("ArrowLeft");
  await page.getByRole("button", { name: "Emoji" }).press("Enter");
  await page.getByRole("button", { name: "😀", exact: true }).waitFor();
  expect(await search.evaluate((field) => document.activeElement === field)).toBe(true);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowRight");
  const focused = () => page.evaluate(() => document.activeElement?.textContent);
  expect(await focused()).toBe("😃");
  await page.keyboard.press("ArrowDown");
  const below = await focused();
  await page.keyboard.press("ArrowUp");
  expect(await focused()).toBe("😃");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await picker.waitFor({ state: "detached" });
  await eventually(async () => expect(await message.inputValue()).toBe(`a${below}b`));
  await page.keyboard.press("ControlOrMeta+z");
  expect(await message.inputValue()).toBe("ab");
  await page.keyboard.press("ControlOrMeta+Shift+z");
  expect(await message.inputValue()).toBe(`a${below}b`);

  // The last one is the first that is offered; what is typed in the grid is looked for; Enter takes the best.
  await page.getByRole("button", { name: "Emoji" }).press("Enter");
  await page.getByRole("heading", { name: "Recent" }).waitFor();
  await page.keyboard.press("ArrowDown");
  expect(await focused()).toBe(below ?? "");
  await page.keyboard.type("tropical fish");
  await page.getByRole("button", { name: "🐠", exact: true }).waitFor();
  await page.keyboard.press("Enter");
  await eventually(async () => expect(await message.inputValue()).toBe(`a${below}🐠b`));

  await page.getByRole("button", { name: "Emoji" }).press("Enter");
  await search.waitFor();
  await page.keyboard.press("Escape");
  await picker.waitFor({ state: "detached" });
  expect(await page.getByRole("button", { name: "Emoji" }).evaluate((button) => document.activeElement === button)).toBe(true);
  expect(await message.inputValue()).toBe(`a${below}🐠b`);
});

test("小鱼 picks by touch from a sheet that fits her phone, and searches in Chinese", async () => {
  await using device = await browser.device({
    locale: "zh-CN",
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  });
  const { page } = await device.open(server.url);
  await page.getByRole("textbox", { name: "昵称" }).fill("小鱼");
  await page.getByRole("button", { name: "进入" }).tap();
  const message = page.getByRole("textbox", { name: "消息" });
  await page.getByRole("button", { name: "表情" }).tap();
  const picker = page.getByRole("dialog", { name: "表情" });
  await page.getByRole("button", { name: "😂", exact: true }).waitFor();
  const box = await picker.boundingBox();
  expect([box?.x, box?.width, Math.round((box?.y ?? 0) + (box?.height ?? 0))]).toEqual([0, 390, 844]);
  expect(await layoutProblems(page)).toEqual([]);
  const cell = await page.getByRole("button", { name: "😂", exact: true }).boundingBox();
  expect(Math.min(cell?.width ?? 0, cell?.height ?? 0)).toBeGreaterThanOrEqual(44);
  // The keyboard of a phone would cover the sheet.
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe("DIALOG");
  await page.getByRole("button", { name: "动物与自然" }).tap();
  await page.getByRole("button", { name: "🐳", exact: true }).tap();
  await eventually(async () => expect(await message.inputValue()).toBe("🐳"));

  await page.getByRole("button", { name: "表情" }).tap();
  await page.getByRole("searchbox", { name: "搜索表情" }).fill("鱼");
  await page.getByRole("button", { name: "🐟", exact: true }).tap();
  await eventually(async () => expect(await message.inputValue()).toBe("🐳🐟"));
  await page.getByRole("button", { name: "表情" }).tap();
  await picker.waitFor();
  await page.touchscreen.tap(195, 100);
  await picker.waitFor({ state: "detached" });
});

test("a name behind a colon is completed from a list, by keys that then send nothing", async () => {
  await using device = await browser.device();
  const { page, message } = await device.join(server.url, "completer");
  const list = page.getByRole("listbox", { name: "Emoji" });
  await message.pressSequentially("12:30 :t");
  expect(await list.count()).toBe(0);
  await message.pressSequentially("ad");
  await list.waitFor();
  const options = list.getByRole("option");
  expect(await options.count()).toBeLessThanOrEqual(8);
  const chosen = async () => {
    const id = await message.getAttribute("aria-activedescendant");
    expect(await page.locator(`[id="${id}"]`).getAttribute("aria-selected")).toBe("true");
    return await page.locator(`[id="${id}"]`).innerText();
  };
  expect(await chosen()).toContain("🎉");
  const first = await chosen();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowDown");
  expect(await chosen()).toBe(first);
  await page.keyboard.press("Enter");
  await list.waitFor({ state: "detached" });
  expect(await message.inputValue()).toBe("12:30 🎉");
  expect(await message.getAttribute("aria-activedescendant")).toBeNull();
  await page.keyboard.press("ControlOrMeta+z");
  expect(await message.inputValue()).toBe("12:30 :tad");

  await page.keyboard.press("End");
  await page.keyboard.press("Backspace");
  await list.waitFor();
  await page.keyboard.press("Escape");
  await list.waitFor({ state: "detached" });
  await page.keyboard.type("da");
  await list.waitFor();
  await page.keyboard.press("Tab");
  expect(await message.inputValue()).toBe("12:30 🎉");
  await page.keyboard.type(" :fish");
  await options.filter({ hasText: "🐟" }).first().click();
  expect(await message.inputValue()).toBe("12:30 🎉 🐟");
  await page.keyboard.press("Enter");
  await eventually(() => expect(ben.texts(LOBBY_ID)).toContain("12:30 🎉 🐟"));
});

test("keys that belong to an input method choose nothing from the list", async () => {
  await using device = await browser.device();
  const { page, message } = await device.join(server.url, "composing");
  const keyboard = await page.context().newCDPSession(page);
  const list = page.getByRole("listbox");
  await message.pressSequentially("好:");
  await keyboard.send("Input.imeSetComposition", { text: "wei", selectionStart: 3, selectionEnd: 3 });
  await list.waitFor({ state: "detached" });
  await keyboard.send("Input.insertText", { text: "fish" });
  await list.waitFor();
  for (const key of ["Enter", "Tab", "Escape"]) {
    await keyboard.send("Input.dispatchKeyEvent", { type: "rawKeyDown", key, windowsVirtualKeyCode: 229 });
  }
  expect(await message.inputValue()).toBe("好:fish");
  expect(await list.count()).toBe(1);
  await page.keyboard.press("Enter");
  expect(await message.inputValue()).toBe("好🐟");
});

test("without the server the picker says so", async () => {
  await using device = await browser.device();
  const { page } = await device.join(server.url, "offline");
  await page.route(/assets\/chunk/, (route) => route.abort());
  await page.getByRole("button", { name: "Emoji" }).click();
  // The details beside the talk may not have been loaded before either.
  await page.getByText("The server cannot be reached at the moment. Try again.", { exact: true }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
});
