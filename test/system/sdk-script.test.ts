import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { LOBBY_ID, ShoalClient, signIn } from "../../src/client/index.ts";
import { launchHeadlessChromium } from "../support/chromium.ts";
import { enter } from "../support/people.ts";
import { startTestServer, type TestServer } from "../support/test-server.ts";

setDefaultTimeout(60_000);

const PATH = "/school/chat/";
const foreign = "https://product.example";

let server: TestServer;
/** Where the server is, with its path. */
let base: string;

beforeAll(async () => {
  server = await startTestServer({ basePath: PATH });
  base = new URL(PATH, server.url).href;
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

test("[P200] the server tells which SDK it serves, and serves it to pages of every origin, with an ETag", async () => {
  const headers = { origin: foreign, "sec-fetch-site": "cross-site" };
  const told = await fetch(`${base}sdk/`, { headers });
  expect(told.headers.get("access-control-allow-origin")).toBe("*");
  const { version, file, integrity } = await told.json();
  expect(version).toMatch(/^\d+\.\d+\.\d+/);
  const script = await fetch(`${base}sdk/${file}`, { headers });
  expect([script.status, script.headers.get("content-type"), script.headers.get("access-control-allow-origin")]).toEqual([
    200,
    "text/javascript; charset=utf-8",
    "*",
  ]);
  expect(script.headers.get("cross-origin-resource-policy")).toBe("cross-origin");
  expect(`sha384-${new Bun.CryptoHasher("sha384").update(await script.bytes()).digest("base64")}`).toBe(integrity);
  const again = await fetch(`${base}sdk/${file}`, { headers: { ...headers, "if-none-match": script.headers.get("etag") ?? "" } });
  expect(again.status).toBe(304);
  expect((await fetch(`${base}sdk`, { redirect: "manual" })).headers.get("location")).toBe(`${PATH}sdk/`);
});

test("[P30] other files and requests are for the allowed origins only, as before, and a foreign host gets nothing at all", async () => {
  const headers = { origin: foreign };
  for (const path of ["", "sdk/strange.js", "api/session", "protocol.txt"]) {
    expect([path, (await fetch(base + path, { headers })).status]).toEqual([path, 403]);
  }
  expect((await fetch(`${base}sdk/shoal.js`, { headers: { host: "rebound.example" } })).status).toBe(403);
  expect((await fetch(`${base}sdk/shoal.js`, { headers, method: "POST" })).status).toBe(405);
});

test("[P200] a page of another origin without a bundler loads it by its integrity, and not when that is wrong", async () => {
  const { file, integrity } = await (await fetch(`${base}sdk/`)).json();
  const address = `${base}sdk/${file}`;
  const pageWith = (hash: string): string =>
    `<!doctype html><title>waits</title>
     <script type="module" crossorigin src="${address}" integrity="${hash}" onerror="document.title = 'refused'"></script>
     <script type="module">import("${address}").then(({ LOBBY_ID }) => { document.title = LOBBY_ID; }, () => {});</script>`;
  using pages = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: ({ url }) => {
      const hash = url.endsWith("/wrong") ? integrity.replace(/-.{8}/, "-AAAAAAAA") : integrity;
      return new Response(pageWith(hash), { headers: { "content-type": "text/html" } });
    },
  });
  const browser = await launchHeadlessChromium([]);
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${pages.port}/`);
    await page.waitForFunction((lobby) => document.title === lobby, LOBBY_ID);
    await page.goto(`http://127.0.0.1:${pages.port}/wrong`);
    await page.waitForFunction(() => document.title === "refused");
  } finally {
    await browser.close();
  }
});

test("a bot reads a room from its first message on, over a cut, and goes on where it stopped", async () => {
  using ann = await enter(base, "ann");
  const { token } = await signIn(base, { nickname: "bot" });
  for (const text of ["one", "two", "three"]) await ann.client.send(LOBBY_ID, text);
  let handled = 0;
  {
    using bot = new ShoalClient(base.replace(/^http/, "ws"), { token: async () => token ?? "", random: () => 0 });
    for await (const { seq, text } of bot.messages(LOBBY_ID, { after: 0 })) {
      handled = seq;
      if (text === "two") break;
    }
  }
  const texts: string[] = [];
  using bot = new ShoalClient(base.slice(0, -1), { token, random: () => 0 });
  for await (const { text } of bot.messages(LOBBY_ID, { after: handled })) {
    texts.push(text);
    if (text === "three") {
      bot.setTransport("long-poll");
      await ann.client.send(LOBBY_ID, "four");
    } else break;
  }
  expect(texts).toEqual(["three", "four"]);
});
