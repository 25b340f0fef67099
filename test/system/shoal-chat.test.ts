import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import axe from "axe-core";
import type { Page } from "playwright-core";
import { LOBBY_ID } from "../../src/client/index.ts";
import { type Device, launchTestBrowser } from "../support/browser.ts";
import { type EmbeddingSite, openEmbeddingSite } from "../support/embedding-site.ts";
import { eventually } from "../support/eventually.ts";
import { enter, type Participant } from "../support/people.ts";
import { startTestServer, type TestServer } from "../support/test-server.ts";

setDefaultTimeout(60_000);

const browser = launchTestBrowser();
const site: EmbeddingSite = openEmbeddingSite();
let server: TestServer;
let ann: Participant;

beforeAll(async () => {
  server = await startTestServer({ allowedOrigins: [site.origin] });
  ann = await enter(server.url, "ann");
});
afterAll(async () => {
  ann.client.close();
  site[Symbol.dispose]();
  await server[Symbol.asyncDispose]();
});

/** Opens a page of the site with that markup. It keeps what the element tells in `told`. */
async function open(device: Device, markup: string, { lang = "en", hasPolicy = false, url = server.url } = {}): Promise<Page> {
  const recorder = `globalThis.told = [];
    for (const type of ["shoal-message", "shoal-unread", "shoal-error"])
      addEventListener(type, ({ detail }) => told.push([type, detail.message?.text ?? detail.count ?? detail.error.code]));`;
  const socket = url.replace("http", "ws");
  site.serve({
    lang,
    body: markup,
    head: `<script src="/recorder.js"></script><script type="module" src="${url}/sdk/shoal-chat.js"></script>`,
    scripts: { "/recorder.js": recorder },
    ...(hasPolicy && {
      policy: `default-src 'none'; img-src data:; script-src 'self' ${url}; connect-src ${url} ${socket}`,
    }),
  });
  return (await device.open(site.origin)).page;
}

const told = (page: Page): Promise<readonly [string, unknown][]> => page.evaluate("told");
const log = (page: Page) => page.getByRole("log");
const field = (page: Page) => page.getByRole("textbox");

test("a guest of another site reads, writes and is told what arrives, under that site's strict policy", async () => {
  await ann.client.send(LOBBY_ID, "hello **site**, see https://example.org/");
  await using device = await browser.device();
  const page = await open(device, `<shoal-chat room="lobby" guest-nickname="Visitor"></shoal-chat>`, { hasPolicy: true });
  await log(page).getByText("hello site, see").waitFor();
  expect(await log(page).locator("strong").innerText()).toBe("site");
  await field(page).fill("first line");
  await field(page).press("Shift+Enter");
  // An input method takes this key for itself.
  await field(page).dispatchEvent("keydown", { key: "Enter", keyCode: 229, isComposing: true });
  await field(page).pressSequentially("second line");
  await field(page).press("Enter");
  await eventually(() => expect(ann.texts(LOBBY_ID)).toContain("first line\nsecond line"));
  expect(await field(page).inputValue()).toBe("");
  await ann.client.send(LOBBY_ID, "welcome");
  await log(page).getByText("welcome").waitFor();
  await eventually(async () => {
    const messages = (await told(page)).filter(([type]) => type === "shoal-message").map(([, text]) => text);
    expect(messages).toEqual(["first line\nsecond line", "welcome"]);
  });
  await page.reload();
  await log(page).getByText("welcome").waitFor();
  await page.locator(".own", { hasText: "second line" }).waitFor(); // the same guest as before
});

test("two visitors with one nickname are two guests, and a screen reader hears the other once", async () => {
  await using device = await browser.device();
  const page = await open(device, `<shoal-chat room="lobby" guest-nickname="ann"></shoal-chat>`);
  await field(page).waitFor();
  await field(page).fill("I am another");
  await field(page).press("Enter");
  const { nickname } = await eventually(async () => {
    const { members } = await ann.client.members(LOBBY_ID, { query: "ann" });
    const other = members.find(({ id }) => id !== ann.user.id);
    if (other === undefined) throw new Error("There is no other ann.");
    return other;
  });
  expect(nickname).toMatch(/^ann \d{4}$/);
  await ann.client.send(LOBBY_ID, "heard once");
  await page.locator("[aria-live=polite]").getByText("ann: heard once").waitFor();
  expect(await log(page).getAttribute("aria-live")).toBe("off");
  ann.client.typing(LOBBY_ID);
  await eventually(async () => {
    server.clock.advance(200); // who types is told a few times a second
    await page.getByText(/ann.? is typing…/).waitFor({ timeout: 100 });
  });
});

test("older messages come on scroll up, what is unread is below a line, and reading it is told", async () => {
  await using device = await browser.device();
  const markup = `<shoal-chat room="lobby" guest-nickname="ben" style="block-size: 400px"></shoal-chat>`;
  const page = await open(device, markup);
  await field(page).waitFor();
  await page.goto("about:blank");
  for (let number = 1; number <= 230; number += 1) await ann.client.send(LOBBY_ID, `message ${number}`);
  await page.goto(site.origin);
  await page.getByText("message 1", { exact: true }).waitFor();
  await page.getByRole("separator", { name: "New messages" }).waitFor({ state: "attached" });
  await eventually(async () => expect(await told(page)).toContainEqual(["shoal-unread", 230]));
  await page.getByRole("button", { name: /new messages/ }).click();
  await page.getByText("message 230", { exact: true }).waitFor();
  await eventually(async () =>
    expect((await told(page)).findLast(([type]) => type === "shoal-unread")).toEqual(["shoal-unread", 0]),
  );
  await eventually(async () => {
    await log(page).evaluate((view) => view.scrollTo(0, 0));
    await log(page).getByText("hello site, see").waitFor({ timeout: 100 });
  }, 20_000);
});

