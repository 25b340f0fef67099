import { expect, setDefaultTimeout, test } from "bun:test";
import { LOBBY_ID } from "../../src/client/index.ts";
import { paths } from "../../src/protocol/http.ts";
import { type Device, launchTestBrowser } from "../support/browser.ts";
import { eventually } from "../support/eventually.ts";
import { enter } from "../support/people.ts";
import { ServerProcess } from "../support/server-process.ts";

setDefaultTimeout(60_000);

/** More than the connections that a browser opens to one server over HTTP/1.1. */
const MANY_TABS = 8;

const browser = launchTestBrowser();

/** Takes from every page of this device what its transports would need. */
async function forbid(device: Device, forbidden: { readonly paths: readonly string[] }): Promise<void> {
  const { page } = await device.open("about:blank");
  await page.context().addInitScript((forbiddenPaths) => {
    Reflect.deleteProperty(window, "WebSocket");
    const { fetch } = window;
    Reflect.set(window, "fetch", (address: URL | string, init?: RequestInit) => {
      const isForbidden = forbiddenPaths.some((path) => String(address).endsWith(path));
      return isForbidden ? Promise.reject(new TypeError("forbidden")) : fetch(address, init);
    });
  }, forbidden.paths);
  await page.close();
}

test.each([
  ["stream", 2, []],
  ["stream", MANY_TABS, []],
  ["long-poll", 2, [paths.stream]],
] as const)("[P35e] over %s %d tabs do not starve each other of connections", async (_name, tabCount, forbidden) => {
  await using server = await ServerProcess.start();
  await using device = await browser.device();
  await forbid(device, { paths: forbidden });
  using ben = await enter(server.url, "ben");
  const tabs = [await device.join(server.url, "ann")];
  while (tabs.length < tabCount) tabs.push(await device.open(server.url));
  await ben.client.send(LOBBY_ID, "hello to every tab");
  for (const tab of tabs) await tab.sees("hello to every tab");
  for (const [index, tab] of tabs.entries()) await tab.says(`from tab ${index}`);
  const texts = tabs.map((_, index) => `from tab ${index}`);
  await eventually(() => expect(ben.texts(LOBBY_ID).slice(1).toSorted()).toEqual(texts.toSorted()), 20_000);
  for (const tab of tabs) for (const text of texts) await tab.sees(text);
});
