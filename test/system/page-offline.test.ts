import { expect, setDefaultTimeout, test } from "bun:test";
import { launchTestBrowser } from "../support/browser.ts";
import { eventually } from "../support/eventually.ts";
import { isKept, keptOf } from "../support/kept-talk.ts";
import { enter } from "../support/people.ts";
import { ServerProcess } from "../support/server-process.ts";

setDefaultTimeout(60_000);

const browser = launchTestBrowser();

test("a page that is loaded without a server shows the conversations and messages that were seen last, and sends what is written there", async () => {
  await using server = await ServerProcess.start();
  using ben = await enter(server.url, "ben");
  await using device = await browser.device({ serviceWorkers: "allow" });
  const ann = await device.join(server.url, "ann");
  const { page } = ann;
  const status = page.getByRole("status", { name: "Connection" });
  const { seq } = await ben.client.send("lobby", "wrong words");
  await ben.client.send("lobby", "see you at the reef");
  await ann.sees("see you at the reef");
  await status.getByText("Up to date").waitFor();
  await isKept(ann, "see you at the reef");
  await ben.client.delete("lobby", seq);
  await eventually(async () => expect(JSON.stringify(await keptOf(ann))).not.toContain("wrong words"), 10_000);

  await server.kill9();
  await page.reload();
  await ann.sees("see you at the reef");
  await ann.conversations.getByRole("link", { name: "Lobby" }).getByText("ben: see you at the reef").waitFor();
  await status.getByText(/^Reconnecting/).waitFor();
  expect(await page.getByText("wrong words").count()).toBe(0);
  await ann.says("I am late");
  await ann.isSending("I am late");
  await page.reload();
  await ann.isSending("I am late");

  await server.restart();
  await ann.sees("I am late");
  await ann.sees("see you at the reef");
  await ann.signsOut();
  expect(await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name))).toEqual([]);
});

test("the page says at once that it is offline, and what waits, and explains itself when it is asked", async () => {
  await using server = await ServerProcess.start();
  await using device = await browser.device();
  const ann = await device.join(server.url, "ann");
  const { page } = ann;
  const status = page.getByRole("status", { name: "Connection" });
  await status.getByText("Up to date").waitFor();
  await status.click();
  const explained = page.getByRole("dialog", { name: "Connection" });
  await explained.getByText("One open line carries everything both ways (WebSocket).").waitFor();
  await explained.getByText("Nothing waits to be sent.").waitFor();
  await page.keyboard.press("Escape");
  await explained.waitFor({ state: "detached" });

  await page.context().setOffline(true);
  // Long before a heartbeat would tell.
  await status.getByText("Offline").waitFor({ timeout: 5_000 });
  await ann.says("later");
  await status.getByText("1 waiting").waitFor();
  await status.click();
  await explained.getByText("1 message waits to be sent: ⁨Lobby⁩.").waitFor();
  await explained.getByText(/^Last interruption at \d\d:\d\d: /).waitFor();
  await page.context().setOffline(false);
  await explained.getByRole("button", { name: "Try now" }).click();
  await status.getByText("Up to date").waitFor();
  await ann.sees("later");
});
