import { expect, setDefaultTimeout, test } from "bun:test";
import type { Locator } from "playwright-core";
import { LOBBY_ID } from "../../src/client/index.ts";
import { type ChatPage, launchTestBrowser } from "../support/browser.ts";
import { eventually } from "../support/eventually.ts";
import { enter } from "../support/people.ts";
import { startTestServer } from "../support/test-server.ts";

setDefaultTimeout(60_000);

const browser = launchTestBrowser();

test("[P40a] the author edits a message from its menu or with ↑, and others see the new text", async () => {
  await using server = await startTestServer();
  await using device = await browser.device();
  using ben = await enter(server.url, "ben");
  const chat = await device.join(server.url, "ann");
  await chat.says("helo");
  await chat.sees("helo");
  await choose(chat, "helo", "Edit");
  const field = chat.page.getByRole("textbox", { name: "Edit message" });
  await field.fill("hello");
  await field.press("Enter");
  await chat.sees("hello");
  await chat.rowsOf("hello").getByText("edited", { exact: true }).waitFor();

  await chat.message.press("ArrowUp");
  await field.fill("hello again");
  await field.press("Escape");
  await chat.sees("hello");
  await eventually(() => expect(chat.message.evaluate((element) => element === document.activeElement)).resolves.toBe(true));
  await chat.message.press("ArrowUp");
  await field.fill("hello, ben");
  await chat.page.getByRole("button", { name: "Save" }).click();
  await chat.sees("hello, ben");
  const { events } = await ben.client.history(LOBBY_ID, { changes: false });
  expect(events.at(-1)).toMatchObject({ text: "hello, ben" });
});

test("[P41a] a deleted message is gone from every page, and so are its quotes", async () => {
  await using server = await startTestServer();
  await using annsDevice = await browser.device();
  await using bensDevice = await browser.device();
  const [ann, ben] = [await annsDevice.join(server.url, "ann"), await bensDevice.join(server.url, "ben")];
  await ann.says("a secret");
  await ben.sees("a secret");
  await act(ben, "a secret", "Reply");
  await ben.says("I heard");
  await ann.sees("I heard");
  await ann.rowsOf("I heard").getByText("a secret").waitFor();

  await choose(ann, "a secret", "Delete");
  await ann.page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  for (const { page, log } of [ann, ben]) {
    await log.getByText("This message was deleted.").first().waitFor();
    await eventually(async () => expect(await page.content()).not.toContain("a secret"));
  }
  await rowOf(ben, "I heard").hover();
  expect(await ben.page.getByRole("menuitem", { name: "Delete" }).count()).toBe(0);
});

test("[P42a] a reaction is added, told who made it, and taken back", async () => {
  await using server = await startTestServer();
  await using device = await browser.device();
  using ben = await enter(server.url, "ben");
  const chat = await device.join(server.url, "ann");
  const { seq } = await ben.client.send(LOBBY_ID, "good news");
  await act(chat, "good news", "React");
  await chat.page.getByRole("button", { name: "👍" }).click();
  const reaction = (count: number) => rowOf(chat, "good news").getByRole("button", { name: `👍 ${count}` });
  await reaction(1).waitFor();
  await ben.client.react(LOBBY_ID, seq, "👍");
  await reaction(2).hover();
  await eventually(async () => expect(await reaction(2).getAttribute("title")).toMatch(/ann.*ben/));
  await reaction(2).click();
  await reaction(1).waitFor();
  expect(await reaction(1).getAttribute("aria-pressed")).toBe("false");
});

