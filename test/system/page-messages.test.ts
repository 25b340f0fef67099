import { expect, setDefaultTimeout, test } from "bun:test";
import { LOBBY_ID } from "../../src/client/index.ts";
import { type ChatPage, deviceLinkOf, launchTestBrowser } from "../support/browser.ts";
import { eventually } from "../support/eventually.ts";
import { enter } from "../support/people.ts";
import { TcpProxy } from "../support/proxy.ts";
import { ServerProcess } from "../support/server-process.ts";
import { startTestServer } from "../support/test-server.ts";

setDefaultTimeout(60_000);

const browser = launchTestBrowser();

test("a message that was refused waits for its writer, also over a reload: Retry sends it once, Discard forgets it", async () => {
  await using server = await ServerProcess.start();
  await using proxy = await TcpProxy.start(server.url);
  await using device = await browser.device();
  using ben = await enter(server.url, "ben");
  using ann = await enter(server.url, "ann");
  const reef = await ben.client.createRoom({ name: "Reef" });
  await ann.client.join(reef.id);
  const chat = await device.open(await deviceLinkOf(ann, proxy.url));
  await chat.goesTo("Reef");

  // Written while the page is away, in a room that its writer leaves meanwhile on another device.
  proxy.isAccepting = false;
  proxy.cut();
  for (const text of ["wait for me", "forget me"]) await chat.says(text);
  for (const text of ["wait for me", "forget me"]) await chat.isSending(text);
  await ann.client.leave(reef.id);
  proxy.isAccepting = true;
  await chat.page.getByRole("heading", { level: 1, name: "Lobby" }).waitFor();
  await chat.page.getByRole("button", { name: "Find rooms" }).click();
  await chat.page.getByRole("button", { name: "Join Reef" }).click();
  for (const text of ["wait for me", "forget me"]) await chat.hasNotSent(text);
  await chat.rowsOf("wait for me").getByText("Not sent. That is not here, or it is not yours to see.").waitFor();
  await chat.page.reload();
  for (const text of ["wait for me", "forget me"]) await chat.hasNotSent(text);

  await chat.rowsOf("forget me").getByRole("button", { name: "Discard" }).click();
  await chat.rowsOf("forget me").waitFor({ state: "detached" });
  await chat.rowsOf("wait for me").getByRole("button", { name: "Retry" }).click();
  await chat.sees("wait for me");
  await chat.page.reload();
  await chat.sees("wait for me");
  await chat.says("and this");
  await chat.sees("and this");
  expect(await chat.rowsOf("forget me").count()).toBe(0);
  await eventually(() => expect(ben.texts(reef.id)).toEqual(["wait for me", "and this"]));
});

test("a line parts the days, which begin and end where the reader lives", async () => {
  await using server = await startTestServer();
  await using device = await browser.device({ timezoneId: "Asia/Shanghai" });
  // The server's clock begins at eight in the morning of the first of January 2030 in Shanghai.
  await say("ben", "on new year's day");
  server.clock.sleep(400 * DAY_MS);
  await say("cleo", "a year later");
  server.clock.sleep(2 * DAY_MS);
  await say("dan", "one morning");
  server.clock.sleep(16 * HOUR_MS - 1);
  await say("eve", "before midnight");
  server.clock.sleep(1);
  await say("小鱼", "after midnight");

  const ann = await device.join(server.url, "ann");
  await ann.page.clock.setFixedTime(server.clock.now());
  await ann.page.reload();
  await ann.sees("after midnight");
  expect(await ann.log.getByText(/2030|day|night|later|morning/).allInnerTexts()).toEqual([
    "January 1, 2030",
    "on new year's day",
    "Wednesday, February 5",
    "a year later",
    "Yesterday",
    "one morning",
    "before midnight",
    "Today",
    "after midnight",
  ]);

  async function say(nickname: string, text: string): Promise<void> {
    using person = await enter(server.url, nickname);
    await person.client.send(LOBBY_ID, text);
  }
});

