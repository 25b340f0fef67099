import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import type { Locator } from "playwright-core";
import { LOBBY_ID } from "../../src/client/index.ts";
import { type ChatPage, launchTestBrowser } from "../support/browser.ts";
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

const lastText = ({ log }: ChatPage): Locator => log.locator(".message-text").last();

test("marks are shown as elements, and the text that was written is what is stored", async () => {
  await using device = await browser.device();
  const ann = await device.join(server.url, "marker");
  await ann.says("**重要**的事: *one* ~~two~~ `three`\n> quoted\n1. first\n2. second");
  const text = lastText(ann);
  await text.locator("strong", { hasText: "重要" }).waitFor();
  for (const [tag, said] of [
    ["em", "one"],
    ["s", "two"],
    ["code", "three"],
    ["blockquote", "quoted"],
  ] as const) {
    expect(await text.locator(tag).innerText()).toBe(said);
  }
  expect(await text.getByRole("listitem").allInnerTexts()).toEqual(["first", "second"]);
  await eventually(async () => {
    const { events } = await ben.client.history(LOBBY_ID, { limit: 1 });
    expect(events.at(-1)).toMatchObject({ text: "**重要**的事: *one* ~~two~~ `three`\n> quoted\n1. first\n2. second" });
  });
});

test("code is copied as it was written, with its language named", async () => {
  await using device = await browser.device({ permissions: ["clipboard-read", "clipboard-write"] });
  const ann = await device.join(server.url, "coder");
  await ben.client.send(LOBBY_ID, "look:\n```ts\nif (a) {\n\tb();\n}\n```");
  const block = lastText(ann).locator(".code-block");
  await block.getByText("ts", { exact: true }).waitFor();
  await block.getByRole("button", { name: "Copy code" }).click();
  await block.getByRole("status").getByText("Copied").waitFor({ state: "attached" });
  expect(await ann.page.evaluate(() => navigator.clipboard.readText())).toBe("if (a) {\n\tb();\n}\n");
  expect(await block.locator("code").evaluate((code) => getComputedStyle(code).fontFamily)).toContain("monospace");
});

test("copied rows keep their lists, quotes and code, and leave out what is no text", async () => {
  await using device = await browser.device({ permissions: ["clipboard-read", "clipboard-write"] });
  const ann = await device.join(server.url, "list copier");
  await ben.client.send(LOBBY_ID, "copy from here");
  await ben.client.send(LOBBY_ID, "**a**\n- b\n  1. c\n- d\n\n> e\n> f\n```js\ng();\n\nh();\n```\ni");
  await lastText(ann).getByText("i", { exact: true }).waitFor();
  await ann.log.getByText("copy from here").evaluate((from) => {
    const to = [...document.querySelectorAll(".message-text")].at(-1);
    if (to) document.getSelection()?.setBaseAndExtent(from, 0, to, to.childNodes.length);
  });
  await ann.page.keyboard.press("ControlOrMeta+c");
  const copied = await ann.page.evaluate(() => navigator.clipboard.readText());
  expect(copied.replace(/\d\d:\d\d/g, "12:03").split("\n")).toEqual([
    "ben 12:03 copy from here",
    "ben 12:03 a",
    "- b",
    "  1. c",
    "- d",
    "> e",
    "> f",
    "g();",
    "",
    "h();",
    "i",
  ]);
});

test("a long message is folded, and opening and closing it moves nothing above it", async () => {
  await using device = await browser.device({ viewport: { width: 1000, height: 700 } });
  const ann = await device.join(server.url, "reader");
  const lines = Array.from({ length: 60 }, (_, index) => `line ${index + 1} of a long story`);
  await ben.client.send(LOBBY_ID, "before the story");
  await ben.client.send(LOBBY_ID, lines.join("\n"));
  await ben.client.send(LOBBY_ID, "after the story");
  const [before, after] = [ann.rowsOf("before the story"), ann.rowsOf("after the story")];
  await ann.hasInView(after);
  const story = ann.log.locator(".message", { hasText: "line 60" });
  const topOf = async (row: Locator) => (await row.boundingBox())?.y ?? Number.NaN;
  const foldedHeight = (await story.boundingBox())?.height ?? 0;
  const [top, storyTop] = [await topOf(before), await topOf(story)];

  await story.getByRole("button", { name: "Show all" }).click();
  await story.getByRole("button", { name: "Show less" }).waitFor({ state: "attached" });
  await ann.page.waitForFunction(() => document.querySelector(".foldable.folded") === null);
  await eventually(async () => {
    expect((await story.boundingBox())?.height).toBeGreaterThan(foldedHeight * 2);
    expect(await topOf(before)).toBeCloseTo(top, 0);
    expect(await topOf(story)).toBeCloseTo(storyTop, 0);
  });
  // What comes now does not take the reader away.
  await ben.client.send(LOBBY_ID, "something new");
  await ann.page.getByRole("button", { name: "1 new message" }).waitFor();
  expect(await topOf(story)).toBeCloseTo(storyTop, 0);

  const less = story.getByRole("button", { name: "Show less" });
  await less.scrollIntoViewIfNeeded();
  const [lessTop, afterTop] = [await topOf(less), await topOf(after)];
  await less.click();
  await eventually(async () => {
    const more = story.getByRole("button", { name: "Show all" });
    expect(Math.abs((await topOf(more)) - lessTop)).toBeLessThan(2);
    expect(Math.abs((await topOf(after)) - afterTop)).toBeLessThan(2);
  });
});

