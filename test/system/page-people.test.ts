import { expect, setDefaultTimeout, test } from "bun:test";
import type { Locator } from "playwright-core";
import { LOBBY_ID, limits, signIn, signOut } from "../../src/client/index.ts";
import { type ChatPage, deviceLinkOf, launchTestBrowser } from "../support/browser.ts";
import { eventually } from "../support/eventually.ts";
import { enter } from "../support/people.ts";
import { ServerProcess } from "../support/server-process.ts";
import { startTestServer } from "../support/test-server.ts";

setDefaultTimeout(60_000);

const browser = launchTestBrowser();

test("a device link asks before it replaces the signed-in user, and stays unused when they decline", async () => {
  await using server = await ServerProcess.start();
  await using device = await browser.device();
  await using elsewhere = await browser.device();
  using ben = await enter(server.url, "ben");
  const ann = await device.join(server.url, "ann");
  const link = await deviceLinkOf(ben, server.url);

  const second = await device.open(link);
  const question = second.page.getByRole("dialog", { name: "Continue as another person?" });
  await question.getByRole("button", { name: /^Stay as .*ann/ }).click();
  await question.waitFor({ state: "detached" });
  expect(second.page.url()).not.toContain("link=");
  await second.says("still ann");
  await ann.sees("still ann");
  await ann.page.reload();
  await isSignedInAs(ann, "ann");

  await isSignedInAs(await elsewhere.open(link), "ben");
});

test("a user who goes on by a device link is signed out before: the name is free, and the other tab knows", async () => {
  await using server = await ServerProcess.start();
  await using device = await browser.device();
  using ben = await enter(server.url, "ben");
  const ann = await device.join(server.url, "ann");
  const other = await device.open(server.url);
  await isSignedInAs(other, "ann");
  const link = await deviceLinkOf(ben, server.url);

  // Pasted into the address bar of the open tab.
  await ann.page.goto(link);
  const { page } = ann;
  await page.getByRole("dialog").getByRole("button", { name: "Sign out and go on" }).click();
  await isSignedInAs(ann, "ben");
  expect(page.url()).not.toContain("link=");
  using namesake = await enter(server.url, "ann");
  expect(namesake.user.nickname).toBe("ann");
  await other.page.getByRole("button", { name: /ann.*Settings/ }).waitFor({ state: "detached" });
  await page.reload();
  await isSignedInAs(ann, "ben");

  // No session of ben's is left but the two that are in use.
  await page.evaluate(() => fetch("api/session", { method: "DELETE" }));
  await signOut(server.url, { token: ben.token });
  await signIn(server.url, { nickname: "ben" });
});

test("a refused device link ends no session", async () => {
  await using server = await ServerProcess.start();
  await using device = await browser.device();
  using ben = await enter(server.url, "ben");
  const ann = await device.join(server.url, "ann");
  const link = await deviceLinkOf(ben, server.url);
  await signIn(server.url, { deviceLink: new URL(link).hash.replace("#link=", "") });

  await ann.page.goto(link);
  const question = ann.page.getByRole("dialog");
  await question.getByRole("button", { name: "Sign out and go on" }).click();
  await question.getByText("That link was used already or has expired.").waitFor();
  await ann.page.keyboard.press("Escape");
  await ann.says("still here");
  await ann.sees("still here");
});

test("a device link that is pasted into the page where one signs in is used, and leaves the address", async () => {
  await using server = await ServerProcess.start();
  await using device = await browser.device();
  using ben = await enter(server.url, "ben");
  const entrance = await device.open(server.url);
  await entrance.page.getByRole("textbox", { name: "Nickname" }).waitFor();
  await entrance.page.goto(await deviceLinkOf(ben, server.url));
  await isSignedInAs(entrance, "ben");
  expect(entrance.page.url()).not.toContain("link=");
  await entrance.page.goBack();
  expect(entrance.page.url()).not.toContain("link=");
});

