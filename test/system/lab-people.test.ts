import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import type { Page } from "playwright-core";
import { LOBBY_ID } from "../../src/client/index.ts";
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

test("the server tells the time unasked, and pushes to every lab that is in sight, whatever its tab", async () => {
  await using device = await browser.device();
  await using other = await browser.device();
  const { page } = await device.open(`${server.url}/lab#push`);
  const { page: elsewhere } = await other.open(`${server.url}/lab#frame`);
  await page.getByText("As a list").click();
  const told = page.locator(".as-list li").filter({ hasText: /^WebSocket .*\d{4}-\d\d-\d\dT[\d:.]+Z/ });
  await eventually(async () => expect(await told.count()).toBeGreaterThan(1));
  await page.getByRole("radio", { name: "10", exact: true }).check();
  const cells = (row: string) => page.getByRole("row", { name: row }).getByRole("cell").allInnerTexts();
  await eventually(async () => {
    const [socket, polling] = await cells("Requests");
    expect(socket).toBe("1");
    expect(Number(polling)).toBeGreaterThan(10);
    expect(Number((await cells("Bytes the browser sends"))[0])).toBeGreaterThan(200);
  });

  const push = page.getByRole("button", { name: "Push" });
  const text = page.getByRole("textbox", { name: "A short text" });
  const notice = elsewhere.getByRole("status").filter({ hasText: "The server pushes to every open lab" });
  await text.fill("<b>Look</b> at the frame 🐟");
  await eventually(async () => {
    await push.click();
    await page.getByRole("status").getByText("Sent to 2 open labs.").waitFor();
  });
  await notice.getByText("<b>Look</b> at the frame 🐟", { exact: true }).waitFor();
  await page.getByRole("log", { name: "What the server pushed here" }).getByText("<b>Look</b>").first().waitFor();
  expect(await page.getByRole("button", { name: "Dismiss" }).count()).toBe(0);
  await elsewhere.getByRole("button", { name: "Dismiss" }).click();
  expect(await notice.count()).toBe(0);

  // A page behind others holds no connection.
  await page.getByRole("tab", { name: "Who is connected" }).click();
  await page.getByRole("status").getByText("2 labs are open.").waitFor();
  await setVisibility(elsewhere, "hidden");
  await page.getByRole("status").getByText("1 lab is open.").waitFor();
  await setVisibility(elsewhere, "visible");
  await page.getByRole("status").getByText("2 labs are open.").waitFor();
});

test("sockets come, talk and go, and one that is killed leaves the others undisturbed", async () => {
  await using device = await browser.device();
  using ann = await enter(server.url, "ann");
  const { page } = await device.open(`${server.url}/lab#observers`);
  const count = (text: string) => page.getByRole("status").getByText(text, { exact: true });
  const act = (action: string, socket: number) => page.getByRole("button", { name: `${action}: Socket ${socket}` });
  await page.getByRole("button", { name: "Open three sockets" }).click();
  await count("3 connected").waitFor();
  expect(await page.locator(".chip.own", { hasText: "guest-" }).count()).toBe(3);
  await page.getByText("As a list").click();
  await act("Say hello", 1).click();
  const heard = (socket: number, from: number) =>
    page
      .locator(".as-list li")
      .filter({ hasText: new RegExp(`^Socket ${socket} .*hears “guest-\\d+: Hello from Socket ${from} `) });
  for (const socket of [1, 2, 3]) await heard(socket, 1).waitFor();

  await act("Kill", 2).click();
  await count("2 connected").waitFor();
  await page.getByRole("listitem").filter({ hasText: "killed · guest-" }).waitFor();
  await act("Say hello", 3).click();
  for (const socket of [1, 3]) await heard(socket, 3).waitFor();
  expect(await heard(2, 3).count()).toBe(0);
  await page.getByRole("button", { name: "Open one more" }).click();
  await count("3 connected").waitFor();
  await act("Close", 1).click();
  await count("2 connected").waitFor();
  const changes = page.getByRole("log", { name: "What the lists said" }).getByRole("listitem");
  await eventually(async () => {
    const signs = (await changes.allInnerTexts()).map((line) => line.replace(/^[\d,]+ ms\s+(\d+)\s+([+−]).*$/s, "$2$1"));
    expect(signs).toEqual(["+1", "+2", "+3", "−2", "+3", "−2"]);
  });

  await page.getByRole("tab", { name: "Frame" }).click();
  await eventually(() =>
    expect(ann.texts(LOBBY_ID)).toEqual(["Hello from Socket 1 of the lab!", "Hello from Socket 3 of the lab!"]),
  );
  await eventually(async () => {
    const { connections } = (await (await fetch(`${server.url}/healthz`)).json()) as { connections: number };
    expect(connections).toBe(1);
    expect(await page.locator("iframe").count()).toBe(0);
  });
});

