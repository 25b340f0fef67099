import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { launchTestBrowser } from "../support/browser.ts";
import { eventually } from "../support/eventually.ts";
import { ServerProcess } from "../support/server-process.ts";

setDefaultTimeout(60_000);

const browser = launchTestBrowser();
let server: ServerProcess;

beforeAll(async () => {
  server = await ServerProcess.start();
});

afterAll(async () => {
  await server?.[Symbol.asyncDispose]();
});

test("the mask, the length and pasted bytes are worked out as they are typed", async () => {
  await using device = await browser.device();
  const { page } = await device.open(`${server.url}/lab#bytes`);
  await page.getByRole("textbox", { name: "Text" }).fill("Hello");
  const wire = page.locator(".wire-table .byte.wire");
  await eventually(async () => expect((await wire.allInnerTexts()).join(" ")).toBe("7f 9f 4d 51 58"));
  await page.getByRole("button", { name: "Next byte" }).click();
  await page.locator(".bit-rows").getByText("01100101").first().waitFor();
  await page.getByRole("textbox", { name: "Masking key" }).fill("00 00");
  await page.getByRole("alert").getByText("A masking key is four bytes").waitFor();

  await page.getByRole("button", { name: "65,536" }).click();
  await page.locator(".steps").getByText("= 01111111 = 127").waitFor();
  await page.locator(".steps").getByText("The payload begins at byte 14.").waitFor();

  const status = page.getByRole("status");
  await page.getByRole("button", { name: "Reserved bit" }).click();
  await status.getByText("A reserved bit is set").waitFor();
  await page.getByRole("textbox", { name: "Bytes in hexadecimal" }).fill("0x89, 0x02, 0x68, 0x69");
  await page.getByRole("list", { name: "The frames" }).getByText("Ping, FIN, 2 bytes").waitFor();
  await page.getByRole("textbox", { name: "Bytes in hexadecimal" }).fill("8");
  await status.getByText("These are no bytes").waitFor();
});

test("fragments come together, and a live socket is closed with the code that was shown", async () => {
  await using device = await browser.device();
  const { page } = await device.open(`${server.url}/lab#fragments`);
  await page.getByRole("slider", { name: "3 frames" }).fill("5");
  await eventually(async () =>
    expect(await page.getByRole("list", { name: "The frames" }).getByRole("listitem").count()).toBe(6),
  );
  await page.getByRole("status").getByText("“小鱼 says hello”").waitFor();
  await page.getByText("0f a0 = 4000").waitFor();
  await page.getByRole("button", { name: "Close a live socket" }).click();
  await page.getByRole("status").getByText("The close event says 4000 “bye”, clean.").waitFor();
  await page.getByRole("textbox", { name: "Close code" }).fill("1006");
  await page.getByText("may not be on the wire").waitFor();
  await page.getByRole("button", { name: "Close a live socket" }).click();
  await page.getByRole("status").getByText("The browser refuses").waitFor();
});

test("compression is offered and not taken, and its bytes are shown", async () => {
  await using device = await browser.device();
  const { page } = await device.open(`${server.url}/lab#deflate`);
  await page.getByRole("status").getByText("Offered, and refused").waitFor();
  expect(await page.locator(".headers").innerText()).toMatch(/permessage-deflate[\s\S]*nothing[\s\S]*""/);
  await page.getByRole("button", { name: "“Hello”" }).click();
  const bytes = page.locator(".bytes .byte");
  await eventually(async () => expect((await bytes.allInnerTexts()).join(" ")).toBe("c1 08 f3 48 cd c9 c9 07 00 00"));
});

test("four lives end in readyState 3, and send() does in each state what the table says", async () => {
  await using device = await browser.device();
  const { page } = await device.open(`${server.url}/lab#life`);
  const ending = (life: string) => page.getByRole("row", { name: life }).getByRole("cell");
  const lives = [
    ["A whole life", "yes", "1000", "true"],
    ["Refused", "no", "1006", "false"],
    ["Not answered", "no", "1006", "false"],
    ["Cut", "yes", "1006", "false"],
  ] as const;
  for (const [life, open, code, wasClean] of lives) {
    await page.getByRole("button", { name: life }).click();
    await eventually(async () => {
      const cells = await ending(life).allInnerTexts();
      expect([cells[0], ...cells.slice(2)]).toEqual([open, code, wasClean, "3"]);
    });
    if (life === "Refused") await page.getByText("404 Not Found").waitFor();
  }
  expect(await page.getByRole("row", { name: "0 CONNECTING" }).innerText()).toContain("InvalidStateError");
  expect(await page.getByRole("row", { name: "1 OPEN" }).innerText()).toContain("sent");
  for (const state of ["2 CLOSING", "3 CLOSED"]) {
    expect(await page.getByRole("row", { name: state }).innerText()).toContain("dropped");
  }
});

test("bufferedAmount rises and falls, and stays up against a slow reader", async () => {
  await using device = await browser.device();
  const { page } = await device.open(`${server.url}/lab#life`);
  await page.getByRole("radio", { name: "20", exact: true }).check();
  await page.getByRole("radio", { name: "/echo" }).check();
  await page.getByRole("button", { name: "Send all of them" }).click();
  await page
    .getByRole("status")
    .getByText(/It rose to 1\.2 MB.*every message was read/)
    .waitFor();
  await page.getByRole("radio", { name: "400" }).check();
  await page.getByRole("radio", { name: "A slow one" }).check();
  await page.getByRole("button", { name: "Send all of them" }).click();
  // 24.6 MB were sent. What the kernel and the reader did not take at once waits in the browser, second after second.
  const waiting = page.getByRole("figure").locator(".websocket strong");
  await page
    .getByRole("figure")
    .locator(".stream strong")
    .getByText(/\d (kB|MB)/)
    .waitFor();
  await eventually(async () => expect(await waiting.innerText()).toMatch(/^[1-9][\d.]* MB$/));
});
