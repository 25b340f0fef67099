import { expect, setDefaultTimeout, test } from "bun:test";
import { launchTestBrowser } from "../support/browser.ts";
import { eventually } from "../support/eventually.ts";
import { enter, type Participant } from "../support/people.ts";
import { ServerProcess } from "../support/server-process.ts";

setDefaultTimeout(60_000);

const browser = launchTestBrowser();

test("a private talk says when the other one has read, and its row who is online; the setting ends it, both ways", async () => {
  await using server = await ServerProcess.start();
  await using device = await browser.device();
  using ben = await enter(server.url, "ben");
  const ann = await device.join(server.url, "ann");
  const { page } = ann;
  const me = await ben.lookUp("ann");
  const { id } = await ben.client.openDirect(me.id);
  await ben.client.send(id, "hello");
  const row = page.getByRole("link", { name: /^ben/ });
  await row.click();
  await eventually(async () => expect(await row.getAttribute("aria-description")).toBe("online"));

  const readers = readersSeenBy(ben);
  await ben.client.watch(id);
  await ann.says("are you there?");
  await ann.sees("are you there?");
  const mine = page.locator(".message.own").last();
  await mine.getByText("Sent").waitFor({ state: "attached" });
  await eventually(() => expect(ben.texts(id)).toContain("are you there?"));
  expect(await mine.locator(".seen").count()).toBe(0);
  const last = ben.events.get(id)?.at(-1)?.seq ?? 0;
  ben.client.markRead(id, last);
  await mine.getByText("Seen", { exact: true }).waitFor();
  await eventually(() => expect(readers.at(-1)).toContain(me.id));
  await ann.says("and now?");
  await page.locator(".seen").waitFor({ state: "detached" });
  // The author of a later message has seen it.
  await ben.client.send(id, "yes");
  await page.locator(".message.own").last().getByText("Seen", { exact: true }).waitFor();

  await page.getByRole("button", { name: /ann.*Settings/ }).click();
  const choice = page.getByRole("checkbox", { name: "Show others how far I have read" });
  expect(await choice.isChecked()).toBe(true);
  await choice.uncheck();
  await eventually(() => expect(readers.at(-1)).toEqual([ben.user.id]));
  await page.keyboard.press("Escape");
  await page.locator(".seen").waitFor({ state: "detached" });
  await page.reload();
  await page.getByRole("button", { name: /ann.*Settings/ }).click();
  await eventually(async () => expect(await choice.isChecked()).toBe(false));
});

test("a room says how many have read, and a press says who; the keyboard gets there and back", async () => {
  await using server = await ServerProcess.start();
  await using device = await browser.device();
  using ben = await enter(server.url, "ben");
  using xiaoyu = await enter(server.url, "小鱼");
  const ann = await device.join(server.url, "ann");
  const { page } = ann;
  const { id } = await ben.client.createRoom({ name: "reef" });
  await xiaoyu.client.join(id);
  await ben.client.invite(id, (await ben.lookUp("ann")).id);
  await page.getByRole("button", { name: /^Join/ }).click();
  await page.getByRole("link", { name: /^reef/ }).click();
  await ann.says("who is for a swim?");
  await eventually(() => expect(xiaoyu.texts(id)).toEqual(["who is for a swim?"]));
  for (const { client, events } of [ben, xiaoyu]) client.markRead(id, events.get(id)?.at(-1)?.seq ?? 0);
  const seen = page.getByRole("button", { name: "Seen by 2" });
  await seen.focus();
  await page.keyboard.press("Enter");
  const list = page.getByRole("dialog", { name: "Seen by 2" });
  await list.getByRole("button", { name: "小鱼" }).waitFor();
  expect(await list.getByRole("button").allInnerTexts()).toEqual(["ben", "小鱼"]);
  await page.keyboard.press("Escape");
  await list.waitFor({ state: "detached" });
  expect(await seen.evaluate((button) => button === document.activeElement)).toBe(true);
  await seen.click();
  await list.getByRole("button", { name: "ben" }).click();
  await page.getByRole("dialog", { name: /ben/ }).waitFor();
});

function readersSeenBy({ client }: Participant): string[][] {
  const seen: string[][] = [];
  client.on("readers", ({ markers }) => seen.push(markers.map(({ userId }) => userId)));
  return seen;
}
