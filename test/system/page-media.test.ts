import { afterAll, beforeAll, beforeEach, expect, setDefaultTimeout, test } from "bun:test";
import type { Locator } from "playwright-core";
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
  device = await browser.device({ viewport: { width: 1200, height: 700 } });
  ben = await enter(server.url, "ben");
  await flood(server, 49, "eve");
  ann = await device.join(server.url, "ann");
  await ann.sees("message 48.");
});

beforeEach(async () => {
  await ann.page.emulateMedia({ media: "screen", forcedColors: "none" });
});

afterAll(async () => {
  ben[Symbol.dispose]();
  await device[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

/** What marks an element when there is one colour for everything. */
async function lineAround(element: Locator): Promise<string> {
  return await element.evaluate((node) => {
    const { outlineStyle, outlineWidth, borderInlineStartWidth } = getComputedStyle(node);
    return `${outlineStyle === "none" ? 0 : outlineWidth} ${borderInlineStartWidth}`;
  });
}

test("with forced colours, current, unread and chosen items are marked by lines", async () => {
  const { page } = ann;
  await page.emulateMedia({ forcedColors: "active" });
  const { id } = await ben.client.openDirect((await ben.lookUp("ann")).id);
  await ben.client.send(id, "psst");
  const unread = ann.conversations.getByRole("link", { name: /ben/ });
  await unread.getByText("1", { exact: true }).waitFor();
  const current = ann.conversations.getByRole("link", { name: "Lobby" });
  const { id: roomId } = await ann.page.evaluate(() => ({ id: location.hash }));
  expect(roomId).toBe("");
  const lines = [await lineAround(current), await lineAround(unread)];
  expect(new Set([...lines, "0 0px"]).size).toBe(3);

  await page.getByRole("button", { name: /Settings/ }).click();
  const segments = page.getByRole("dialog").locator(".segment");
  const chosen = segments.filter({ has: page.locator("input:checked") }).first();
  const other = segments.filter({ has: page.locator("input:not(:checked)") }).first();
  expect(await lineAround(chosen)).not.toBe(await lineAround(other));
  const tone = (state: string) => lineAround(page.locator(`.tone:has(input${state})`).first());
  expect(await tone(":checked")).not.toBe(await tone(":not(:checked)"));
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  const option = (selected: boolean) => lineAround(page.getByRole("option", { selected }).first());
  expect(await option(true)).not.toBe(await option(false));
  await page.keyboard.press("Escape");

  // A bubble has a frame, and the user's own one that is thicker at its side.
  const own = await ben.client.react(LOBBY_ID, 30, "🐟").then(() => ann.log.locator(".reaction").first());
  await own.waitFor();
  const before = await lineAround(own);
  await own.click();
  await page.locator(".reaction[aria-pressed=true]").waitFor();
  expect(await lineAround(own)).not.toBe(before);
  await ann.says("mine");
  await ann.sees("mine");
  await page.evaluate(() => document.documentElement.setAttribute("data-look", "bubbles"));
  const bubble = (text: string) =>
    ann
      .rowsOf(text)
      .locator(".message-main")
      .evaluate((main) => getComputedStyle(main).borderInlineWidth);
  expect([await bubble("message 48."), await bubble("mine")]).toEqual(["1px", "1px 4px"]);
  expect(await ann.rowsOf("mine").locator(".avatar").isVisible()).toBe(false);
});

test("on paper stands all that is loaded, and nothing else", async () => {
  const { page } = ann;
  await page.emulateMedia({ media: "print" });
  for (const hidden of [
    ann.conversations,
    ann.people,
    ann.message,
    page.getByRole("button", { name: "Send" }),
    page.getByRole("status"),
  ]) {
    expect(await hidden.filter({ visible: true }).count()).toBe(0);
  }
  expect((await ann.rowsOf("mine").locator(".author").boundingBox())?.width).toBeGreaterThan(10);
  const boxes = await ann.log.locator(".message").evaluateAll((rows) => rows.map((row) => row.getBoundingClientRect().height));
  expect(boxes.filter((height) => height > 0)).toHaveLength(50);
  // Nothing cuts the talk off: every box around it is as high as what is in it.
  const cut = await ann.log.evaluate((log) => {
    const around: string[] = [];
    for (let node: Element | null = log; node !== null; node = node.parentElement) {
      if (node.scrollHeight > node.clientHeight + 1 && getComputedStyle(node).overflowY !== "visible")
        around.push(node.className);
    }
    return around;
  });
  expect(cut).toEqual([]);
  const pages = (await page.pdf({ format: "A6" })).toString("latin1").match(/\/Type\s*\/Page\b/g) ?? [];
  expect(pages.length).toBeGreaterThan(1);
});

test("a page that the browser translates goes on counting, naming and telling", async () => {
  const { page } = ann;
  await ann.opensDirect("ben");
  await ben.client.send(LOBBY_ID, "one");
  await ben.client.pin(LOBBY_ID, 30);
  const link = ann.conversations.getByRole("link", { name: /Lobby/ });
  await link.getByText("1", { exact: true }).waitFor();
  ben.client.typing((await ben.client.openDirect((await ben.lookUp("ann")).id)).id);
  await page.getByText("typing…").waitFor();
  await page.evaluate(translateAll);
  await page.getByRole("button", { name: /^Up to date/ }).click();
  const facts = page.getByRole("dialog", { name: "Connection" });
  await facts.waitFor();
  await page.evaluate(translateAll);
  await page.context().setOffline(true);
  await facts.getByText("Offline", { exact: true }).waitFor();
  await page.context().setOffline(false);
  await facts.getByText("Up to date", { exact: true }).waitFor();
  await page.keyboard.press("Escape");
  for (let count = 2; count <= 4; count += 1) {
    await ben.client.send(LOBBY_ID, `${count}`);
    await link.getByText(String(count), { exact: true }).waitFor();
  }
  ben.client.stopTyping([...ben.client.conversations.keys()].find((id) => id !== LOBBY_ID) ?? "");
  await page.getByText("typing…").waitFor({ state: "detached" });
  await page.evaluate(translateAll);
  await page.context().setOffline(true);
  await page.getByText("You are offline.").waitFor();
  await page.evaluate(translateAll);
  await page.context().setOffline(false);
  await page.getByText("You are offline.").waitFor({ state: "detached" });
  await ann.goesTo("Lobby");
  await ann.sees("4");
  await ann.page.getByRole("button", { name: "1 pinned" }).waitFor();
  await page.evaluate(translateAll);
  await ben.client.pin(LOBBY_ID, 31);
  await ann.page.getByRole("button", { name: "2 pinned" }).waitFor();
});

/** As browsers do it: another element, with another text, in the place of every text that may be translated. */
function translateAll(): void {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found: Text[] = [];
  while (texts.nextNode() !== null) found.push(texts.currentNode as Text);
  for (const text of found) {
    const parent = text.parentElement;
    if (parent === null || parent.closest("[translate=no], textarea, font") !== null || text.data.trim() === "") continue;
    const translated = document.createElement("font");
    translated.append(text.data);
    text.replaceWith(translated);
  }
}

test("a search finds a message in the middle of a long log, and goes there", async () => {
  const { page } = ann;
  await page.keyboard.press("Control+f");
  const search = page.getByRole("dialog", { name: "Search" });
  const results = search.getByRole("region", { name: "Search results" }).getByRole("listitem");
  await search.getByRole("searchbox", { name: "Search messages" }).fill("message");
  await results.first().waitFor();
  for (let count = 0; count < 49; ) {
    await results.last().scrollIntoViewIfNeeded();
    await eventually(async () => expect(await results.count()).toBeGreaterThan(count));
    count = await results.count();
  }
  await search.getByRole("searchbox", { name: "Search messages" }).fill('"message 7."');
  await eventually(async () => expect(await results.count()).toBe(1));
  const result = search.getByRole("region", { name: "Search results" }).getByRole("button").first();
  await result.locator("mark").first().waitFor();
  expect((await result.locator("mark").allTextContents()).join("")).toMatch(/message.*7/);
  await result.click();
  await search.waitFor({ state: "detached" });
  await ann.sees("message 7.");
  // Also where nothing may move, and where there is one colour for everything, it can be told from the others.
  const found = ann.rowsOf("message 7.");
  expect(await found.evaluate((row) => getComputedStyle(row).animationDuration)).toBe("2.5s");
  await page.emulateMedia({ forcedColors: "active" });
  expect(await lineAround(found)).not.toBe(await lineAround(ann.rowsOf("message 9.")));
  expect((await ann.rowsOf("message 7.").locator("mark").allTextContents()).join("")).toMatch(/message.*7/);
});
