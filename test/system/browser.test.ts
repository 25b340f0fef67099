import { expect, setDefaultTimeout, test } from "bun:test";
import { LOBBY_ID } from "../../src/client/index.ts";
import { type ChatPage, launchTestBrowser } from "../support/browser.ts";
import { eventually } from "../support/eventually.ts";
import { flood } from "../support/flood.ts";
import { enter } from "../support/people.ts";
import { ServerProcess } from "../support/server-process.ts";

setDefaultTimeout(60_000);

const browser = launchTestBrowser();

test("ann and ben talk in the lobby and in private, and eve sees the lobby only", async () => {
  await using server = await ServerProcess.start();
  await using annsDevice = await browser.device();
  await using bensDevice = await browser.device();
  await using evesDevice = await browser.device();
  const ann = await annsDevice.join(server.url, "ann");
  const ben = await bensDevice.join(server.url, "ben");
  const eve = await evesDevice.join(server.url, "eve");

  await ann.says("hello everybody");
  for (const page of [ann, ben, eve]) await page.sees("hello everybody");
  await ben.says("hello ann");
  for (const page of [ann, ben, eve]) await page.sees("hello ann");

  await ann.opensDirect("ben");
  await ann.says("psst");
  await ann.sees("psst");
  await ben.goesTo("ann");
  await ben.sees("psst");
  await ben.says("yes?");
  await ann.sees("yes?");

  await ann.goesTo("Lobby");
  await ann.says("back again");
  await eve.sees("back again");
  expect(await eve.page.content()).not.toContain("psst");
  expect(await eve.conversations.getByRole("link").count()).toBe(1);
});

test("unread messages are counted, until they are read", async () => {
  await using server = await ServerProcess.start();
  await using device = await browser.device();
  using ben = await enter(server.url, "ben");
  const ann = await device.join(server.url, "ann");
  const { id } = await ben.client.openDirect((await ben.lookUp("ann")).id);
  await ben.client.send(id, "one");
  await ben.client.send(id, "two");
  const link = ann.conversations.getByRole("link", { name: "ben" });
  await eventually(async () => expect(await link.innerText()).toContain("2 unread messages"));
  await eventually(async () => expect(await ann.page.title()).toContain("(2)"));
  await ann.goesTo("ben");
  await ann.sees("two");
  await eventually(async () => expect(await link.innerText()).not.toContain("unread"));
  await eventually(async () => expect(await ann.page.title()).not.toContain("("));
});

test("a room is made, found and talked in", async () => {
  await using server = await ServerProcess.start();
  await using annsDevice = await browser.device();
  await using bensDevice = await browser.device();
  const ann = await annsDevice.join(server.url, "ann");
  const ben = await bensDevice.join(server.url, "ben");
  await ann.page.getByRole("button", { name: "New room" }).click();
  await ann.page.getByRole("textbox", { name: "Room name" }).fill("Coral reef");
  await ann.page.getByRole("button", { name: "Create" }).click();
  await ann.page.getByRole("heading", { level: 1, name: "Coral reef" }).waitFor();
  await ann.says("first fish");

  await ben.page.getByRole("button", { name: "Find rooms" }).click();
  await ben.page.getByRole("button", { name: "Join Coral reef" }).click();
  await ben.page.getByRole("heading", { level: 1, name: "Coral reef" }).waitFor();
  await ben.sees("first fish");
  await ben.says("second fish");
  await ann.sees("second fish");
});

test("a reload keeps everything", async () => {
  await using server = await ServerProcess.start();
  await using device = await browser.device();
  using ben = await enter(server.url, "ben");
  const ann = await device.join(server.url, "ann");
  await ann.says("before");
  await ann.opensDirect("ben");
  await ann.says("psst");
  await ann.sees("psst");
  await ann.page.reload();
  await ann.page.getByRole("heading", { level: 1, name: "ben" }).waitFor();
  await ann.sees("psst");
  await ann.goesTo("Lobby");
  await ann.sees("before");
  await ann.says("after");
  await eventually(() => expect(ben.texts(LOBBY_ID)).toEqual(["before", "after"]));
});

