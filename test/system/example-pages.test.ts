import { afterAll, beforeAll, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { LOBBY_ID } from "../../src/client/index.ts";
import { type Device, launchTestBrowser } from "../support/browser.ts";
import { eventually } from "../support/eventually.ts";
import { enter } from "../support/people.ts";
import { ServerProcess } from "../support/server-process.ts";

const browser = launchTestBrowser();
let server: ServerProcess;

beforeAll(async () => {
  server = await ServerProcess.start();
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

/** Opens an example and connects, under a name where the page asks for one. */
async function connect(device: Device, file: string, nickname = ""): Promise<Page> {
  const { page } = await device.open(`${server.url}/examples/${file}`);
  const name = page.getByLabel("Nickname");
  if ((await name.count()) > 0) await name.fill(nickname);
  await page.getByRole("button", { name: "Connect" }).click();
  await page.getByText("connected").waitFor();
  return page;
}

async function say(page: Page, text: string, to?: string): Promise<void> {
  if (to !== undefined) await page.getByLabel("To 发给").fill(to);
  await page.getByLabel("Message 消息", { exact: true }).and(page.getByRole("textbox")).fill(text);
  await page.getByRole("button", { name: "Send" }).click();
}

const log = (page: Page) => page.getByRole("log");

test("[P60] [P61] the example pages talk with each other and with the SDK, each in its own shape", async () => {
  await using device = await browser.device();
  using ann = await enter(server.url, "ann");
  const bare = await connect(device, "group-text.html");
  const ben = await connect(device, "group-and-private.html", "ben");
  const 小鱼 = await connect(device, "short-fields.html", "小鱼");
  const html = await connect(device, "chat.html");
  const privately = await connect(device, "private-messages.html", "dora");
  const echo = await connect(device, "echo.html");

  await say(bare, "<b>hello</b>");
  await eventually(() => expect(ann.texts(LOBBY_ID)).toContain("<b>hello</b>"));
  await log(bare).getByText("<b>hello</b>").waitFor();
  await log(ben)
    .getByText(/^guest-\d+ → all 所有人: <b>hello<\/b>$/)
    .waitFor();
  await log(小鱼)
    .getByText(/^guest-\d+ → all 所有人: <b>hello<\/b>$/)
    .waitFor();
  await log(html)
    .getByText(/^guest-\d+: <b>hello<\/b>$/)
    .waitFor();
  expect(await log(html).locator("b").count()).toBe(0);

  await say(ben, "for dora", "dora");
  await log(privately).getByText("ben: for dora", { exact: true }).waitFor();
  await log(ben).getByText("→ dora: for dora", { exact: true }).waitFor();
  await say(privately, "for 小鱼", "小鱼");
  await log(小鱼).getByText("dora → 小鱼: for 小鱼", { exact: true }).waitFor();
  await log(privately).getByText("→ 小鱼: for 小鱼", { exact: true }).waitFor();
  await say(小鱼, "for nobody", "nobody");
  await log(小鱼)
    .getByText(/^not-found: /)
    .waitFor();
  await say(echo, "only me");
  await log(echo).getByText("only me", { exact: true }).waitFor();
  expect(await log(bare).innerText()).not.toMatch(/for dora|only me/);
}, 60_000);

test("the room is a khaki box of lines in which a script is text, and the echo has its socket in the console", async () => {
  await using device = await browser.device({ colorScheme: "dark" });
  const room = await connect(device, "chat.html");
  await say(room, "<script>document.title = 'run'</script>");
  await log(room)
    .locator(".message")
    .getByText(/^guest-\d+: <script>document\.title = 'run'<\/script>$/)
    .waitFor();
  expect([await room.title(), await log(room).locator("script").count()]).toEqual(["/chat · Shoal", 0]);
  const style = await log(room).evaluate((box) => {
    const { backgroundColor, color } = getComputedStyle(box);
    return { backgroundColor, color };
  });
  expect(style).toEqual({ backgroundColor: "rgb(240, 230, 140)", color: "rgb(0, 0, 0)" });

  const { page } = await device.open(`${server.url}/examples/echo.html`);
  const printed = page.waitForEvent("console");
  await page.getByRole("button", { name: "Connect" }).click();
  const [socket] = (await printed).args();
  expect(await socket?.evaluate((value) => [value instanceof WebSocket, value.readyState])).toEqual([true, 1]);
}, 30_000);

test("the example pages show errors in the language of the browser", async () => {
  for (const [locale, sentence] of [
    ["zh-CN", "not-found: 这里没有叫这个名字的人。"],
    ["en-GB", "not-found: No member of this conversation has that nickname."],
  ] as const) {
    await using device = await browser.device({ locale });
    const page = await connect(device, "short-fields.html", `reader ${locale}`);
    await say(page, "hello?", "nobody");
    await log(page).getByText(sentence, { exact: true }).waitFor();
  }
}, 30_000);

test("the index names every example, and is found without its slash", async () => {
  await using device = await browser.device();
  const { page } = await device.open(`${server.url}/examples`);
  expect(page.url()).toBe(`${server.url}/examples/`);
  const links = await page.locator("li a").evaluateAll((found) => found.map((link) => link.getAttribute("href")));
  const files = readdirSync(join(import.meta.dir, "../../examples/pages")).filter((file) => file.endsWith(".html"));
  expect(links.toSorted()).toEqual(files.filter((file) => file !== "index.html").toSorted() as (string | null)[]);
});

test("their policy lets their own scripts run, and no other", async () => {
  const response = await fetch(`${server.url}/examples/chat.html`);
  expect(response.headers.get("content-security-policy")).toStartWith("default-src 'none'; script-src 'self';");
  expect((await fetch(`${server.url}/`)).headers.get("content-security-policy")).toContain("require-trusted-types-for");
});

test("where guests may not sign in, the page says so", async () => {
  await using device = await browser.device();
  await using closed = await ServerProcess.start({ flags: ["--no-guests"] });
  const { page } = await device.open(closed.url);
  await page.getByText("Guests may not sign in on this server.").waitFor();
  await page.getByRole("textbox", { name: "Password" }).waitFor();
}, 30_000);

test("an example that lies on another server talks to this one, where the operator allows that", async () => {
  await using device = await browser.device();
  await using other = await ServerProcess.start();
  await using open = await ServerProcess.start({ flags: ["--allow-origin", other.url] });
  for (const [target, answer] of [
    [open, "connected"],
    [server, "closed"],
  ] as const) {
    const { page } = await device.open(`${other.url}/examples/group-text.html`);
    await page.getByLabel("Server").fill(target.url.replace("http", "ws"));
    await page.getByRole("button", { name: "Connect" }).click();
    await log(page).getByText(answer).waitFor();
  }
}, 30_000);

test.each([
  ["README.md", "Hello from the console!"],
  ["README.zh-CN.md", "从控制台说你好！"],
])("the lines for the console in %s arrive in the lobby", async (readme, text) => {
  await using device = await browser.device();
  using ann = await enter(server.url, `reader of ${readme}`);
  const { page } = await device.open(server.url);
  const lines = /```js\n(socket = .+?)```/s.exec(readFileSync(join(import.meta.dir, "../..", readme), "utf8"))?.[1] ?? "";
  const heard = page.waitForEvent("console", (message) => message.text() === text);
  await page.evaluate(lines);
  await heard;
  await eventually(() => expect(ann.texts(LOBBY_ID)).toContain(text));
});