test("attributes may change at any time: the language, the room, the visitor; and removing the element closes its client", async () => {
  const room = await ann.client.createRoom({ name: "reef" });
  await ann.client.send(room.id, "in the reef");
  const cleo = await enter(server.url, "cleo");
  cleo.client.close();
  await using device = await browser.device();
  const page = await open(device, `<shoal-chat room="lobby" url="${server.url}" token="${cleo.token}"></shoal-chat>`, {
    lang: "zh-CN",
  });
  const element = page.locator("shoal-chat");
  await page.getByRole("textbox", { name: "消息" }).waitFor();
  await element.evaluate((each) => each.setAttribute("room", "reef"));
  await page.getByText("in the reef").waitFor();
  expect(await page.getByText("welcome").count()).toBe(0);
  await element.evaluate((each) => each.setAttribute("lang", "en"));
  await page.getByRole("textbox", { name: "Message" }).waitFor();
  // Moved by its page, it stays connected: only what is left at the end of the turn counts.
  await element.evaluate((each) => document.body.prepend(each));
  expect(await element.evaluate(stateOf)).toBe("live");
  const states = await element.evaluate(async (each) => {
    const { client } = each as HTMLElement & { client: { state: string } };
    each.remove();
    await Promise.resolve();
    return [client.state, each.shadowRoot?.childElementCount];
  });
  expect(states).toEqual(["closed", 0]);
});

function stateOf(element: Element): string {
  return (element as HTMLElement & { client: { state: string } }).client.state;
}

test("what is refused is shown and told: a token, a room, a message", async () => {
  await using device = await browser.device();
  const page = await open(device, `<shoal-chat room="lobby" token="${"x".repeat(43)}"></shoal-chat>`);
  await page.getByRole("alert").waitFor();
  await eventually(async () => expect(await told(page)).toEqual([["shoal-error", "unauthenticated"]]));
  const element = page.locator("shoal-chat");
  await element.evaluate((each, token) => each.setAttribute("token", token), ann.token);
  await field(page).waitFor();
  await field(page).fill("y".repeat(9_000));
  await field(page).press("Enter");
  await page.getByText(/8 KiB/).waitFor();
  expect(await field(page).inputValue()).toHaveLength(9_000); // nothing that was written is lost
  await element.evaluate((each) => each.setAttribute("room", "no such room"));
  await page.getByRole("button", { name: "Try again" }).waitFor();
  expect((await told(page)).at(-1)).toEqual(["shoal-error", "not-found"]);
});

test("while the server is away this is said and nothing written is lost; a guest whom it has forgotten becomes another one", async () => {
  const first = await startTestServer({ allowedOrigins: [site.origin] });
  const port = Number(new URL(first.url).port);
  await using device = await browser.device();
  const markup = `<shoal-chat room="lobby" guest-nickname="Visitor"></shoal-chat>`;
  const page = await open(device, markup, { url: first.url });
  await field(page).waitFor();
  await first.stop();
  await page.getByRole("status").getByText("Reconnecting").waitFor();
  await field(page).fill("written meanwhile");
  await field(page).press("Enter");
  await page.getByText("Sending…").waitFor();
  {
    await using second = await startTestServer({ allowedOrigins: [site.origin], port, dataFolder: first.dataFolder });
    await page.locator("[data-state=stored]", { hasText: "written meanwhile" }).waitFor();
    expect(await page.getByRole("status").isVisible()).toBe(false);
    await page.evaluate(() => {
      for (const key of Object.keys(localStorage)) localStorage.setItem(key, "x".repeat(43));
    });
    await page.reload();
    await field(page).fill("another guest");
    await field(page).press("Enter");
    using cleo = await enter(second.url, "cleo");
    const { members } = await cleo.client.members(LOBBY_ID, { query: "Visitor" });
    expect(members).toHaveLength(2);
  }
  await first[Symbol.asyncDispose]();
});

test("without a token or a nickname a visitor is asked for one, and nothing in it breaks a rule of axe, light or dark", async () => {
  await using device = await browser.device({ bypassCSP: true, viewport: { width: 390, height: 844 } });
  for (const scheme of ["light", "dark"]) {
    const page = await open(
      device,
      `<main><h1>Shop</h1><shoal-chat room="lobby" style="color-scheme: ${scheme}"></shoal-chat></main>`,
    );
    if (scheme === "light") {
      await page.getByRole("textbox", { name: "Nickname" }).waitFor();
      await field(page).fill("ann");
      await page.getByRole("button", { name: "Join" }).click();
      await page
        .getByRole("alert")
        .getByText(/is in use/)
        .waitFor();
      expect(await field(page).inputValue()).toBe("ann");
      expect(await violationsIn(page)).toEqual([]);
      await field(page).fill("Dora");
      await page.getByRole("button", { name: "Join" }).click();
    }
    await page.getByRole("textbox", { name: "Message" }).waitFor();
    await log(page).getByRole("listitem").first().waitFor();
    expect(await violationsIn(page)).toEqual([]);
  }
});

async function violationsIn(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return await page.evaluate(async () => {
    const { axe: loaded } = globalThis as unknown as { axe: typeof axe };
    const { violations } = await loaded.run();
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
  });
}
