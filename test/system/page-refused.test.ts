import { expect, setDefaultTimeout, test } from "bun:test";
import { deviceWithoutCookies, launchTestBrowser } from "../support/browser.ts";
import { enter } from "../support/people.ts";
import { ServerProcess } from "../support/server-process.ts";

setDefaultTimeout(60_000);

const browser = launchTestBrowser();

test("a browser that keeps no cookies is told so, and the nickname is still free", async () => {
  await using server = await ServerProcess.start();
  await using device = await deviceWithoutCookies();
  const { page } = await device.open(server.url);
  for (let tried = 0; tried < 2; tried += 1) {
    await page.getByRole("textbox", { name: "Nickname" }).fill("ann");
    await page.getByRole("button", { name: "Join" }).click();
    await page.getByText(/keeps no cookies.* Your nickname is still free\./).waitFor();
  }
  using ann = await enter(server.url, "ann");
  expect(ann.user.nickname).toBe("ann");
});

test("a browser database that never answers does not keep the user from talking, and the page says what is not kept", async () => {
  await using server = await ServerProcess.start();
  await using device = await browser.device();
  const before = await device.open(server.url);
  await before.page.context().addInitScript(() => {
    IDBFactory.prototype.open = () => new EventTarget() as IDBOpenDBRequest;
  });
  const ann = await device.join(server.url, "ann");
  await ann.says("here I am");
  await ann.sees("here I am");
  await ann.page.context().setOffline(true);
  await ann.page.getByText("You are offline. What you write is sent later.").waitFor();
  await ann.page.getByText("This browser keeps nothing: leave this page open until all is sent.").waitFor();
  await ann.says("later");
  await ann.page.context().setOffline(false);
  await ann.sees("later");
});
