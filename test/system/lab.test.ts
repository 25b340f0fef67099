import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import axe from "axe-core";
import type { Locator, Page } from "playwright-core";
import { LOBBY_ID } from "../../src/client/index.ts";
import { handshakeWords } from "../../src/web/lab/handshake/words.ts";
import { raceWords } from "../../src/web/lab/race/words.ts";
import { tabs } from "../../src/web/lab/tab-list.ts";
import { labWords } from "../../src/web/lab/words.ts";
import { acceptSteps } from "../../src/wire/handshake.ts";
import { launchTestBrowser } from "../support/browser.ts";
import { eventually } from "../support/eventually.ts";
import { enter } from "../support/people.ts";
import { ServerProcess } from "../support/server-process.ts";

setDefaultTimeout(60_000);

const browser = launchTestBrowser();
let server: ServerProcess;

beforeAll(async () => {
  server = await ServerProcess.start();
});

afterAll(async () => {
  await server?.[Symbol.asyncDispose]();
});

test("the handshake of the page's own WebSocket is shown, without its cookie, and its key answered", async () => {
  await using device = await browser.device();
  const ann = await device.join(server.url, "ann");
  await ann.page.goto(`${server.url}/lab`);
  await ann.page.getByText("A WebSocket got through.").waitFor();
  const headers = await ann.page.locator(".headers").innerText();
  expect(headers).toContain("sec-websocket-version");
  expect(headers).toMatch(/cookie\s+\d+ bytes, withheld/);
  const key = ann.page.getByRole("textbox", { name: "Sec-WebSocket-Key" });
  expect(await accept(ann.page)).toBe(acceptSteps(await key.inputValue()).accept);
  await key.fill("dGhlIHNhbXBsZSBub25jZQ==");
  expect(await accept(ann.page)).toBe("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  const rule = await ann.page.getByRole("link", { name: "PROTOCOL.md, P30" }).getAttribute("href");
  expect(await (await fetch(rule ?? "")).text()).toContain("**P30** A refusal is");
});

test("where no WebSocket gets through, the lab shows the headers of a plain request", async () => {
  await using device = await browser.device();
  const { page } = await device.open("about:blank");
  await page.routeWebSocket("**/api/lab/handshake", (socket) => socket.close({ code: 1011 }));
  await page.goto(`${server.url}/lab`);
  await page.getByText("No WebSocket got through").waitFor();
  expect(await page.locator(".headers").innerText()).toContain("sec-fetch-mode");
});

test("a text is shown as the bytes of its frame", async () => {
  await using device = await browser.device();
  const { page } = await device.open(`${server.url}/lab#frame`);
  const cards = page.locator(".card");
  await page.getByRole("textbox", { name: "Text" }).fill("Hi");
  expect(await bytes(cards.nth(1).locator(".byte").allInnerTexts())).toBe("81 02 48 69");
  await page.getByRole("button", { name: "126 bytes" }).click();
  expect(await bytes(cards.nth(1).locator(".byte.extended-length").allInnerTexts())).toBe("00 7e");
  await page.getByRole("button", { name: "65,536 bytes" }).click();
  expect(await bytes(cards.nth(0).locator(".byte.extended-length").allInnerTexts())).toBe("00 00 00 00 00 01 00 00");
  await cards.nth(0).getByText("more").waitFor();
  expect(await cards.nth(0).locator(".byte.masking-key").count()).toBe(4);
});

test("a live socket goes through its four states", async () => {
  await using device = await browser.device();
  const { page } = await device.open(`${server.url}/lab#socket`);
  const timeline = page.getByRole("log", { name: "Timeline" });
  const state = page.locator(".states [aria-current]");
  await page.getByRole("button", { name: "Connect" }).click();
  await timeline.getByText("open", { exact: true }).waitFor();
  await eventually(async () => expect(await state.innerText()).toBe("1 OPEN"));
  await page.getByRole("textbox", { name: "Text to send" }).fill("小鱼");
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await eventually(async () => expect(await timeline.getByText("小鱼 (6 bytes)").count()).toBe(2));
  await page.getByRole("textbox", { name: "Close code" }).fill("1001");
  await page.getByRole("button", { name: "Close" }).click();
  await timeline.getByText("refused").waitFor();
  await page.getByRole("textbox", { name: "Close code" }).fill("4000");
  await page.getByRole("textbox", { name: "Reason" }).fill("enough");
  await page.getByRole("button", { name: "Close" }).click();
  await timeline.getByText("4000 “enough”, clean").waitFor();
  await eventually(async () => expect(await state.innerText()).toBe("3 CLOSED"));
});

test("where the browser refuses to make a WebSocket, the timeline says why", async () => {
  await using device = await browser.device();
  const { page } = await device.open("about:blank");
  await page.addInitScript(() => {
    window.WebSocket = class extends WebSocket {
      constructor() {
        super("ftp://localhost");
      }
    };
  });
  await page.goto(`${server.url}/lab#socket`);
  await page.getByRole("button", { name: "Connect" }).click();
  const entry = page.getByRole("log", { name: "Timeline" }).getByRole("listitem").filter({ hasText: "error" });
  expect(await entry.innerText()).toContain("scheme must be");
  expect(await page.locator(".states [aria-current]").count()).toBe(0);
  await page.getByRole("button", { name: "Connect" }).click();
  expect(await entry.count()).toBe(1);
});

test("where the browser has no WebSocket, the lab says so, and the other transports race without it", async () => {
  await using own = await ServerProcess.start();
  await using device = await browser.device();
  const { page } = await device.open("about:blank");
  await page.addInitScript(() => Reflect.deleteProperty(globalThis, "WebSocket"));
  await page.goto(`${own.url}/lab`);
  await page.getByRole("status").getByText("This browser has no WebSocket").waitFor();
  expect(await page.locator(".headers").innerText()).toContain("sec-fetch-mode");
  await page.getByRole("tab", { name: "Socket" }).click();
  await page.getByText("This browser has no WebSocket").waitFor();
  expect(await page.getByRole("button", { name: "Connect" }).count()).toBe(0);

  await page.getByRole("tab", { name: "Race" }).click();
  await page.getByText("This browser has no WebSocket").waitFor();
  await page.getByRole("radio", { name: "20", exact: true }).check();
  await page.getByRole("button", { name: "Start the race" }).click();
  await page.getByRole("status").getByText("They are silent").waitFor();
  await page.getByRole("button", { name: "Stop" }).click();
  await page.getByRole("status").getByText("the guest has signed out").waitFor();
  expect(await page.locator(".plot circle").count()).toBe(60);
  const talk = page.getByRole("table", { name: /messages/ });
  const names = await talk.getByRole("rowheader").allInnerTexts();
  expect(names.map((name) => name.trim())).toEqual(["Stream", "Long-poll", "Poll"]);
});

test("the lobby sees a race as one guest, who comes and goes", async () => {
  await using own = await ServerProcess.start();
  await using device = await browser.device();
  using ann = await enter(own.url, "ann");
  const { page } = await device.open(`${own.url}/lab#race`);
  await page.getByRole("radio", { name: "20", exact: true }).check();
  await page.getByRole("button", { name: "Start the race" }).click();
  await page.getByRole("status").getByText("They are silent").waitFor();
  expect((await ann.client.members(LOBBY_ID, { query: "race-" })).members).toHaveLength(1);
  await page.getByRole("button", { name: "Stop" }).click();
  await page.getByRole("status").getByText("the guest has signed out").waitFor();
  await eventually(() => {
    const changes = (ann.events.get(LOBBY_ID) ?? []).filter((event) => "by" in event && event.by?.id !== ann.user.id);
    expect(changes.map(({ type }) => type)).toEqual(["join", "leave"]);
  });
  expect((await ann.client.members(LOBBY_ID)).memberCount).toBe(1);
  expect((await ann.client.rooms()).rooms.map(({ id }) => id)).toEqual([LOBBY_ID]);
});

test("the user of a race is signed in on the page as before, when its guest has signed out", async () => {
  await using own = await ServerProcess.start();
  await using device = await browser.device();
  const ann = await device.join(own.url, "ann");
  const { page } = ann;
  const cookiesWith: string[] = [];
  page.on("request", async (request) => {
    const isGuests = /\/api\/(sessions?|device-links)$/.test(request.url()) && request.method() !== "GET";
    if (isGuests && (await request.allHeaders()).cookie !== undefined) cookiesWith.push(request.url());
  });
  await page.goto(`${own.url}/lab#race`);
  await page.getByRole("radio", { name: "20", exact: true }).check();
  await page.getByRole("button", { name: "Start the race" }).click();
  await page.getByRole("status").getByText("They are silent").waitFor();
  await page.getByRole("button", { name: "Stop" }).click();
  await page.getByRole("status").getByText("the guest has signed out").waitFor();
  expect(cookiesWith).toEqual([]);
  await page.goto(own.url);
  await ann.says("still here");
  await ann.sees("still here");
});

test("four transports carry the same messages, and their guest is gone afterwards", async () => {
  await using own = await ServerProcess.start();
  await using device = await browser.device();
  const { page } = await device.open(`${own.url}/lab#race`);
  await page.getByRole("radio", { name: "20", exact: true }).check();
  await page.getByRole("group", { name: "Polls per second" }).getByRole("radio", { name: "100" }).check();
  await page.getByRole("button", { name: "Start the race" }).click();
  await page.getByRole("status").getByText("They are silent").waitFor();
  await eventually(async () => expect(await page.locator(".plot circle").count()).toBe(80));
  await eventually(async () => expect(await cell(page, "silence", "Poll", 0)).toBeGreaterThan(0));
  await page.getByRole("button", { name: "Stop" }).click();
  await page.getByRole("status").getByText("the guest has signed out").waitFor();

  expect(await cell(page, "messages", "WebSocket", 2)).toBe(0);
  expect(await cell(page, "messages", "Stream", 2)).toBeGreaterThanOrEqual(5);
  for (const name of ["WebSocket", "Stream", "Long-poll", "Poll"]) {
    expect(await cell(page, "messages", name, 6)).toBeGreaterThan(await cell(page, "messages", name, 5));
  }
  await eventually(async () => {
    const health = (await (await fetch(`${own.url}/healthz`)).json()) as { connections: number };
    expect(health.connections).toBe(0);
  });
});

test("a transport that does not get through is named, and the others race without it", async () => {
  await using own = await ServerProcess.start();
  await using device = await browser.device();
  const { page } = await device.open("about:blank");
  await page.routeWebSocket("**/api/socket", (socket) => socket.close({ code: 1011 }));
  await page.goto(`${own.url}/lab#race`);
  await page.getByRole("radio", { name: "20", exact: true }).check();
  await page.getByRole("button", { name: "Start the race" }).click();
  await page.getByRole("status").getByText("They are silent").waitFor();
  await page.getByRole("button", { name: "Stop" }).click();
  await page.getByRole("status").getByText("the guest has signed out").waitFor();
  const talk = page.getByRole("table", { name: /messages/ });
  expect(await talk.getByRole("row", { name: /^WebSocket/ }).innerText()).toContain("did not get through");
  expect(await cell(page, "messages", "Stream", 2)).toBeGreaterThan(0);
  expect(await page.locator(".plot circle").count()).toBe(60);
});

test("where guests may not sign in, the race says so and shows nothing", async () => {
  await using closed = await ServerProcess.start({ flags: ["--no-guests"] });
  await using device = await browser.device();
  const { page } = await device.open(`${closed.url}/lab#race`);
  await page.getByRole("button", { name: "Start the race" }).click();
  await page.getByRole("status").getByText("May guests sign in here").waitFor();
  expect(await page.locator(".plot").count()).toBe(0);
  expect(await page.getByRole("table").count()).toBe(0);
});

test("each tab has an address, a place in the history, and keys", async () => {
  await using device = await browser.device({ viewport: { width: 1280, height: 800 } });
  const { page } = await device.open(`${server.url}/lab#frame`);
  const tab = (name: string) => page.getByRole("tab", { name, exact: true });
  const hasFocus = async (name: string) => await tab(name).evaluate((element) => element === document.activeElement);
  await page.getByRole("tabpanel", { name: "Frame" }).waitFor();
  await tab("Socket").click();
  await page.getByRole("button", { name: "Connect" }).waitFor();
  expect(new URL(page.url()).hash).toBe("#socket");
  await eventually(async () => expect(await page.title()).toBe("Socket · Shoal lab"));
  await page.goBack();
  await page.getByRole("tabpanel", { name: "Frame" }).waitFor();

  await tab("Frame").focus();
  await page.keyboard.press("Home");
  expect(await hasFocus("Race")).toBe(true);
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowRight");
  expect(await hasFocus(secondTabName)).toBe(true);
  expect(await tab("Frame").getAttribute("aria-selected")).toBe("true");
  await page.keyboard.press("Space");
  await page.getByRole("tabpanel", { name: secondTabName }).waitFor();
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await eventually(async () => expect(await page.getByRole("tab", { selected: true }).innerText()).toBe(lastTabName));

  await page.setViewportSize({ width: 360, height: 780 });
  await page.goto(`${server.url}/lab#handshake`);
  await page.reload();
  expect(await page.getByRole("tablist").getAttribute("aria-orientation")).toBe("horizontal");
  await page.goto(`${server.url}/lab#${tabs.at(-1)?.id}`);
  await eventually(async () => expect(await isInsideWindow(page.getByRole("tab", { selected: true }))).toBe(true));
});

test("a tab comes when it is shown, and one that cannot be loaded says so and can be tried again", async () => {
  await using device = await browser.device();
  const { page } = await device.open(`${server.url}/lab#handshake`);
  await page.getByText("A WebSocket got through.").waitFor();
  await page.route("**/assets/*.js", (route) => route.abort());
  await page.getByRole("tab", { name: "Frame" }).click();
  await page.getByRole("alert").getByText("could not be loaded").waitFor();
  await page.unroute("**/assets/*.js");
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("textbox", { name: "Text" }).waitFor();
});

test("the Chinese lab has no English", async () => {
  await using device = await browser.device({ locale: "zh-CN" });
  const { page } = await device.open(`${server.url}/lab`);
  expect(await page.locator("html").getAttribute("lang")).toBe("zh-CN");
  const words = await allWords();
  const english = words.flatMap(({ en, zh }) => translatedTexts(en, zh));
  for (const { id, name: names } of tabs) {
    const name = names.zh ?? "";
    await page.getByRole("tab", { name, exact: true }).click();
    await page.getByRole("tabpanel", { name, exact: true }).locator("p").first().waitFor();
    expect(await page.title()).toBe(labWords.dictionaries.zh?.titleOf(name) ?? "");
    if (id === "handshake") await page.getByText(handshakeWords.dictionaries.zh?.carriedBy.websocket ?? "").waitFor();
    if (id === "socket") await page.getByRole("button", { name: "连接" }).click();
    if (id === "race") await startRace(page, "开始", "40 条消息");
    const shown = await page.evaluate(() => {
      const labels = [...document.querySelectorAll("[aria-label]")].map((element) => element.getAttribute("aria-label"));
      return [document.body.innerText, ...labels].join("\n");
    });
    expect(english.filter((text) => shown.includes(text))).toEqual([]);
    if (id === "race") await page.getByRole("button", { name: "停止" }).click();
    if (id === "race")
      await page
        .getByRole("status")
        .getByText(raceWords.dictionaries.zh?.stages.over ?? "")
        .waitFor();
  }
});

test("everybody can use the lab: light and dark, on a desktop and on a phone", async () => {
  await using device = await browser.device({ bypassCSP: true });
  const { page } = await device.open(`${server.url}/lab`);
  for (const { id, name } of tabs) {
    await page.getByRole("tab", { name: name.en, exact: true }).click();
    await page.getByRole("tabpanel", { name: name.en, exact: true }).locator("p").first().waitFor();
    if (id === "socket") await page.getByRole("button", { name: "Connect" }).click();
    if (id === "socket") await page.getByText("As a list").click();
    if (id === "race") await startRace(page, "Start the race", "For 40 messages");
    // The colours do not depend on the width, and little else depends on width and colours.
    for (const [viewport, colorScheme, rules] of [
      [{ width: 1280, height: 800 }, "light", undefined],
      [{ width: 360, height: 780 }, "dark", ["color-contrast", "scrollable-region-focusable", "target-size"]],
    ] as const) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
      await expectNoViolations(page, rules);
      const width = await page.locator(".lab").evaluate((lab) => Math.max(lab.scrollWidth, document.body.scrollWidth));
      expect([id, width]).toEqual([id, viewport.width]);
    }
    if (id === "race") await page.getByRole("button", { name: "Stop" }).click();
    if (id === "race") await page.getByRole("status").getByText("the guest has signed out").waitFor();
  }
}, 180_000);