test("every room is found, and the lobby, in which everybody is, is not among them", async () => {
  await using server = await ServerProcess.start({ flags: ["--messages-per-second", "0"] });
  await using device = await browser.device();
  using ben = await enter(server.url, "ben");
  // Before the lobby in the order of names, so that it is on the second page.
  const names = Array.from({ length: limits.roomsPerPageMax + 1 }, (_, index) => `a ${index}`);
  for (const name of names) await ben.client.createRoom({ name });
  const { page } = await device.join(server.url, "ann");
  await page.getByRole("button", { name: "Find rooms" }).click();
  const found = page.getByRole("dialog").getByRole("listitem");
  await eventually(async () => expect(await found.count()).toBe(limits.roomsPerPageMax));
  await page.getByRole("button", { name: "Show more" }).click();
  await page.getByRole("button", { name: "Show more" }).waitFor({ state: "detached" });
  expect(await found.count()).toBe(names.length);
  expect(await found.filter({ hasText: /lobby/i }).count()).toBe(0);
});

test("typing members are named, and a name written from right to left does not turn the sentence around", async () => {
  await using server = await ServerProcess.start();
  await using device = await browser.device();
  using ben = await enter(server.url, "ben");
  using noa = await enter(server.url, "נועה");
  const { page } = await device.join(server.url, "ann");
  const line = page.getByText("typing…");
  ben.client.typing(LOBBY_ID);
  await eventually(async () => expect(await textOf(line)).toBe("ben is typing…"));
  await ben.client.send(LOBBY_ID, "there");
  await line.waitFor({ state: "detached" });

  ben.client.typing(LOBBY_ID);
  await line.waitFor();
  ben.client.stopTyping(LOBBY_ID);
  await line.waitFor({ state: "detached" });

  noa.client.typing(LOBBY_ID);
  await eventually(async () => expect(await textOf(line)).toBe("נועה is typing…"));
  const [name = 0, dots = 0] = await Promise.all(["נועה", "…"].map((part) => leftEdgeOf(line, part)));
  expect(name).toBeLessThan(dots);
});

test("a user who left for good is told from the one who has the nickname now, also after a reload", async () => {
  await using server = await ServerProcess.start();
  await using device = await browser.device();
  using ben = await enter(server.url, "ben");
  const ann = await device.join(server.url, "ann");
  await ann.opensDirect("ben");
  await ann.says("psst");
  await ann.sees("psst");
  const warning = ann.page.getByText(/ben.* has left and cannot read what you write here/);
  expect(await warning.count()).toBe(0);

  await signOut(server.url, { token: ben.token });
  await warning.waitFor();
  using namesake = await enter(server.url, "ben");
  await ann.goesTo("Lobby");
  await ann.opensDirect("ben");
  await ann.says("welcome");
  await ann.sees("welcome");
  expect(await warning.count()).toBe(0);
  await eventually(() =>
    expect([...namesake.events.values()].flat()).toContainEqual(expect.objectContaining({ text: "welcome" })),
  );

  await ann.page.reload();
  const links = ann.conversations.getByRole("link", { name: "ben" });
  await eventually(async () =>
    expect((await links.allInnerTexts()).map((text) => text.includes("has left")).toSorted()).toEqual([false, true]),
  );
  await links.filter({ hasText: "has left" }).click();
  await warning.waitFor();
});

test("[P22a] online and offline members look different, in the list and above a private conversation", async () => {
  await using server = await startTestServer();
  await using device = await browser.device();
  await signIn(server.url, { nickname: "cleo" });
  using ben = await enter(server.url, "ben");
  const ann = await device.join(server.url, "ann");
  const isListed = (name: RegExp) =>
    eventually(async () => {
      server.clock.advance(1_000);
      expect(await ann.people.getByRole("button", { name }).count()).toBe(1);
    });
  await isListed(/^ben\s*online$/);
  await isListed(/^cleo\s*offline$/);
  await ann.people.getByRole("heading", { name: "Online · 2" }).waitFor();
  await ann.people.getByRole("heading", { name: "Offline · 1" }).waitFor();
  ben.client.close();
  await isListed(/^ben\s*offline$/);
  using _again = await ben.inAnotherTab();
  await isListed(/^ben\s*online$/);

  await ann.opensDirect("ben");
  await ann.page.getByRole("main").getByText("online", { exact: true }).waitFor();
  await ann.goesTo("Lobby");
  await ann.opensDirect("cleo");
  await ann.page.getByRole("main").getByText("offline", { exact: true }).waitFor();
});

