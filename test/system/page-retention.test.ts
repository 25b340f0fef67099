import { expect, setDefaultTimeout, test } from "bun:test";
import { createDeviceLink, LOBBY_ID } from "../../src/client/index.ts";
import { newAccount, operate } from "../support/administration.ts";
import { launchTestBrowser } from "../support/browser.ts";
import { eventually } from "../support/eventually.ts";
import { enter } from "../support/people.ts";
import { startTestServer } from "../support/test-server.ts";

setDefaultTimeout(120_000);

const browser = launchTestBrowser();

test("[P190b] [P192a] an owner keeps less in a room after a question, and both see at the beginning what is kept", async () => {
  await using server = await startTestServer();
  await using desk = await browser.device();
  const ann = await desk.join(server.url, "ann");
  const { page } = ann;
  await page.getByRole("button", { name: "New room" }).click();
  const form = page.getByRole("dialog", { name: "New room" });
  await form.getByRole("textbox", { name: "Room name" }).fill("reef");
  await form.getByRole("button", { name: "Create" }).click();
  await page.getByRole("heading", { level: 1, name: "reef" }).waitFor();
  for (let count = 1; count <= 3; count += 1) await ann.says(`fish ${count}`);

  await page.getByRole("button", { name: "Room settings" }).click();
  const settings = page.getByRole("dialog", { name: "Room settings" });
  await settings.getByRole("button", { name: "Rules" }).click();
  await settings.getByLabel("Keep messages for").selectOption("30 days");
  const question = settings.getByRole("alertdialog", { name: "Keep less?" });
  await question.getByText("This room keeps 30 days. What is older is deleted within the hour").waitFor();
  await question.getByRole("button", { name: "Cancel" }).press("Enter");
  expect(await settings.getByLabel("Keep messages for").inputValue()).toBe("0");
  await settings.getByLabel("Keep messages for").selectOption("30 days");
  await question.getByRole("button", { name: "Delete what is older" }).click();
  await question.waitFor({ state: "detached" });
  expect(await settings.getByLabel("Keep messages for").inputValue()).toBe("30");
  // To keep more asks nothing.
  await settings.getByLabel("Keep messages for").selectOption("90 days");
  await page.keyboard.press("Escape");
  await ann.log.getByText("This room keeps 90 days.").waitFor();

  await operate(server.dataFolder, "set-settings", { retentionMessages: 2 });
  await server.trim();
  await eventually(async () => expect(await ann.rowsOf("fish 1").count()).toBe(0));
  await ann.sees("fish 2");
  await page.reload();
  await ann.log.getByText("Older messages are not kept: this room keeps 90 days, and at most the newest 2 messages.").waitFor();
  await ann.sees("fish 3");
});

test("[P190a] an administrator is told how much goes before the server keeps less", async () => {
  await using server = await startTestServer();
  const admin = await newAccount(server, "ann", "administrator");
  using ben = await enter(server.url, "ben");
  for (let count = 1; count <= 5; count += 1) await ben.client.send(LOBBY_ID, `fish ${count}`);
  await using device = await browser.device();
  const { code } = await createDeviceLink(server.url, { token: admin.token });
  const { page, message } = await device.open(`${server.url}/#link=${code}`);
  await message.waitFor();
  await page.goto(`${server.url}/admin#settings`);
  await page.getByLabel("Newest messages kept in each conversation").fill("2");
  await page.getByRole("button", { name: "Save" }).click();
  const question = page.getByRole("alertdialog", { name: "Keep less?" });
  await question.getByText("3 messages and 0 files are older than that now").waitFor();
  expect((await operate(server.dataFolder, "settings")).settings.retentionMessages).toBe(0);
  await question.getByRole("button", { name: "Delete what is older" }).click();
  await page.getByText("Newest messages kept in each conversation: all → 2").waitFor();
  await page.goto(`${server.url}/admin#audit`);
  await page.getByText("changed settings: newest messages kept 2").waitFor();
});