test("a screen reader says the messages of others in the open conversation, many at once as their count, and never the user's own", async () => {
  await using server = await ServerProcess.start();
  await using proxy = await TcpProxy.start(server.url);
  await using device = await browser.device();
  using ben = await enter(server.url, "ben");
  await ben.client.send(LOBBY_ID, "long ago");
  const ann = await device.join(proxy.url, "ann");
  const heard = await listenTo(ann);
  await ann.says("my own");
  await ann.sees("my own");
  const { id } = await ben.client.openDirect((await ben.lookUp("ann")).id);
  await ben.client.send(id, "psst");
  await ben.client.send(LOBBY_ID, "hello ann");
  await eventually(async () => expect(await heard()).toEqual(["ben: hello ann"]));

  // The same again, and again.
  for (const count of [1, 2]) {
    await ben.client.send(LOBBY_ID, "hello ann");
    await eventually(async () => expect(await heard()).toEqual(Array.from({ length: count + 1 }, () => "ben: hello ann")));
  }

  // All of them come at the same moment.
  proxy.stall();
  for (const text of ["one", "two", "three", "four"]) await ben.client.send(LOBBY_ID, text);
  proxy.flow();
  await eventually(async () =>
    expect(await heard()).toEqual([...Array.from({ length: 3 }, () => "ben: hello ann"), "4 new messages"]),
  );
});

test("a draft is there again, in its conversation, until it is sent", async () => {
  await using server = await ServerProcess.start();
  await using device = await browser.device();
  using _ben = await enter(server.url, "ben");
  const ann = await device.join(server.url, "ann");
  await ann.message.fill("to everybody, perhaps");
  await ann.opensDirect("ben");
  await hasDraft(ann, "");
  await ann.message.fill("to ben, perhaps");
  await ann.page.reload();
  await hasDraft(ann, "to ben, perhaps");
  await ann.goesTo("Lobby");
  await hasDraft(ann, "to everybody, perhaps");

  await ann.message.press("Enter");
  await ann.sees("to everybody, perhaps");
  await hasDraft(ann, "");
  await ann.page.reload();
  await ann.sees("to everybody, perhaps");
  await hasDraft(ann, "");
  await ann.goesTo("ben");
  await hasDraft(ann, "to ben, perhaps");
});

test("signing out leaves none of the user's texts in the browser", async () => {
  await using server = await ServerProcess.start();
  await using device = await browser.device();
  const ann = await device.join(server.url, "ann");
  await ann.says("hello");
  await ann.sees("hello");
  await ann.message.fill("for nobody's eyes");
  const texts = () => ann.page.evaluate(() => Object.values(localStorage).filter((value) => /for nobody|"ann"/.test(value)));
  const databases = () => ann.page.evaluate(() => indexedDB.databases());
  expect(await texts()).toHaveLength(2); // and who the user is
  // The outbox, and what was seen last.
  await eventually(async () => expect(await databases()).toHaveLength(2), 10_000);
  await ann.signsOut();
  await eventually(async () => expect([await texts(), await databases()]).toEqual([[], []]), 10_000);
});

test("小鱼 chooses a word of her input method with Enter, and only the next Enter sends", async () => {
  await using server = await ServerProcess.start();
  await using device = await browser.device();
  using ben = await enter(server.url, "ben");
  const { message, page } = await device.join(server.url, "小鱼");
  const keyboard = await page.context().newCDPSession(page);
  await message.focus();
  await keyboard.send("Input.imeSetComposition", { text: "ni hao", selectionStart: 6, selectionEnd: 6 });
  await keyboard.send("Input.dispatchKeyEvent", { type: "rawKeyDown", key: "Enter", windowsVirtualKeyCode: 229 });
  await keyboard.send("Input.insertText", { text: "你好" });
  expect(await message.inputValue()).toBe("你好");
  await message.press("Enter");
  await eventually(() => expect(ben.texts(LOBBY_ID)).toEqual(["你好"]));
});

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Everything that a screen reader has said since, without being asked. */
async function listenTo({ page }: ChatPage): Promise<() => Promise<string[]>> {
  const region = await page.locator("[data-topic=messages]").elementHandle();
  const heard = await page.evaluateHandle((node) => {
    const texts: string[] = [];
    if (node === null) throw new Error("Nothing is ever read out.");
    new MutationObserver(() => texts.push(node.textContent ?? "")).observe(node, {
      characterData: true,
      childList: true,
      subtree: true,
    });
    return texts;
  }, region);
  return () => heard.jsonValue();
}

async function hasDraft({ message }: ChatPage, text: string): Promise<void> {
  await eventually(async () => expect(await message.inputValue()).toBe(text));
}