test("the state of the connection is shown: lost, offline, restarting", async () => {
  await using server = await ServerProcess.start();
  await using device = await browser.device();
  const ann = await device.join(server.url, "ann");
  const { page } = ann;
  await page.addInitScript(() => {
    Math.random = () => 0.999; // every wait is as long as it may be
  });
  await page.reload();
  await ann.says("one");
  await ann.sees("one");
  await server.kill9();
  await page.getByText(/^Connection lost\. Next try in \d+ seconds?\.$/).waitFor();
  await page.context().setOffline(true);
  await page.getByText("You are offline. What you write is kept and sent later.").waitFor();
  await page.context().setOffline(false);
  await server.restart();
  await page.getByRole("button", { name: "Try now" }).waitFor({ state: "detached" });
  await ann.says("two");
  await ann.sees("two");

  await server.terminate();
  await page.getByText(/^The server is restarting\. Next try in \d+ seconds?\.$/).waitFor();
  // So long that the server is back, and the button found, before the page tries again by itself.
  await page.getByText(/Next try in ([3-9]|1\d) seconds\.$/).waitFor();
  await server.restart();
  const button = page.getByRole("button", { name: "Try now" });
  // On a slow machine the page may be sooner.
  await Promise.any([button.click(), button.waitFor({ state: "detached" })]);
  await button.waitFor({ state: "detached" });
});

test("the appearance is the one that the user chose, also after a reload, and otherwise the system's", async () => {
  await using server = await ServerProcess.start();
  await using device = await browser.device({ colorScheme: "light" });
  const ann = await device.join(server.url, "ann");
  const { page } = ann;
  const paper = () => page.getByRole("main").evaluate((main) => getComputedStyle(main).backgroundColor);
  const isPaper = (colour: string) => eventually(async () => expect(await paper()).toBe(colour));
  const light = await paper();
  await page.emulateMedia({ colorScheme: "dark" });
  await eventually(async () => expect(await paper()).not.toBe(light));
  const dark = await paper();

  await chooseAppearance(ann, "Light");
  await isPaper(light);
  await page.reload();
  await ann.message.waitFor();
  await isPaper(light);
  await page.emulateMedia({ colorScheme: "light" });
  await chooseAppearance(ann, "Dark");
  await isPaper(dark);
  await chooseAppearance(ann, "System");
  await isPaper(light);

  // In bubbles one's own messages stand on the other side.
  using ben = await enter(server.url, "ben");
  await ben.client.send(LOBBY_ID, "from the left");
  await ann.sees("from the left");
  await ann.says("from the right");
  await ann.sees("from the right");
  const edgesOf = async (text: string) => {
    const box = await ann.rowsOf(text).locator(".message-main").boundingBox();
    return [Math.round(box?.x ?? 0), Math.round((box?.x ?? 0) + (box?.width ?? 0))] as const;
  };
  expect((await edgesOf("from the right"))[0]).toBe((await edgesOf("from the left"))[0]);
  await page.getByRole("button", { name: /Settings/ }).click();
  await page.getByRole("radio", { name: "Bubbles" }).check();
  await page.keyboard.press("Escape");
  await page.reload();
  await ann.sees("from the right");
  const log = await ann.log.boundingBox();
  const middle = (log?.x ?? 0) + (log?.width ?? 0) / 2;
  expect((await edgesOf("from the left"))[1]).toBeLessThan(middle);
  expect((await edgesOf("from the right"))[0]).toBeGreaterThan(middle);
});

async function chooseAppearance({ page }: ChatPage, name: string): Promise<void> {
  await page.getByRole("button", { name: /Settings/ }).click();
  await page.getByRole("combobox", { name: "Theme" }).selectOption(name);
  await page.keyboard.press("Escape");
}

/** Without the marks that keep names of either direction apart. */
async function textOf(line: Locator): Promise<string> {
  return (await line.innerText()).replace(/[\u2068\u2069]/g, "");
}

async function leftEdgeOf(line: Locator, part: string): Promise<number> {
  return await line.evaluate((element, text) => {
    const [node] = element.childNodes;
    if (node === undefined) throw new Error("There is no text.");
    const range = document.createRange();
    const start = node.textContent?.indexOf(text) ?? 0;
    range.setStart(node, start);
    range.setEnd(node, start + text.length);
    return range.getBoundingClientRect().left;
  }, part);
}

async function isSignedInAs({ page }: ChatPage, nickname: string): Promise<void> {
  await page.getByRole("button", { name: new RegExp(`${nickname}.*Settings`) }).waitFor();
}
