import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import type { Page } from "playwright-core";
import { limits } from "../../src/protocol/limits.ts";
import { launchTestBrowser } from "../support/browser.ts";
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

test("[P29a] a page that stays open keeps its cookie as long as its session, without being loaded again", async () => {
  await using device = await browser.device();
  const { page } = await device.open("about:blank");
  await page.clock.install();
  await page.goto(server.url);
  await page.getByRole("textbox", { name: "Nickname" }).fill("ann");
  await page.getByRole("button", { name: "Join" }).click();
  await page.getByRole("textbox", { name: "Message" }).waitFor();

  const visit = page.waitForResponse((response) => response.url().endsWith("/api/session"));
  await page.clock.fastForward("24:00:01");
  const response = await visit;
  expect(await response.headerValue("set-cookie")).toContain(`Max-Age=${limits.guestLifetimeMs / 1000};`);
});

test("the browser's own bars have the colour of the chosen appearance, or else the system's", async () => {
  const [light, dark] = ["#0b4a78", "#0a2238"];
  await using device = await browser.device({ colorScheme: "light" });
  const { page } = await device.open(`${server.url}/lab`);
  const choose = (appearance: string) => page.getByRole("radio", { name: appearance }).check();
  expect(await colourAround(page)).toBe(light);
  await choose("Dark");
  expect(await colourAround(page)).toBe(dark);
  await page.goto(server.url);
  expect(await colourAround(page)).toBe(dark);

  await page.goto(`${server.url}/lab`);
  await choose("System");
  await page.emulateMedia({ colorScheme: "dark" });
  expect(await colourAround(page)).toBe(dark);
  await choose("Light");
  expect(await colourAround(page)).toBe(light);
});

/** As HTML has it: of the first `theme-color` whose media fit. */
async function colourAround(page: Page): Promise<string | undefined> {
  return await page.evaluate(() => {
    const metas = [...document.querySelectorAll<HTMLMetaElement>("meta[name=theme-color]")];
    return metas.find(({ media }) => matchMedia(media).matches)?.content;
  });
}