test("the socket's time line says the same as a list", async () => {
  await using device = await browser.device();
  const { page } = await device.open(`${server.url}/lab#socket`);
  await page.getByRole("button", { name: "Connect" }).click();
  await page.getByText("As a list").click();
  const line = page.getByRole("figure", { name: "The socket over time" });
  await line.getByRole("listitem").filter({ hasText: "0 CONNECTING" }).waitFor();
  await page.getByRole("log").getByText("open", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Send", exact: true }).click();
  await line.getByRole("listitem").filter({ hasText: "message Hello (5 bytes)" }).waitFor();
  expect(await line.locator(".time-point.up").count()).toBe(1);
});

const secondTabName = tabs[1]?.name.en ?? "";
const lastTabName = tabs.at(-1)?.name.en ?? "";

/** The race goes on until it is stopped. */
async function startRace(page: Page, start: string, table: string): Promise<void> {
  await page.getByRole("button", { name: start }).click();
  await page.getByRole("table", { name: table }).waitFor();
}

async function isInsideWindow(element: Locator): Promise<boolean> {
  return await element.evaluate((node) => {
    const { left, right } = node.getBoundingClientRect();
    return left >= 0 && right <= innerWidth;
  });
}

/** The dictionaries of every tab, and of what is around them. */
async function allWords(): Promise<readonly { en: object; zh: object }[]> {
  const lab = join(import.meta.dir, "../../src/web/lab");
  const all: { en: object; zh: object }[] = [];
  for await (const path of new Bun.Glob("**/words.ts").scan(lab)) {
    const exported: Record<string, { dictionaries: { en: object; zh: object } }> = await import(join(lab, path));
    all.push(...Object.values(exported).map(({ dictionaries }) => dictionaries));
  }
  return all;
}

/** The English texts of several words, but those that the Chinese dictionary leaves as they are. */
function translatedTexts(english: object, chinese: object): string[] {
  const others = new Map<string, unknown>(Object.entries(chinese));
  return Object.entries(english).flatMap(([key, text]: [string, unknown]) => {
    const other = others.get(key);
    if (typeof text === "object" && text !== null) return translatedTexts(text, Object(other));
    return typeof text === "string" && text.includes(" ") && text !== other ? [text] : [];
  });
}

async function accept(page: Page): Promise<string> {
  return await page.locator(".steps .result output").innerText();
}

async function bytes(texts: Promise<string[]>): Promise<string> {
  return (await texts).join(" ");
}

/** A number of one of the tables, counted after the transport's name. */
async function cell(page: Page, table: string, transport: string, column: number): Promise<number> {
  const row = page.getByRole("table", { name: new RegExp(table) }).getByRole("row", { name: new RegExp(`^${transport}`) });
  return Number((await row.getByRole("cell").nth(column).innerText()).replace(/\D/g, ""));
}

async function expectNoViolations(page: Page, rules?: readonly string[]): Promise<void> {
  if (await page.evaluate(() => window.axe === undefined)) await page.evaluate(axe.source);
  const options = rules === undefined ? {} : { runOnly: [...rules] };
  const { violations } = await page.evaluate((how) => window.axe.run(how), options);
  expect(violations.map(({ id, nodes }) => ({ id, html: nodes.map(({ html }) => html) }))).toEqual([]);
}