test("a folded message opens for a link in it that the keyboard reaches", async () => {
  await using device = await browser.device();
  const ann = await device.join(server.url, "link reader");
  await ben.client.send(LOBBY_ID, `${"fish\n".repeat(40)}https://example.org/below`);
  const link = lastText(ann).getByRole("link");
  await link.waitFor({ state: "attached" });
  await link.focus();
  await lastText(ann).getByRole("button", { name: "Show less" }).waitFor({ state: "attached" });
});

test("one to six emoji alone are large, and with a word they are not", async () => {
  await using device = await browser.device();
  const ann = await device.join(server.url, "cheerful");
  const size = (text: string) =>
    ann.log.getByText(text, { exact: true }).evaluate((element) => Number.parseFloat(getComputedStyle(element).fontSize));
  for (const text of ["🎉👍🏽", "🎉 hooray"]) {
    await ann.says(text);
    await ann.sees(text);
  }
  expect(await size("🎉👍🏽")).toBeGreaterThan(2 * (await size("🎉 hooray")));
});

test.each([390, 1280])("hostile texts run nothing and stay in their row, %i pixels wide", async (width) => {
  await using device = await browser.device({ viewport: { width, height: 800 } });
  const ann = await device.join(server.url, `target ${width}`);
  await ann.page.evaluate(() => Object.assign(window, { harm: 0 }));
  const hostile = [
    `<img src=x onerror="harm=1"><script>harm=1</script><svg onload=harm=1>`,
    "[click](javascript:harm=1) javascript:harm=1 `<b onclick=harm=1>`\n```<i>\n<script>harm=1</script>\n```",
    `**\u202egnol \u2066*bold* https://example.org/\u202egpj.exe\n> \u202equote\n- \u202eitem`,
    `Z${"\u0323\u0301".repeat(200)} **Z${"\u0323\u0301".repeat(200)}** \`Z${"\u0323".repeat(400)}\``,
    "*".repeat(8_000),
    "*a_ ".repeat(2_000),
    "`".repeat(8_000),
    `\`\`\`\n${"x".repeat(4_000)}\n${"\u0323".repeat(1_500)}\n\`\`\``,
    `${"> ".repeat(500)}deep ${"- ".repeat(500)}deep`,
    `**${"字".repeat(2_000)}**`,
    `1. ${"W".repeat(900)}\n999999999. wide`,
    `\`${"W".repeat(900)}\` *${"w".repeat(900)}*`,
  ];
  for (const text of hostile) await ben.client.send(LOBBY_ID, text);
  await ben.client.send(LOBBY_ID, `the end ${width}`);
  await ann.sees(`the end ${width}`);
  const rows = await ann.log.evaluate((log) => {
    const edge = log.getBoundingClientRect();
    return [...log.querySelectorAll(".message")].map((row) => {
      const { left, right } = row.getBoundingClientRect();
      const body = row.querySelector(".message-main");
      const isClipped = body !== null && getComputedStyle(body).overflow.includes("clip");
      const inside = [...row.querySelectorAll(".message-text, .code-block, blockquote, p, ul, ol")].every((part) => {
        const box = part.getBoundingClientRect();
        return box.left >= left - 1 && box.right <= right + 1;
      });
      return left >= edge.left - 1 && right <= edge.right + 1 && isClipped && inside;
    });
  });
  expect(rows).not.toContain(false);
  expect(await ann.page.evaluate(() => Reflect.get(window, "harm"))).toBe(0);
  expect(await ann.log.locator(".message-text :is(script, img, svg:not(.icon))").count()).toBe(0);
  expect((await ann.page.evaluate(() => document.documentElement.scrollWidth)) <= width).toBe(true);
  // Code that is wider than the page scrolls in its own box.
  expect((await layoutProblems(ann.page)).filter((problem) => problem.includes("sideways"))).toEqual([]);
  for (const link of await ann.log.getByRole("link").all()) expect(await link.getAttribute("href")).toMatch(/^(https?|mailto):/);
});
