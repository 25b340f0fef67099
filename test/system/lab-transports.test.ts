import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import axe from "axe-core";
import type { Page } from "playwright-core";
import { launchTestBrowser } from "../support/browser.ts";
import { eventually } from "../support/eventually.ts";
import { ServerProcess } from "../support/server-process.ts";

setDefaultTimeout(90_000);

const browser = launchTestBrowser();
let server: ServerProcess;

beforeAll(async () => {
  server = await ServerProcess.start();
});

afterAll(async () => {
  await server?.[Symbol.asyncDispose]();
});

test("what each transport costs is counted in the browser and in the server, also at a hundred polls a second", async () => {
  await using device = await browser.device();
  const { page } = await device.open(`${server.url}/lab#costs`);
  await page.getByRole("button", { name: "Start counting" }).click();
  await page.getByRole("status").getByText("everything is counted").waitFor();
  await page.getByRole("group", { name: "Polls per second" }).getByRole("radio", { name: "100" }).check();
  await page.getByRole("group", { name: "The chart shows" }).getByRole("radio", { name: "CPU" }).check();
  await eventually(async () => {
    const [held, requests, up, upWhole, down, downWhole] = await numbers(page, "In this browser", "Poll");
    expect(requests).toBeGreaterThan(40);
    expect(held).toBeGreaterThan(0);
    expect(upWhole).toBeGreaterThan(up ?? 0);
    expect(downWhole).toBeGreaterThan(down ?? 0);
  }, 30_000);
  const [held, requests, ...bytes] = await numbers(page, "In this browser", "WebSocket");
  expect([held, requests]).toEqual([1, 0]);
  for (const count of bytes) expect(count).toBeGreaterThan(0);
  await eventually(async () => {
    const [heldNow, answered, , up, down, cpuMs] = await numbers(page, "In the server", "Poll");
    expect(heldNow).toBe(0);
    for (const value of [(answered ?? 0) - 40, up, down, cpuMs]) expect(value).toBeGreaterThan(0);
    expect((await numbers(page, "In the server", "WebSocket"))[0]).toBe(1);
  }, 30_000);
  expect(await page.getByRole("figure").locator("polyline").count()).toBe(4);
  await page.getByText("CPU, of one core").waitFor();
  await expectUsable(page);
  // A tab that is left ends what it began.
  await page.getByRole("tab", { name: "Frame" }).click();
  await expectNobodyConnected();
});

test("a held request ends with news or with nothing, and what one says is seen to arrive over each transport", async () => {
  await using device = await browser.device();
  const { page } = await device.open(`${server.url}/lab#rhythm`);
  await page.getByRole("group", { name: "Long-poll held" }).getByRole("radio", { name: "5", exact: true }).check();
  await page.getByRole("button", { name: "Connect" }).click();
  await page.getByRole("textbox", { name: "Text" }).fill("a fish leaps");
  await page.getByRole("group", { name: "Sent over" }).getByRole("radio", { name: "Poll", exact: true }).check();
  await page.getByRole("button", { name: "Say something" }).click();
  await page
    .getByRole("status")
    .getByText(/“a fish leaps”: WebSocket .+, Stream .+, Long-poll .+, Poll \d+/)
    .waitFor();
  const row = page.getByRole("row", { name: /a fish leaps.+over Poll/ });
  for (const time of await row.getByRole("cell").allInnerTexts()) expect(time).toMatch(/^[\d,]+ ms$/);
  await page.getByText("As a list").click();
  const sentences = page.getByRole("figure", { name: "Who asks" }).getByRole("listitem");
  for (const sentence of [
    /WebSocket.*one socket/,
    /Stream.*one answer/,
    /Long-poll.*answered: .*events/,
    /Long-poll.*held for nothing/,
    /Poll.*empty answer/,
    /Poll.*up: send/,
    /Poll.*arrived: “a fish leaps”/,
  ]) {
    await sentences.filter({ hasText: sentence }).first().waitFor();
  }
  expect(await page.locator(".poll .time-span.grey").count()).toBeGreaterThan(0);
  await expectUsable(page);
  await page.getByRole("button", { name: "Stop" }).click();
  await page.getByRole("status").getByText("the guest has signed out").waitFor();
  await expectNobodyConnected();
});