test("a line typed while the server is down is sent by itself, once", async () => {
  await using server = await ServerProcess.start();
  await using device = await browser.device();
  const ann = await device.join(server.url, "ann");
  await ann.says("before");
  await ann.sees("before");
  await server.kill9();
  await ann.says("are you there?");
  await ann.says("hello?");
  await ann.isSending("are you there?");
  await ann.isSending("hello?");
  await server.restart();
  for (const text of ["before", "are you there?", "hello?"]) await ann.sees(text);
  expect(await messagesOf(server)).toEqual(["before", "are you there?", "hello?"]);
});

test("messages typed while the server is down survive the page", async () => {
  await using server = await ServerProcess.start();
  await using device = await browser.device();
  const ann = await device.join(server.url, "ann");
  await server.kill9();
  await ann.says("do not forget me");
  await ann.isSending("do not forget me");
  await ann.page.close();
  await server.restart();
  const again = await device.open(server.url);
  await again.sees("do not forget me");
  expect(await messagesOf(server)).toEqual(["do not forget me"]);
});

test("a server that is killed under the page comes back, and nothing is lost or doubled", async () => {
  await using server = await ServerProcess.start();
  await using annsDevice = await browser.device();
  await using bensDevice = await browser.device();
  const ann = await annsDevice.join(server.url, "ann");
  const ben = await bensDevice.join(server.url, "ben");
  const texts: string[] = [];
  for (let round = 1; round <= 3; round += 1) {
    for (const [index, page] of [ann, ben].entries()) {
      const text = `round ${round}, ${index === 0 ? "ann" : "ben"}`;
      texts.push(text);
      await page.says(text);
    }
    await server.kill9();
    await server.restart();
  }
  for (const text of texts) for (const page of [ann, ben]) await page.sees(text);
  expect((await messagesOf(server)).toSorted()).toEqual(texts.toSorted());
});

test("a device link makes a second device of the same person, once", async () => {
  await using server = await ServerProcess.start();
  await using desktop = await browser.device();
  await using phone = await browser.device();
  await using stranger = await browser.device();
  const ann = await desktop.join(server.url, "ann");
  await ann.page.getByRole("button", { name: /Settings/ }).click();
  await ann.page.getByRole("button", { name: "Use on another device" }).click();
  const link = await ann.page.getByRole("textbox", { name: "Link" }).inputValue();
  await ann.page.keyboard.press("Escape");

  const onPhone = await phone.open(link);
  await onPhone.message.waitFor();
  expect(onPhone.page.url()).not.toContain("link=");
  await onPhone.says("from the phone");
  await ann.sees("from the phone");
  await ann.says("from the desktop");
  await onPhone.sees("from the desktop");
  expect(await ann.people.getByRole("listitem").count()).toBe(1);

  const late = await stranger.open(link);
  await late.page.getByRole("textbox", { name: "Nickname" }).waitFor();
  await late.page.getByText("That link was used already or has expired.").waitFor();
});

test("signing out signs out here and on the server", async () => {
  await using server = await ServerProcess.start();
  await using device = await browser.device();
  const ann = await device.join(server.url, "ann");
  await ann.signsOut();
  await ann.page.reload();
  await ann.page.getByRole("textbox", { name: "Nickname" }).waitFor();
  using other = await enter(server.url, "ann");
  expect(other.user.nickname).toBe("ann");
});

test("a browser that prefers Chinese gets a Chinese page", async () => {
  await using server = await ServerProcess.start();
  await using device = await browser.device({ locale: "zh-CN" });
  using ben = await enter(server.url, "ben");
  const { page } = await device.open(server.url);
  await page.getByRole("textbox", { name: "昵称" }).fill("小鱼");
  expect(await page.locator("html").getAttribute("lang")).toStartWith("zh");
  await page.keyboard.press("Enter");
  const message = page.getByRole("textbox", { name: "消息" });
  await message.fill("大家好");
  await message.press("Enter");
  await page.getByRole("log", { name: "消息" }).getByText("大家好", { exact: true }).waitFor();
  await eventually(() => expect(ben.texts(LOBBY_ID)).toEqual(["大家好"]));
});

