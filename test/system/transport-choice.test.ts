import { expect, setDefaultTimeout, test } from "bun:test";
import { paths } from "../../src/protocol/http.ts";
import { launchTestBrowser } from "../support/browser.ts";
import { ServerProcess } from "../support/server-process.ts";

setDefaultTimeout(60_000);

const browser = launchTestBrowser();

test("[P32] ann chooses what carries her chat, and the choice is remembered", async () => {
  await using server = await ServerProcess.start();
  await using device = await browser.device();
  const ann = await device.join(server.url, "ann");
  const settings = ann.page.getByRole("dialog", { name: "Settings" });
  await ann.page.getByRole("button", { name: "Settings" }).click();
  await settings.getByText("Carried by WebSocket now.").waitFor();
  for (const name of ["Stream", "Long-poll", "Poll"]) {
    await settings.getByRole("radio", { name, exact: true }).check();
    await settings.getByText(`Carried by ${name} now.`).waitFor();
  }
  await ann.page.keyboard.press("Escape");
  await ann.says("over polls");
  await ann.sees("over polls");
  expect(await ann.page.getByText("WebSocket did not get through").count()).toBe(0);

  await ann.page.reload();
  await ann.sees("over polls");
  await ann.page.getByRole("button", { name: "Settings" }).click();
  await settings.getByText("Carried by Poll now.").waitFor();
  await settings.getByRole("radio", { name: "Automatic" }).check();
  await settings.getByText("Carried by WebSocket now.").waitFor();
});

test("[P37a] where no WebSocket gets through, the page names the transport in its place", async () => {
  await using server = await ServerProcess.start();
  await using device = await browser.device();
  const { page } = await device.open("about:blank");
  await page.routeWebSocket(`**${paths.socket}`, (socket) => socket.close({ code: 1011 }));
  await page.goto(server.url);
  await page.getByRole("textbox", { name: "Nickname" }).fill("ann");
  await page.getByRole("button", { name: "Join" }).click();
  await page.getByText("Connected by Stream, as WebSocket did not get through.").waitFor();
});

test("a user who pinned WebSocket, in a browser without it, is connected all the same", async () => {
  await using server = await ServerProcess.start();
  await using device = await browser.device();
  const ann = await device.join(server.url, "ann");
  const settings = ann.page.getByRole("dialog", { name: "Settings" });
  await ann.page.getByRole("button", { name: "Settings" }).click();
  await settings.getByRole("radio", { name: "WebSocket" }).check();
  await ann.page.addInitScript(() => Reflect.deleteProperty(globalThis, "WebSocket"));
  await ann.page.reload();
  await ann.says("over a stream");
  await ann.sees("over a stream");
  await ann.page.getByRole("button", { name: "Settings" }).click();
  await settings.getByText("Carried by Stream now.").waitFor();
  expect(await settings.getByRole("radio", { name: "WebSocket" }).count()).toBe(0);
  expect(await settings.getByRole("radio", { name: "Automatic" }).isChecked()).toBe(true);
});
