import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";
import { paths } from "../../src/protocol/http.ts";
import { oidcPaths } from "../../src/protocol/oidc.ts";
import { CookieBrowser } from "../support/cookie-browser.ts";
import { freePort } from "../support/free-port.ts";
import { type HostileProvider, type Misdeeds, startHostileProvider } from "../support/hostile-provider.ts";
import { enter } from "../support/people.ts";
import { startTestServer, type TestServer } from "../support/test-server.ts";

const CLIENT_ID = "shoal";
const lines: string[] = [];
let provider: HostileProvider;
let server: TestServer;

const settingsOf = (issuer: string) => ({ issuer, clientId: CLIENT_ID, name: "School", scope: "openid" });

beforeAll(async () => {
  provider = await startHostileProvider(CLIENT_ID);
  server = await startTestServer({ oidc: settingsOf(provider.issuer), onLog: (line) => lines.push(line) });
});

beforeEach(() => {
  provider.misdeeds = {};
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
  provider[Symbol.dispose]();
});

/** Where a sign-in ends in the page, and the nickname. */
async function endOf(misdeeds: Misdeeds, at: TestServer = server): Promise<{ end: string; nickname: string | undefined }> {
  provider.misdeeds = misdeeds;
  const browser = new CookieBrowser();
  const { url } = await browser.open(at.url + oidcPaths.start);
  const known = (await (await browser.get(at.url + paths.session)).json()) as { user?: { nickname: string } };
  return { end: url.slice(at.url.length), nickname: known.user?.nickname };
}

const refused = { end: "/#oidc-error=oidc-failed", nickname: undefined };
const unavailable = { end: "/#oidc-error=provider-unavailable", nickname: undefined };

test("[P162c] an honest answer signs in", async () => {
  expect(await endOf({})).toEqual({ end: "/", nickname: "Ann" });
});

test("[P162c] [P162d] an answer of another provider, for another client, another sign-in or another time is refused", async () => {
  const now = Math.floor(Date.now() / 1000);
  const wrong: readonly Misdeeds[] = [
    // Mix-up: the answer is another provider's.
    { answer: { iss: "https://evil.example.org" } },
    { claims: { iss: "https://evil.example.org" } },
    { claims: { aud: "another client" } },
    { claims: { aud: [CLIENT_ID, "another client"], azp: "another client" } },
    { claims: { nonce: "another sign-in's" } },
    { claims: { nonce: undefined } },
    { claims: { exp: now - 120 } },
    { claims: { exp: undefined } },
    { claims: { sub: undefined } },
    { claims: { sub: "" } },
    { claims: { sub: "x".repeat(256) } },
    { claims: { sub: 7 } },
    { header: { alg: "none" } },
    { hasForeignKey: true },
    { answer: { state: "another" } },
    { answer: { error: "access_denied" } },
    { answer: { code: "" } },
    { token: () => Response.json({ access_token: "planted", token_type: "Bearer" }) },
    { token: () => Response.json({ error: "invalid_grant", error_description: "planted" }, { status: 400 }) },
    { token: () => new Response("planted", { headers: { "content-type": "text/html" } }) },
  ];
  for (const misdeeds of wrong) expect([misdeeds, await endOf(misdeeds)]).toEqual([misdeeds, refused]);
});

test("[P162d] a code that the provider would take twice counts once", async () => {
  const browser = new CookieBrowser();
  const { url } = await browser.open(server.url + oidcPaths.start, (address) => address.includes(oidcPaths.callback));
  const headers = { cookie: browser.header(server.url) };
  const answers = await Promise.all([1, 2, 3].map(() => fetch(url, { headers, redirect: "manual" })));
  const ends = answers.map((answer) => answer.headers.get("location")).toSorted();
  expect(ends).toEqual(["../../", "../../#oidc-error=sign-in-used", "../../#oidc-error=sign-in-used"]);
});

