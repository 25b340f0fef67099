import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import type { Page } from "playwright-core";
import { LOBBY_ID } from "../../src/client/index.ts";
import { notesWords } from "../../src/web/lab/notes/words.ts";
import { figures } from "../../src/web/lab/results/figures.ts";
import { costRows, lossRows } from "../../src/web/lab/results/result-rows.ts";
import { launchTestBrowser } from "../support/browser.ts";
import { EventStreamReader } from "../support/event-stream-reader.ts";
import { eventually } from "../support/eventually.ts";
import { enter } from "../support/people.ts";
import { ServerProcess } from "../support/server-process.ts";

setDefaultTimeout(60_000);

const browser = launchTestBrowser();
const { notes, show, failed, seen } = notesWords.dictionaries.en;
let server: ServerProcess;

beforeAll(async () => {
  server = await ServerProcess.start();
});

afterAll(async () => {
  await server?.[Symbol.asyncDispose]();
});

test("the museum's iframe never ends loading, hands on what the server says, and grows", async () => {
  await using device = await browser.device();
  const { page } = await device.open(`${server.url}/lab#museum`);
  using others = await EventStreamReader.open(`${server.url}/api/lab/feed`);
  await page.getByRole("button", { name: "Open the frame" }).click();
  const log = page.getByRole("log", { name: "Events, by postMessage" });
  await log.getByText("observers", { exact: true }).first().waitFor();
  const frame = page.frameLocator("iframe");
  await frame.getByText("observers", { exact: true }).first().waitFor();
  const size = async () => Number((await page.locator(".document-size").innerText()).replace(/\D/g, ""));
  const before = await size();
  expect(before).toBeGreaterThan(500);

  // Only the frame itself is believed, and its text stays text.
  await page.evaluate(() => window.postMessage({ event: "push", data: { text: "forged", at: 1 } }, location.origin));
  const push = (text: string) => fetch(`${server.url}/api/lab/push`, { method: "POST", body: JSON.stringify({ text }) });
  await push("</i><script>parent.document.title='pwned'</script>");
  await log.getByText("</i><script>parent").waitFor();
  await eventually(async () => expect(await size()).toBeGreaterThan(before));
  expect(await log.innerText()).not.toContain("forged");
  expect(await page.title()).toBe("Museum · Shoal lab");
  await page.getByText("no load event comes").waitFor();
  await page.getByRole("button", { name: "Let the server speak" }).click();
  await log.getByText("A fish leaps").waitFor();

  await page.getByRole("button", { name: "Close the frame" }).click();
  await eventually(() => expect(JSON.stringify(others.last("observers"))).not.toContain('"frame"'));
  expect(await page.locator("iframe").count()).toBe(0);
});

test("the museum computes the handshake of 2010, and judges the ones that are printed", async () => {
  await using device = await browser.device();
  const { page } = await device.open(`${server.url}/lab#museum`);
  const answer = page.locator(".steps.hixie .result output");
  expect(await answer.innerText()).toBe("8jKS'y:G*Co,Wxa-");
  await page.getByRole("button", { name: "Example 2 of the draft" }).click();
  await eventually(async () => expect(await answer.innerText()).toBe("fQJ,fN/4F4!~K~MH"));
  await page.getByLabel("Sec-WebSocket-Key1").fill("no number");
  await page.getByText("Here a server hangs up").waitFor();

  expect(await page.locator(".pairs li.right").count()).toBe(4);
  await page.getByRole("button", { name: "Put together out of two" }).click();
  await page.getByText("Wrong: this key makes Oy4NRAQ13jhfONC7bP8dTKb4PTU=.").waitFor();
  await page.getByRole("textbox", { name: "Sec-WebSocket-Accept" }).fill("Oy4NRAQ13jhfONC7bP8dTKb4PTU=");
  await page.getByText("Right: this key makes this accept").waitFor();
  await page.getByRole("textbox", { name: "Sec-WebSocket-Key", exact: true }).fill("short");
  await page.getByText("the key is not 16 bytes in base64").waitFor();
});

test("what is set right is shown on the live wire, and no message of it is heard in the lobby", async () => {
  using ann = await enter(server.url, "ann");
  await using device = await browser.device();
  const { page } = await device.open(`${server.url}/lab#notes`);
  await startAll(page);
  const sees = async (id: keyof typeof notes, text: string | RegExp): Promise<void> =>
    await card(page, id).locator(".seen").getByText(text).first().waitFor();
  await sees("speed", "and 8 of the 8 came before it");
  await sees("closed", "readyState 3, code 1000, clean");
  await sees("closed", "readyState 3, code 1006, not clean");
  await sees("state", /Two requests: the first brought \d+ bytes of headers, the second \d+ bytes/);
  await sees("state", '"from_user":"lab-');
  await sees("addresses", "The server saw 127.0.0.1, port");
  await sees("addresses", seen.loopback);
  await sees("dead", seen.cut(1009));
  await sees("dead", /The first went on with .+, .+; the third with .+, .+\./);
  await sees("sender", `"from_user":"${seen.boss}"`);
  await sees("sender", /The other socket heard \{"from_user":"lab-\w+-3"/);
  await sees("name", "“replaced”");
  await sees("name", /was refused \(readyState 3, code 1006/);
  await sees("end", "still open");
  await card(page, "end").getByRole("button", { name: "Stop" }).click();
  await sees("end", "You ended it");
  expect(ann.texts(LOBBY_ID)).toEqual([]);
});

test("where guests may not sign in, and where there is no WebSocket, what can be shown is shown", async () => {
  await using closed = await ServerProcess.start({ flags: ["--no-guests"] });
  await using device = await browser.device();
  const { page } = await device.open(`${closed.url}/lab#notes`);
  await card(page, "sender").getByRole("button", { name: show }).click();
  await card(page, "sender").getByText(failed).waitFor();

  await page.addInitScript(() => Reflect.deleteProperty(globalThis, "WebSocket"));
  await page.reload();
  await page.getByText("This browser has no WebSocket").waitFor();
  expect(await page.getByRole("button", { name: show }).count()).toBe(1);
  await card(page, "addresses").getByRole("button", { name: show }).click();
  await card(page, "addresses").getByText("The server saw 127.0.0.1").waitFor();
});

test("the results are the figures that were measured, and no other", async () => {
  await using device = await browser.device();
  const { page } = await device.open(`${server.url}/lab#results`);
  const tables = page.getByRole("table");
  await tables.first().waitFor();
  const rows = (place: number) => tables.nth(place).locator("tbody tr");
  expect([await rows(0).count(), await rows(1).count()]).toEqual([costRows(figures).length, lossRows(figures).length]);
  for (const [place, { losses }] of lossRows(figures).entries()) {
    const cells = await rows(1).nth(place).getByRole("cell").allInnerTexts();
    expect(cells.slice(0, 2)).toEqual([
      `${losses.killed.readable} of ${losses.killed.acknowledged}`,
      `${losses.away.got} of ${losses.away.said}`,
    ]);
  }
});

function card(page: Page, id: keyof typeof notes) {
  return page.getByRole("region", { name: notes[id].claim });
}

async function startAll(page: Page): Promise<void> {
  await page.getByRole("button", { name: show }).first().waitFor();
  for (const id of Object.keys(notes)) {
    await card(page, id as keyof typeof notes)
      .getByRole("button", { name: show })
      .click();
  }
}