test("over a socket many messages are in flight, of requests one for each connection; without WebSocket the requests are left", async () => {
  await using device = await browser.device();
  const { page } = await device.open(`${server.url}/lab#duplex`);
  const send = page.getByRole("button", { name: "Send 50 each way" });
  await send.click();
  await page.getByRole("status").getByText("All have come back.").waitFor();
  const inFlight = async (way: string) => (await numbers(page, "The same in numbers", way))[0];
  expect(await inFlight("WebSocket")).toBeGreaterThanOrEqual(5);
  expect(await inFlight("Requests, one after the other")).toBe(1);
  const atOnce = await inFlight("Requests, all at once");
  expect(atOnce).toBeGreaterThan(1);
  expect(atOnce).toBeLessThanOrEqual(6);
  expect(await page.locator(".crossing line.there").count()).toBe(3 * 50 + 1);
  await expectUsable(page);

  await page.addInitScript(() => Reflect.deleteProperty(globalThis, "WebSocket"));
  await page.reload();
  await page.getByText("only the requests can be shown").waitFor();
  await send.click();
  await page.getByRole("status").getByText("All have come back.").waitFor();
  expect(await page.getByRole("figure").count()).toBe(2);
  for (const [tab, sentence] of [
    ["Costs", "the costs of the other three"],
    ["Rhythm", "shows the other three"],
  ] as const) {
    await page.getByRole("tab", { name: tab }).click();
    await page.getByText(sentence).waitFor();
  }
});

test("where guests may not sign in, the tabs say so, and requests are shown without a socket", async () => {
  await using closed = await ServerProcess.start({ flags: ["--no-guests"] });
  await using device = await browser.device();
  const { page } = await device.open(`${closed.url}/lab#costs`);
  for (const [tab, start] of [
    ["Costs", "Start counting"],
    ["Rhythm", "Connect"],
  ] as const) {
    await page.getByRole("tab", { name: tab }).click();
    await page.getByRole("button", { name: start }).click();
    await page.getByRole("status").getByText("May guests sign in here").waitFor();
    expect(await page.getByRole("table").count()).toBe(0);
  }
  await page.getByRole("tab", { name: "Both directions" }).click();
  await page.getByRole("button", { name: "Send 50 each way" }).click();
  await page.getByText("Plain sockets are closed where guests may not sign in.").waitFor();
  await page.getByRole("status").getByText("All that got through have come back.").waitFor();
  expect(await page.getByRole("figure").count()).toBe(2);
});

/** The cells of a row, as numbers. */
async function numbers(page: Page, table: string, row: string): Promise<number[]> {
  const cells = page
    .getByRole("table", { name: table })
    .getByRole("row", { name: new RegExp(`^${row}`) })
    .getByRole("cell");
  return (await cells.allInnerTexts()).map((text) => Number.parseFloat(text.replaceAll(",", "")));
}

async function expectNobodyConnected(): Promise<void> {
  await eventually(async () => {
    const health = (await (await fetch(`${server.url}/healthz`)).json()) as { connections: number };
    expect(health.connections).toBe(0);
  });
}

/** While something is shown: in the light, and in the dark on a phone. */
async function expectUsable(page: Page): Promise<void> {
  if (await page.evaluate(() => window.axe === undefined)) await page.evaluate(axe.source);
  for (const [width, colorScheme] of [
    [1280, "light"],
    [360, "dark"],
  ] as const) {
    await page.setViewportSize({ width, height: 780 });
    await page.emulateMedia({ colorScheme });
    const { violations } = await page.evaluate(() => window.axe.run());
    expect(violations.map(({ id, nodes }) => ({ id, html: nodes.map(({ html }) => html) }))).toEqual([]);
    expect(await page.locator(".lab").evaluate((lab) => lab.scrollWidth)).toBe(width);
  }
}
