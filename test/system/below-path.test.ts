import { expect, setDefaultTimeout, test } from "bun:test";
import type { Page } from "playwright-core";
import { LOBBY_ID } from "../../src/client/index.ts";
import { transportNames } from "../../src/client/transports/choose-transports.ts";
import { paths } from "../../src/protocol/http.ts";
import { newAccount } from "../support/administration.ts";
import { deviceLinkOf, launchTestBrowser } from "../support/browser.ts";
import { eventually } from "../support/eventually.ts";
import { isKept } from "../support/kept-talk.ts";
import { startNginx } from "../support/nginx.ts";
import { enter } from "../support/people.ts";
import { selfSigned } from "../support/self-signed.ts";
import { startTestServer } from "../support/test-server.ts";

setDefaultTimeout(120_000);

const PICTURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
const PATH = "/school/chat/";
const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

const browser = launchTestBrowser();

/** Every address that a page asks for, without the host. */
function pathsAskedBy(page: Page): Set<string> {
  const asked = new Set<string>();
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (/^(https?|wss?):$/.test(url.protocol)) asked.add(url.pathname);
  });
  page.on("websocket", (socket) => asked.add(new URL(socket.url()).pathname));
  return asked;
}

test("[P195a] behind nginx that passes the path on, people talk, see pictures, come back, and open the page without a server", async () => {
  await using server = await startTestServer({ basePath: PATH, trustedProxies: ["127.0.0.1"] });
  await using nginx = await startNginx(server.url, { isComplete: true, below: { path: PATH, isCutOff: false } });
  using ben = await enter(nginx.url, "ben");
  await using device = await browser.device({ serviceWorkers: "allow" });
  // nginx itself adds the slash.
  const ann = await device.open(nginx.url.slice(0, -1));
  const { page } = ann;
  const asked = pathsAskedBy(page);
  await page.getByRole("textbox", { name: "Nickname" }).fill("ann");
  await page.getByRole("button", { name: "Join" }).click();
  await ann.message.waitFor();
  await page.locator("input[type=file]").setInputFiles({
    ...{ name: "reef.png", mimeType: "image/png", buffer: Buffer.from(PICTURE, "base64") },
  });
  await ann.attachments.getByText("reef.png").waitFor();
  await ann.attachments.getByRole("progressbar").waitFor({ state: "detached" });
  await ann.says("the reef");
  await eventually(() => expect(ben.texts(LOBBY_ID)).toEqual(["the reef"]));
  const { seq } = await ben.client.send(LOBBY_ID, "I see it");
  await ann.sees("I see it");

  const cookies = await page.context().cookies();
  const { port } = new URL(server.url);
  expect(cookies.map(({ name, path }) => [name.replace(port, "PORT"), path])).toContainEqual([`shoal-school.chat-PORT`, PATH]);
  expect(new Set(cookies.map(({ path }) => path))).toEqual(new Set([PATH]));

  // A link to a message is an address of the server's, which leads to the page.
  await page.goto(`${nginx.url}c/${LOBBY_ID}/${seq}`);
  await ann.sees("I see it");
  expect(page.url()).toStartWith(`${nginx.url}#`);
  await page.reload();
  await ann.sees("the reef");
  const shown = ann.log.locator("img").first();
  await eventually(async () => expect(await shown.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(1), 20_000);

  const worker = await page.evaluate(async () => {
    const { scope, active } = await navigator.serviceWorker.ready;
    return { scope, script: active?.scriptURL };
  });
  expect(worker).toEqual({ scope: nginx.url, script: `${nginx.url}sw.js` });
  await eventually(async () =>
    expect(await page.evaluate(() => caches.keys())).toEqual([expect.stringMatching(/^shoal\.shell\.school\/chat\//)]),
  );
  expect([...asked].filter((path) => !path.startsWith(PATH))).toEqual([]);
  expect(asked).toContain(`${PATH}api/socket`);

  await eventually(async () => expect(await page.evaluate(() => navigator.serviceWorker.controller?.state)).toBe("activated"));
  await isKept(ann, "the reef");
  await server.stop();
  await page.reload();
  await ann.sees("the reef");
});

test("[P195c] behind nginx that cuts the path off, a phone follows a device link, and the lab, the examples and the administration work", async () => {
  await using server = await startTestServer({ basePath: PATH, trustedProxies: ["127.0.0.1"] });
  await using nginx = await startNginx(server.url, { isComplete: true, below: { path: PATH, isCutOff: true } });
  const ann = await newAccount(server, "ann", "administrator");
  await using device = await browser.device(phone);
  using here = await enter(nginx.url, "ben");
  const chat = await device.open(await deviceLinkOf(here, nginx.url));
  const { page } = chat;
  const asked = pathsAskedBy(page);
  await chat.conversations.getByRole("link", { name: "Lobby" }).tap();
  await chat.says("hello from a phone");
  await chat.sees("hello from a phone");
  await page.goto(`${nginx.url}lab#socket`);
  await page.getByRole("heading", { level: 1 }).first().waitFor();
  await page.goto(`${nginx.url}examples`);
  expect(page.url()).toBe(`${nginx.url}examples/`);
  await page.getByRole("link", { name: "/echo" }).click();
  expect(await page.locator("#server").inputValue()).toBe(nginx.url.replace(/^http/, "ws").replace(/\/$/, ""));

  await using desk = await browser.device();
  const asAnn = { ...here, token: ann.token } as typeof here;
  const staff = await desk.open(await deviceLinkOf(asAnn, nginx.url));
  await staff.message.waitFor();
  const askedByStaff = pathsAskedBy(staff.page);
  await staff.page.goto(`${nginx.url}admin#people`);
  await staff.page.locator(".entry", { hasText: "ben" }).first().waitFor();
  expect([...asked, ...askedByStaff].filter((path) => !path.startsWith(PATH))).toEqual([]);
});

test("[P196a] [P196b] every transport passes nginx with TLS below a path, and cookies are for TLS only", async () => {
  const before = process.env.NODE_TLS_REJECT_UNAUTHORIZED;
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = "0";
  try {
    await using server = await startTestServer({ basePath: PATH, trustedProxies: ["127.0.0.1"] });
    const below = { path: PATH, isCutOff: false };
    await using nginx = await startNginx(server.url, { isComplete: true, tls: selfSigned("localhost"), below });
    const people = await Promise.all(transportNames.map((transport) => enter(nginx.url, `ann ${transport}`, { transport })));
    for (const { client, user } of people) await client.send(LOBBY_ID, `I am ${user.nickname}`);
    for (const person of people) {
      await eventually(() => expect(person.texts(LOBBY_ID).toSorted()).toHaveLength(transportNames.length), 20_000);
      person[Symbol.dispose]();
    }

    await using device = await browser.device({ ignoreHTTPSErrors: true });
    const ann = await device.join(nginx.url, "小鱼");
    await ann.says("hello");
    await ann.sees("hello");
    await ann.page.reload();
    await ann.sees("hello");
    const { port } = new URL(server.url);
    const [session] = (await ann.page.context().cookies()).filter(({ name }) => name === `shoal-school.chat-${port}`);
    expect(session).toMatchObject({ secure: true, httpOnly: true, sameSite: "Strict", path: PATH });
  } finally {
    if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before;
  }
});

test("[P195b] outside of its path the server answers to health checks only", async () => {
  await using server = await startTestServer({ basePath: PATH });
  const { origin } = new URL(server.url);
  expect(server.url).toBe(`${origin}/school/chat`);
  const answers: Record<string, number> = {};
  for (const path of [
    "/",
    "/healthz",
    "/api/session",
    "/school",
    "/school/chat",
    `${PATH}healthz`,
    `${PATH}api/session`,
    `${PATH}..`,
  ]) {
    answers[path] = (await fetch(origin + path, { redirect: "manual" })).status;
  }
  expect(answers).toEqual({
    ...{ "/": 404, "/healthz": 200, "/api/session": 404, "/school": 404, "/school/chat": 308 },
    ...{ [`${PATH}healthz`]: 200, [`${PATH}api/session`]: 401, [`${PATH}..`]: 404 },
  });
  expect(await (await fetch(`${origin}/`)).json()).toMatchObject({ message: "This server is below /school/chat/ of its host." });
  const { token } = await enter(server.url, "ann");
  const upload = await fetch(`${server.url}${paths.uploads}`, {
    method: "POST",
    headers: { Authorization: `Bearer ${token}`, "Tus-Resumable": "1.0.0", "Upload-Length": "4" },
  });
  expect(upload.headers.get("location")).toMatch(/^\/school\/chat\/api\/uploads\/\w+/);
});