test("on a phone everything has its place, and Enter breaks the line", async () => {
  await using server = await ServerProcess.start();
  await using device = await browser.device({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
  using ben = await enter(server.url, "ben");
  const ann = await device.join(server.url, "ann");
  await ann.message.fill("first line");
  await ann.message.press("Enter");
  await ann.message.pressSequentially("second line");
  await ann.page.getByRole("button", { name: "Send" }).click();
  await eventually(() => expect(ben.texts(LOBBY_ID)).toEqual(["first line\nsecond line"]));

  const isTooWide = () => ann.page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  expect(await isTooWide()).toBe(false);
  await ann.opensDetails();
  await ann.opensDirect("ben");
  await ann.says("psst");
  await eventually(() => expect([...ben.events.values()].flat()).toContainEqual(expect.objectContaining({ text: "psst" })));
  await ann.goesToList();
  await ann.goesTo("Lobby");
  expect(await isTooWide()).toBe(false);
});

test("the past is there, page by page, back to the first message", async () => {
  await using server = await ServerProcess.start({ flags: ["--messages-per-second", "0"] });
  await using device = await browser.device();
  const texts = await flood(server, 450);
  const ann = await device.join(server.url, "ann");
  await ann.sees("message 449.");
  const seen = new Set<string>();
  await eventually(async () => {
    for (const text of await shownTexts(ann)) seen.add(text);
    await ann.log.evaluate((log) => log.scrollBy(0, -log.clientHeight));
    expect(await shownTexts(ann)).toContain("message 0.");
  }, 30_000);
  for (const text of await shownTexts(ann)) seen.add(text);
  expect([...seen].toSorted()).toEqual(texts.toSorted());
  const shown = await shownTexts(ann);
  expect(shown).toEqual(texts.slice(0, shown.length));

  await ann.page.getByRole("button", { name: "Jump to latest" }).click();
  await ann.sees("message 449.");
  await ann.says("and one more");
  await ann.sees("and one more");
});

test("a reader who jumps up stays there when older messages come in above", async () => {
  await using server = await ServerProcess.start({ flags: ["--messages-per-second", "0"] });
  await using device = await browser.device();
  await flood(server, 450);
  const ann = await device.join(server.url, "ann");
  await ann.sees("message 449.");
  const top = await ann.log.evaluate((log) => {
    log.scrollTo(0, 0);
    return log.querySelector(".message-text")?.textContent ?? "";
  });
  await eventually(async () => expect((await shownTexts(ann))[0]).not.toBe(top)); // older ones have come
  await eventually(async () => expect(await ann.log.getAttribute("aria-busy")).toBe("false"));
  const distance = () =>
    ann.log
      .getByText(top, { exact: true })
      .evaluate((row) => row.getBoundingClientRect().top - (row.closest("[role=log]")?.getBoundingClientRect().top ?? 0));
  expect(await ann.log.getByText(top, { exact: true }).count()).toBe(1);
  expect(await distance()).toBeGreaterThanOrEqual(0);
  expect(await distance()).toBeLessThan(200);
  expect(await shownTexts(ann)).not.toContain("message 0.");
});

test("any message text is drawn as text", async () => {
  await using server = await ServerProcess.start();
  await using device = await browser.device();
  const attack = `<img src=x onerror="document.title='pwned'"><script>document.title='pwned'</script>`;
  using mallory = await enter(server.url, "<b>mallory</b>");
  await mallory.client.createRoom({ name: "<i>room</i>" });
  const ann = await device.join(server.url, "ann");
  for (const text of [attack, "javascript:alert(1)", "[x](javascript:alert(1))", 'https://example.org/"onmouseover=alert(1)']) {
    await mallory.client.send(LOBBY_ID, text);
  }
  await eventually(async () => expect(await ann.log.innerText()).toContain(attack));
  await ann.people.getByRole("button", { name: /^<b>mallory<\/b>/ }).waitFor();
  expect(await ann.log.locator("img, script, b").count()).toBe(0);
  expect(await ann.page.locator('a[href^="javascript:"]').count()).toBe(0);
  expect(await ann.page.title()).not.toContain("pwned");
});

async function messagesOf(server: ServerProcess): Promise<string[]> {
  using witness = await enter(server.url, "witness");
  const { events } = await witness.client.history(LOBBY_ID, { limit: 200 });
  return events.flatMap((event) => (event.type === "message" ? [event.text] : []));
}

async function shownTexts({ log }: ChatPage): Promise<string[]> {
  return await log.getByText(/^message \d+\.$/).allInnerTexts();
}
