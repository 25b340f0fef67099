import { expect, setDefaultTimeout, test } from "bun:test";
import { uploadFile } from "../../src/client/index.ts";
import { deviceWithoutCookies, launchTestBrowser } from "../support/browser.ts";
import { eventually } from "../support/eventually.ts";
import { enter } from "../support/people.ts";
import { ServerProcess } from "../support/server-process.ts";

setDefaultTimeout(60_000);

const browser = launchTestBrowser();

test("a browser that keeps no cookies can talk as long as the page is there, is told so, and locks no nickname", async () => {
  await using server = await ServerProcess.start();
  await using device = await deviceWithoutCookies();
  using ben = await enter(server.url, "ben");
  const picture = new Blob([await Bun.file(new URL("../../docs/images/shoal.png", import.meta.url)).bytes()]);
  const id = await uploadFile(server.url, picture, { name: "reef.png", token: ben.token });
  await ben.client.send("lobby", "", { files: [{ id, name: "reef.png", type: "image/png", byteLength: picture.size }] });
  for (let tried = 0; tried < 2; tried += 1) {
    const ann = await device.join(server.url, "ann");
    await ann.page.getByText("you and your nickname are gone when you close or reload it.").waitFor();
    await ann.says(`here I am ${tried}`);
    await ann.sees(`here I am ${tried}`);
    // No cookie asks for it.
    await ann.page.waitForFunction(() => (document.querySelector<HTMLImageElement>(".picture img")?.naturalWidth ?? 0) > 0);
    await ann.page.reload();
    await ann.page.getByRole("textbox", { name: "Nickname" }).waitFor();
    await ann.page.close();
  }
  await eventually(async () => {
    using ann = await enter(server.url, "ann");
    expect(ann.user.nickname).toBe("ann");
  }, 10_000);
});

test("a browser database that never answers does not keep the user from talking, and the page says what is not kept", async () => {
  await using server = await ServerProcess.start();
  await using device = await browser.device();
  const before = await device.open(server.url);
  await before.page.context().addInitScript(() => {
    IDBFactory.prototype.open = () => new EventTarget() as IDBOpenDBRequest;
  });
  const ann = await device.join(server.url, "ann");
  await ann.page.getByText("what is not sent when you close it is lost.").waitFor();
  await ann.says("here I am");
  await ann.sees("here I am");
  await ann.page.context().setOffline(true);
  await ann.page.getByText("You are offline. What you write is sent later.").waitFor();
  await ann.page.getByText("This browser keeps nothing: leave this page open until all is sent.").waitFor();
  await ann.says("later");
  await ann.page.context().setOffline(false);
  await ann.sees("later");
});

test("a full disk keeps no one from talking, and the page says what is not kept", async () => {
  await using server = await ServerProcess.start();
  await using device = await browser.device();
  const { page } = await device.open(server.url);
  await page.context().addInitScript(() => {
    const full = () => {
      throw new DOMException("There is no room.", "QuotaExceededError");
    };
    Storage.prototype.setItem = full;
    IDBObjectStore.prototype.put = full;
  });
  const ann = await device.join(server.url, "ann");
  await ann.says("here I am");
  await ann.page.getByText("what is not sent when you close it is lost.").waitFor();
  await ann.sees("here I am");
  await ann.page.reload();
  await ann.sees("here I am");
});
