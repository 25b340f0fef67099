import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { createDeviceLink, signIn, signOut } from "../../src/client/index.ts";
import { type ChatPage, TestBrowser } from "../support/browser.ts";
import { enter, type Participant } from "../support/people.ts";
import { ServerProcess } from "../support/server-process.ts";

setDefaultTimeout(60_000);

let browser: TestBrowser;

beforeAll(async () => {
  browser = await TestBrowser.launch();
});

afterAll(async () => {
  await browser?.[Symbol.asyncDispose]();
});

test("a device link asks before it takes somebody's place, and is not used up when they stay", async () => {
  await using server = await ServerProcess.start();
  await using device = await browser.device();
  await using elsewhere = await browser.device();
  using ben = await enter(server.url, "ben");
  const ann = await device.join(server.url, "ann");
  const link = await deviceLinkOf(ben, server);

  const second = await device.open(link);
  const question = second.page.getByRole("dialog", { name: "Go on as somebody else?" });
  await question.getByRole("button", { name: /^Stay as .*ann/ }).click();
  await question.waitFor({ state: "detached" });
  expect(second.page.url()).not.toContain("link=");
  await second.says("still ann");
  await ann.sees("still ann");
  await ann.page.reload();
  await isSignedInAs(ann, "ann");

  await isSignedInAs(await elsewhere.open(link), "ben");
});

test("who goes on by a device link is signed out before: the name is free, and the other tab knows", async () => {
  await using server = await ServerProcess.start();
  await using device = await browser.device();
  using ben = await enter(server.url, "ben");
  const ann = await device.join(server.url, "ann");
  const other = await device.open(server.url);
  await isSignedInAs(other, "ann");
  const link = await deviceLinkOf(ben, server);

  // Pasted into the address bar of the open tab.
  await ann.page.goto(link);
  const { page } = ann;
  await page.getByRole("dialog").getByRole("button", { name: "Sign out and go on" }).click();
  await isSignedInAs(ann, "ben");
  expect(page.url()).not.toContain("link=");
  using namesake = await enter(server.url, "ann");
  expect(namesake.user.nickname).toBe("ann");
  await other.page.getByText("You signed out on this device.").waitFor();
  await page.reload();
  await isSignedInAs(ann, "ben");

  // No session of ben's is left but the two that are in use.
  await page.evaluate(() => fetch("api/session", { method: "DELETE" }));
  await signOut(server.url, { token: ben.token });
  await signIn(server.url, { nickname: "ben" });
});

test("a device link that is refused costs nobody their session", async () => {
  await using server = await ServerProcess.start();
  await using device = await browser.device();
  using ben = await enter(server.url, "ben");
  const ann = await device.join(server.url, "ann");
  const link = await deviceLinkOf(ben, server);
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
  await entrance.page.goto(await deviceLinkOf(ben, server));
  await isSignedInAs(entrance, "ben");
  expect(entrance.page.url()).not.toContain("link=");
  await entrance.page.goBack();
  expect(entrance.page.url()).not.toContain("link=");
});

/** As the page makes them. */
async function deviceLinkOf({ token }: Participant, server: ServerProcess): Promise<string> {
  const { code } = await createDeviceLink(server.url, { token });
  return new URL(`#link=${code}`, server.url).href;
}

async function isSignedInAs({ page }: ChatPage, nickname: string): Promise<void> {
  await page.getByRole("button", { name: new RegExp(`${nickname}.*Settings`) }).waitFor();
}