test("[P162h] a provider that is slow, endless or broken costs a sign-in, and no one else anything", async () => {
  using ben = await enter(server.url, "ben");
  await ben.isLive();
  const large = (): Response => new Response("x".repeat(1024 * 1024), { headers: { "content-type": "application/json" } });
  expect(await endOf({ token: large })).toEqual(unavailable);
  expect(await endOf({ token: () => new Response("down", { status: 503 }) })).toEqual(unavailable);
  const elsewhere = (): Response => new Response(null, { status: 302, headers: { location: "https://evil.example.org/" } });
  expect(await endOf({ token: elsewhere })).toEqual(refused);
  const slow = endOf({ token: () => new Promise<Response>(() => {}) });
  expect((await fetch(server.url + paths.server)).status).toBe(200);
  expect(await slow).toEqual(unavailable);
  expect(ben.client.state).toBe("live");
}, 30_000);

test("[P161b] names that only the userinfo endpoint tells are asked for there, and are not needed", async () => {
  const nameless = { sub: "nameless", name: undefined };
  const userinfo = (): Response => Response.json({ sub: "nameless", name: "Named elsewhere" });
  expect(await endOf({ claims: nameless, userinfo })).toEqual({ end: "/", nickname: "Named elsewhere" });
  const another = { sub: "nameless 2", name: undefined };
  // An answer about another user.
  const foreign = (): Response => Response.json({ sub: "someone else", name: "Foreign" });
  expect(await endOf({ claims: another, userinfo: foreign })).toEqual({ end: "/", nickname: "user" });
});

test("[P162h] a provider that is down when the server starts is found when it is up", async () => {
  const port = await freePort();
  await using late = await startTestServer({ oidc: settingsOf(`http://127.0.0.1:${port}`), onLog: (line) => lines.push(line) });
  const failed = { end: "/#oidc-error=provider-unavailable", nickname: undefined };
  const browser = new CookieBrowser();
  const open = async (): Promise<string> => (await browser.open(late.url + oidcPaths.start)).url;
  expect(await open()).toBe(late.url + failed.end);
  expect(await (await fetch(late.url + paths.server)).json()).toMatchObject({ oidc: { name: "School" } });
  using up = await startHostileProvider(CLIENT_ID, port);
  late.clock.advance(1_000);
  for (const discovery of [
    () => Response.json({ issuer: "https://evil.example.org", authorization_endpoint: "https://evil.example.org/" }),
    () => new Response("x".repeat(1024 * 1024)),
    () => new Response(null, { status: 302, headers: { location: "https://evil.example.org/" } }),
  ]) {
    up.misdeeds = { discovery };
    expect(await open()).toBe(late.url + failed.end);
    late.clock.advance(1_000);
  }
  up.misdeeds = {};
  expect(await open()).toBe(`${late.url}/`);
  // Asked for once, for many.
  const before = up.asked.get("/.well-known/openid-configuration");
  await Promise.all(Array.from({ length: 20 }, () => new CookieBrowser().open(late.url + oidcPaths.start)));
  expect(up.asked.get("/.well-known/openid-configuration")).toBe(before);
});

test("[P162c] behind a proxy with TLS the provider leads to the operator's address, and the cookies are for TLS only", async () => {
  const redirectUri = "https://chat.example.org/shoal/api/oidc/callback";
  await using proxied = await startTestServer({ oidc: { ...settingsOf(provider.issuer), redirectUri } });
  const browser = new CookieBrowser();
  const { url, response } = await browser.open(proxied.url + oidcPaths.start, (address) => address.startsWith(redirectUri));
  expect(response.status).toBe(302);
  const begun = [...(browser.cookies.get(proxied.url) ?? [])].map(([name, value]) => `${name}=${value}`).join("; ");
  const answer = await fetch(proxied.url + oidcPaths.callback + new URL(url).search, {
    headers: { cookie: begun },
    redirect: "manual",
  });
  // Relative: the page is below a path of its host.
  expect(answer.headers.get("location")).toBe("../../");
  const [session = "", transaction = ""] = answer.headers.getSetCookie();
  expect(session).toMatch(/^shoal-\d+=secure\.[\w-]{43}; Path=\/; Max-Age=2592000; Secure; HttpOnly; SameSite=Strict$/);
  expect(transaction).toMatch(/^shoal-\d+-oidc=; Path=\/; Max-Age=0; Secure; HttpOnly; SameSite=Lax$/);
});

test("no code, token or description of a provider is in the log", () => {
  expect(lines.join("\n")).toContain("invalid_grant");
  for (const secret of ["planted", "eyJ", "code="]) expect(lines.join("\n")).not.toContain(secret);
});