test("[P43a] a quote leads to the message that it quotes, however far back, and a link opens the page there", async () => {
  await using server = await startTestServer();
  await using device = await browser.device({ permissions: ["clipboard-read", "clipboard-write"] });
  using ben = await enter(server.url, "ben");
  const { seq } = await ben.client.send(LOBBY_ID, "the beginning");
  for (let count = 0; count < 400; count += 1) await ben.client.send(LOBBY_ID, `filler ${count}`);
  await ben.client.send(LOBBY_ID, "remember?", { replyTo: seq });
  const chat = await device.join(server.url, "ann");
  await chat.rowsOf("remember?").getByRole("button", { name: "Go to the message of ben" }).click();
  await chat.hasInView(rowOf(chat, "the beginning"));

  await choose(chat, "the beginning", "Copy link");
  const link = await chat.page.evaluate(() => navigator.clipboard.readText());
  expect(link).toBe(`${server.url}/c/${LOBBY_ID}/${seq}`);
  const other = await device.open(link);
  await other.hasInView(rowOf(other, "the beginning"));
  await other.page.getByRole("button", { name: "Jump to latest" }).click();
  await other.hasInView(rowOf(other, "remember?"));
});

test("[P45a] a pinned message stands at the top of its conversation, for everyone", async () => {
  await using server = await startTestServer();
  await using device = await browser.device();
  using ben = await enter(server.url, "ben");
  const chat = await device.join(server.url, "ann");
  const first = await ben.client.send(LOBBY_ID, "the plan");
  await ben.client.send(LOBBY_ID, "the other plan");
  await choose(chat, "the other plan", "Pin");
  await ben.client.pin(LOBBY_ID, first.seq);
  await chat.page.getByRole("button", { name: "2 pinned" }).click();
  const dialog = chat.page.getByRole("dialog", { name: "Pinned messages" });
  await dialog.getByRole("button", { name: /the other plan/ }).click();
  await dialog.waitFor({ state: "detached" });
  await choose(chat, "the other plan", "Unpin");
  await chat.page.getByRole("button", { name: "1 pinned" }).waitFor();
  await chat.page.reload();
  await chat.page.getByRole("button", { name: /ben the plan/ }).waitFor();
});

test("[P44a] [P44b] mentions count apart from what is unread, and have a list that leads to them", async () => {
  await using server = await startTestServer();
  await using device = await browser.device();
  using ben = await enter(server.url, "ben");
  const chat = await device.join(server.url, "ann");
  const ann = await ben.lookUp("ann");
  const reef = await ben.client.createRoom({ name: "Reef" });
  await chat.page.getByRole("button", { name: "Find rooms" }).click();
  await chat.page.getByRole("button", { name: "Join Reef" }).click();
  await chat.goesTo("Reef");
  await chat.goesTo("Lobby");
  const mentions = [{ start: 0, length: 4, userId: ann.id }];
  await ben.client.send(reef.id, "@ann are you there?", { mentions });
  await ben.client.send(reef.id, "anyone?");
  await chat.conversations.getByRole("link", { name: /Reef 1 unread mention 2 unread messages/ }).waitFor();
  await chat.page.getByRole("button", { name: "Mentions" }).click();
  await chat.page
    .getByRole("dialog", { name: "Mentions" })
    .getByRole("button", { name: /are you there/ })
    .click();
  await chat.page.getByRole("heading", { level: 1, name: "Reef" }).waitFor();
  await chat.hasInView(chat.log.getByText("are you there?"));
  await eventually(async () => expect(await chat.conversations.getByRole("link", { name: /mention/ }).count()).toBe(0));
});

test("by keyboard alone: Tab leads to the newest message, the arrow keys to others, and their buttons follow", async () => {
  await using server = await startTestServer();
  await using device = await browser.device();
  using ben = await enter(server.url, "ben");
  const chat = await device.join(server.url, "ann");
  for (const text of ["one", "two"]) await ben.client.send(LOBBY_ID, text);
  await chat.sees("two");
  await chat.log.focus();
  await chat.page.keyboard.press("Tab");
  await chat.page.keyboard.press("ArrowUp");
  await rowOf(chat, "one").getByRole("button", { name: "Reply" }).waitFor();
  await chat.page.keyboard.press("Tab"); // the author
  await chat.page.keyboard.press("Tab");
  await chat.page.keyboard.press("Enter");
  await chat.page.getByRole("button", { name: "👍" }).waitFor();
  await chat.page.keyboard.press("Escape");
  await chat.page.keyboard.press("Tab");
  await chat.page.keyboard.press("Enter");
  await chat.page.getByText("Reply to").waitFor();
  await chat.message.press("Escape");
  await chat.page.getByText("Reply to").waitFor({ state: "detached" });
});

