import { expect, setDefaultTimeout, test } from "bun:test";
import { launchTestBrowser } from "../support/browser.ts";
import { eventually } from "../support/eventually.ts";
import { enter } from "../support/people.ts";
import { ServerProcess } from "../support/server-process.ts";

setDefaultTimeout(60_000);

const browser = launchTestBrowser();

test("by keys one goes to a conversation by name, to its neighbours, and to what is unread", async () => {
  await using server = await ServerProcess.start();
  await using device = await browser.device({ viewport: { width: 1200, height: 700 } });
  using ben = await enter(server.url, "ben");
  const ann = await device.join(server.url, "ann");
  const { page } = ann;
  const heading = (name: string) => page.getByRole("heading", { level: 1, name }).waitFor();
  for (const name of ["Aquarium", "Goldfish pond", "鱼塘"]) {
    const room = await ben.client.createRoom({ name });
    await page.getByRole("button", { name: "Find rooms" }).click();
    await page.getByRole("button", { name: `Join ${name}` }).click();
    await heading(name);
    if (name === "Aquarium") await ben.client.watch(room.id);
  }

  await page.keyboard.press("Control+k");
  const switcher = page.getByRole("dialog", { name: "Go to conversation" });
  await switcher.getByRole("combobox").pressSequentially("FISH");
  expect(await switcher.getByRole("option").allInnerTexts()).toEqual(["Goldfish pond"]);
  await page.keyboard.press("Enter");
  await heading("Goldfish pond");

  await page.keyboard.press("Control+k");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowUp");
  expect(await switcher.getByRole("option", { selected: true }).innerText()).toBe("Aquarium");
  await page.keyboard.press("Escape");
  await switcher.waitFor({ state: "detached" });

  await page.keyboard.press("Alt+ArrowUp");
  await heading("Aquarium");
  await page.keyboard.press("Alt+ArrowUp");
  await heading("鱼塘");
  await page.keyboard.press("Alt+ArrowUp");
  await heading("Lobby");

  const pond = [...ben.client.conversations.values()].find((each) => each.kind === "room" && each.name === "Goldfish pond");
  await ben.client.send(pond?.id ?? "", "splash");
  await ann.conversations.getByRole("link", { name: /Goldfish pond.*1/ }).waitFor();
  await page.keyboard.press("Alt+Shift+ArrowDown");
  await heading("Goldfish pond");
  await ann.sees("splash");
});

test("typing anywhere writes, ? shows the keys, and Esc goes to the newest message", async () => {
  await using server = await ServerProcess.start({ flags: ["--messages-per-second", "0"] });
  await using device = await browser.device({ viewport: { width: 1200, height: 500 } });
  using ben = await enter(server.url, "ben");
  for (let count = 0; count < 60; count += 1) await ben.client.send("lobby", `message ${count}.`);
  const ann = await device.join(server.url, "ann");
  const { page } = ann;
  await ann.sees("message 59.");
  await page.getByRole("heading", { level: 1, name: "Lobby" }).click();
  await ann.message.evaluate((field: HTMLTextAreaElement) => field.blur());
  await page.keyboard.type("hello");
  expect(await ann.message.inputValue()).toBe("hello");
  await ann.message.fill("");

  await page.keyboard.press("Home");
  await ann.hasInView(ann.log.getByText("message 0.", { exact: true }));
  await page.keyboard.press("Escape");
  await ann.hasInView(ann.log.getByText("message 59.", { exact: true }));

  await page.keyboard.press("?");
  expect(await ann.message.inputValue()).toBe("?");
  await ann.message.fill("");
  await ann.message.evaluate((field: HTMLTextAreaElement) => field.blur());
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
  await page.keyboard.press("x");
  expect(await ann.message.inputValue()).toBe("");
  await page.keyboard.press("Escape");
  await eventually(async () => expect(await page.getByRole("dialog").count()).toBe(0));
});