test("a plain request and the upgrade request of one browser stand beside each other, without a secret", async () => {
  await using device = await browser.device({ viewport: { width: 360, height: 780 } });
  const { page } = await device.join(server.url, "ben");
  await page.goto(`${server.url}/lab#request`);
  const rows = (table: string) => page.getByRole("table", { name: table }).locator("tbody");
  const upgradeOnly = rows("Only in the upgrade request");
  await upgradeOnly.filter({ hasText: "sec-websocket-key" }).getByText("not sent").waitFor();
  const key = upgradeOnly.filter({ hasText: "sec-websocket-key" }).getByRole("cell");
  expect(await key.allInnerTexts()).toEqual(["not sent", expect.stringMatching(/^[\w+/]{22}==$/)]);
  expect(await rows("In both, but different").filter({ hasText: "connection" }).getByRole("cell").last().innerText()).toBe(
    "Upgrade",
  );
  expect(await rows("Only in the plain GET").filter({ hasText: "sec-fetch-mode" }).count()).toBe(1);

  const agreed = (name: string) => rows("what was agreed").filter({ hasText: name }).getByRole("cell").allInnerTexts();
  const [plain, upgrade] = await agreed("Remote address and port");
  expect([plain, upgrade]).toEqual([expect.stringMatching(/:\d+$/), expect.stringMatching(/:\d+$/)]);
  expect(plain).not.toBe(upgrade ?? "");
  expect(await agreed("Cookie names")).toEqual([expect.stringMatching(/^shoal/)]);
  expect((await agreed("Extensions offered"))[1]).toContain("permessage-deflate");
  expect(await agreed("Extensions chosen")).toEqual(["none"]);
  const cookies = await page.context().cookies();
  expect(cookies.length).toBeGreaterThan(0);
  const shown = await page.locator("body").innerText();
  for (const { value } of cookies) expect(shown).not.toContain(value);
});

test("where there is no WebSocket, or guests may not sign in, these tabs say so and show the rest", async () => {
  await using closed = await ServerProcess.start({ flags: ["--no-guests"] });
  await using device = await browser.device();
  const { page } = await device.open(`${closed.url}/lab#push`);
  await page.getByText("The socket has ended with code 1006").waitFor();
  await page.getByRole("button", { name: "Push" }).click();
  await page.getByRole("status").getByText("Sign in to the chat first").waitFor();
  await page.getByText("so pushes do not arrive").waitFor();
  await page.getByRole("tab", { name: "Who is connected" }).click();
  await page.getByRole("button", { name: "Open three sockets" }).click();
  await page.getByRole("alert").getByText("A socket was refused").waitFor();

  await using old = await browser.device();
  const { page: without } = await old.open("about:blank");
  await without.addInitScript(() => Reflect.deleteProperty(globalThis, "WebSocket"));
  await without.goto(`${server.url}/lab#observers`);
  await without.getByText("This browser has no WebSocket").waitFor();
  await without
    .getByRole("status")
    .getByText(/labs? (is|are) open/)
    .waitFor();
  await without.getByRole("tab", { name: "Request" }).click();
  await without.getByRole("status").getByText("there is only the plain request").waitFor();
  expect(await without.getByRole("table", { name: "Plain GET" }).getByText("sec-fetch-mode").count()).toBe(1);
  await without.getByRole("tab", { name: "Push" }).click();
  await without.getByText("the clock cannot be heard").waitFor();
  await without.getByRole("button", { name: "Push" }).click();
  await without.getByRole("log").getByText("The server speaks first.").waitFor();
});

/** A browser under test has no tabs behind others. */
async function setVisibility(page: Page, state: "hidden" | "visible"): Promise<void> {
  await page.evaluate((visibilityState) => {
    Object.defineProperty(document, "visibilityState", { value: visibilityState, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  }, state);
}