test("a long press on a phone opens the menu of a message", async () => {
  await using server = await startTestServer();
  await using device = await browser.device({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  using ben = await enter(server.url, "ben");
  const chat = await device.join(server.url, "ann");
  await ben.client.send(LOBBY_ID, "press me");
  await chat.sees("press me");
  await rowOf(chat, "press me").dispatchEvent("contextmenu");
  await chat.page.getByRole("menu", { name: "More" }).getByRole("button", { name: "🎉" }).tap();
  await rowOf(chat, "press me").getByRole("button", { name: "🎉 1" }).waitFor();
});

/** Not the rows that quote it. */
test("a message is forwarded as a quote in the draft of another conversation, and leads back", async () => {
  await using server = await startTestServer();
  await using device = await browser.device();
  using ben = await enter(server.url, "ben");
  const chat = await device.join(server.url, "ann");
  await ben.client.send(LOBBY_ID, "look, a whale");
  await chat.opensDirect("ben");
  await chat.goesTo("Lobby");
  await choose(chat, "look, a whale", "Forward");
  const dialog = chat.page.getByRole("dialog", { name: "Forward to" });
  await dialog.getByRole("combobox", { name: "Find a conversation" }).fill("EN");
  await eventually(async () => expect(await dialog.getByRole("option").allInnerTexts()).toHaveLength(1));
  await dialog.getByRole("option", { name: "ben" }).click();
  await dialog.waitFor({ state: "detached" });
  expect(await chat.message.inputValue()).toStartWith("> look, a whale\nben · http");
  await chat.message.press("End");
  await chat.message.pressSequentially("is it true?");
  await chat.message.press("Enter");
  await chat.log.locator("blockquote").getByText("look, a whale").waitFor();
  await chat.log.getByRole("link", { name: /\/c\/lobby\/\d+$/ }).click();
  await chat.page.getByRole("heading", { level: 1, name: "Lobby" }).waitFor();
});

test("[P44a] a member is mentioned with @, counted apart, and listed", async () => {
  await using server = await startTestServer();
  await using annsDevice = await browser.device();
  await using bensDevice = await browser.device();
  const [ann, ben] = [await annsDevice.join(server.url, "ann"), await bensDevice.join(server.url, "小鱼")];
  await ann.opensDirect("小鱼");
  await ben.message.pressSequentially("你好@an");
  await ben.page.getByRole("option", { name: /ann/ }).waitFor();
  await ben.message.press("Enter");
  await ben.message.pressSequentially("来一下");
  await ben.message.press("Enter");
  await ben.sees("你好@ann 来一下");
  await ann.conversations.getByRole("link", { name: /Lobby.*mention/ }).waitFor();
  await ann.conversations.getByRole("button", { name: /Mentions/ }).click();
  await ann.page.getByRole("dialog").getByText("来一下").click();
  await ann.sees("你好@ann 来一下");
  await ann.conversations.getByRole("link", { name: /Lobby.*mention/ }).waitFor({ state: "detached" });
});

function rowOf(chat: ChatPage, text: string): Locator {
  return chat.log.getByRole("listitem").filter({ has: chat.page.locator(".message-text").getByText(text, { exact: true }) });
}

async function act(chat: ChatPage, text: string, name: "React" | "Reply" | "More"): Promise<void> {
  const row = rowOf(chat, text);
  await row.hover();
  await row.getByRole("button", { name, exact: true }).click();
}

async function choose(chat: ChatPage, text: string, item: string): Promise<void> {
  await act(chat, text, "More");
  await chat.page.getByRole("menuitem", { name: item, exact: true }).click();
}
