import { afterAll, beforeAll, expect, test } from "bun:test";
import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { paths } from "../../src/protocol/http.ts";
import { oidcPaths } from "../../src/protocol/oidc.ts";
import type { ProviderSettings } from "../../src/server/identities/open-identities.ts";
import { CookieBrowser } from "../support/cookie-browser.ts";
import { freePort } from "../support/free-port.ts";
import { CLIENT_ID, CLIENT_SECRET, type RealProvider, startProvider } from "../support/real-provider.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { startTestServer, type TestServer } from "../support/test-server.ts";

// A real provider: what Shoal asks and checks has to be what OpenID Connect says.

const lines: string[] = [];
let provider: RealProvider;
let server: TestServer;
let oidc: ProviderSettings;
const cleanup = new AsyncDisposableStack();

beforeAll(async () => {
  const port = await freePort();
  provider = cleanup.use(await startProvider(`http://127.0.0.1:${port}${oidcPaths.callback}`));
  const folder = cleanup.use(await temporaryFolder());
  const clientSecretFile = join(folder.path, "secret");
  await Bun.write(clientSecretFile, CLIENT_SECRET);
  await chmod(clientSecretFile, 0o600);
  oidc = { issuer: provider.issuer, clientId: CLIENT_ID, clientSecretFile, name: "School", scope: "openid profile" };
  server = cleanup.use(
    // No one new by other ways: the provider decides [P162e].
    await startTestServer({ port, oidc, registration: "closed", areGuestsAllowed: false, onLog: (line) => lines.push(line) }),
  );
});

afterAll(() => cleanup.disposeAsync());

const start = (): string => server.url + oidcPaths.start;

async function whoIs(browser: CookieBrowser): Promise<{ user?: { id: string; nickname: string } }> {
  return (await (await browser.get(server.url + paths.session)).json()) as { user?: { id: string; nickname: string } };
}

test("[P162a] [P162b] [P162c] [P162e] a user signs in at the provider, and is the same user the next time", async () => {
  expect(await (await fetch(server.url + paths.server)).json()).toMatchObject({
    oidc: { name: "School" },
    registration: "closed",
  });
  provider.signInNext({ sub: "ann-1", name: "Ann Lee" });
  const laptop = new CookieBrowser();
  const { url, response } = await laptop.open(`${start()}?device=laptop`);
  expect([url, response.status]).toEqual([`${server.url}/`, 200]);
  const { user } = await whoIs(laptop);
  expect(user?.nickname).toBe("Ann Lee");
  const sessions = await (await laptop.get(server.url + paths.sessions)).json();
  expect(sessions).toMatchObject({ sessions: [{ device: "laptop", isCurrent: true }] });
  expect(await (await laptop.get(server.url + paths.account)).json()).toEqual({
    ...{ isAccount: true, hasPassword: false, hasIdentity: true, serverRole: "member" },
  });

  provider.signInNext({ sub: "ann-1", name: "Another name" });
  const phone = new CookieBrowser();
  await phone.open(start());
  expect(await whoIs(phone)).toMatchObject({ user: { id: user?.id, nickname: "Ann Lee" } });
  provider.signInNext({ sub: "ann-2", name: "ann lee" });
  const other = new CookieBrowser();
  await other.open(start());
  expect((await whoIs(other)).user).toMatchObject({ nickname: "ann lee 2" });
});

test("[P195a] [P196a] below a path the provider leads back to below it, and its cookie is sent there only", async () => {
  await using below = await startTestServer({ oidc, basePath: "/school/chat/" });
  const response = await fetch(below.url + oidcPaths.start, { redirect: "manual" });
  const { searchParams: asked } = new URL(response.headers.get("location") ?? "");
  expect(asked.get("redirect_uri")).toBe(`${below.url}/api/oidc/callback`);
  expect(response.headers.get("set-cookie")).toContain("; Path=/school/chat/;");
  const back = await fetch(below.url + oidcPaths.callback, { redirect: "manual" });
  expect(new URL(back.headers.get("location") ?? "", back.url).href).toBe(`${below.url}/#oidc-error=oidc-failed`);
});

test("[P162b] what is asked has PKCE, state and nonce, and the cookie is for a moment", async () => {
  const browser = new CookieBrowser();
  const response = await browser.get(start());
  const { searchParams: asked, origin } = new URL(response.headers.get("location") ?? "");
  expect(origin).toBe(provider.issuer);
  expect(Object.fromEntries(asked)).toMatchObject({
    ...{ response_type: "code", client_id: CLIENT_ID, scope: "openid profile", code_challenge_method: "S256" },
    ...{ redirect_uri: `${server.url}/api/oidc/callback`, state: expect.any(String), nonce: expect.any(String) },
  });
  const [cookie = ""] = response.headers.getSetCookie();
  expect(cookie).toMatch(/^shoal-\d+-oidc=[\w-]+; Path=\/; Max-Age=600; HttpOnly; SameSite=Lax$/);
  for (const secret of [asked.get("state"), asked.get("nonce")]) expect(cookie).not.toContain(secret ?? "");
  const again = await browser.get(start());
  expect(new URL(again.headers.get("location") ?? "").searchParams.get("state")).not.toBe(asked.get("state"));
});

test("[P162d] an answer counts once, in the browser that asked, within ten minutes", async () => {
  provider.signInNext({ sub: "ben-1", name: "Ben" });
  const browser = new CookieBrowser();
  const isCallback = (address: string): boolean => address.includes(oidcPaths.callback);
  const { url } = await browser.open(start(), isCallback);
  const origin = new URL(url).origin;
  const kept = browser.header(origin);

  // Another browser: the link of an attacker who wants a victim to be signed in as the attacker.
  const victim = new CookieBrowser();
  expect((await victim.open(url)).url).toBe(`${server.url}/#oidc-error=oidc-failed`);
  expect(await whoIs(victim)).not.toHaveProperty("user");
  await victim.get(start());
  const before = victim.header(origin);
  expect((await victim.open(url)).url).toEndWith("#oidc-error=oidc-failed");
  // Their own sign-in is still under way.
  expect(victim.header(origin)).toBe(before);

  expect((await browser.open(url)).url).toBe(`${server.url}/`);
  expect((await whoIs(browser)).user).toMatchObject({ nickname: "Ben" });
  expect(browser.header(origin)).not.toContain("-oidc=");
  // Once more, with the cookies of before.
  const replay = await fetch(url, { headers: { cookie: kept }, redirect: "manual" });
  expect(replay.headers.get("location")).toMatch(/^\.\.\/\.\.\/#oidc-error=(oidc-failed|sign-in-used)$/);
  expect(replay.headers.getSetCookie().join()).not.toMatch(/shoal-\d+=/);

  const slow = new CookieBrowser();
  const { url: late } = await slow.open(start(), isCallback);
  server.clock.advance(10 * 60 * 1000 + 1);
  expect((await slow.open(late)).url).toEndWith("#oidc-error=oidc-failed");
});

test("[P162f] a user who declines is told so in the page, and no address of the answer leads elsewhere", async () => {
  provider.declineNext();
  const browser = new CookieBrowser();
  expect((await browser.open(start())).url).toBe(`${server.url}/#oidc-error=oidc-failed`);
  const hostile = "https://evil.example.org";
  for (const query of [
    "",
    `?next=${hostile}`,
    `?state=x&redirect_uri=${hostile}`,
    `?error=${hostile}`,
    `?state=${hostile}&code=1`,
  ]) {
    for (const path of [oidcPaths.callback, oidcPaths.start]) {
      const location = (await browser.get(server.url + path + query, "cross-site")).headers.get("location") ?? "";
      expect(location).toMatch(/^\.\.\/\.\.\/(#oidc-error=oidc-failed)?$/);
    }
  }
  const long = await browser.get(`${server.url}${oidcPaths.callback}?state=${"x".repeat(10_000)}`);
  expect(long.headers.get("location")).toBe("../../#oidc-error=oidc-failed");
});

test("[P162b] neither another site nor a signed-in user's own link begins a sign-in", async () => {
  provider.signInNext({ sub: "cleo-1", name: "Cleo" });
  const browser = new CookieBrowser();
  for (const site of ["cross-site", "same-site"]) {
    const response = await browser.get(start(), site);
    expect([response.headers.get("location"), response.headers.getSetCookie()]).toEqual(["../../", []]);
  }
  await browser.open(start());
  const { user } = await whoIs(browser);
  provider.signInNext({ sub: "other-1", name: "Other" });
  expect((await browser.open(start())).url).toBe(`${server.url}/`);
  expect(await whoIs(browser)).toMatchObject({ user });
});

test("[P162g] a signed-in user links the identity, which then signs them in, and no one else can have it", async () => {
  provider.signInNext({ sub: "dana-1", name: "Dana" });
  const browser = new CookieBrowser();
  await browser.open(start());
  const { user } = await whoIs(browser);
  const link = (of: CookieBrowser): Promise<Response> =>
    fetch(server.url + oidcPaths.link, { method: "POST", headers: { cookie: of.header(server.url), origin: server.url } });
  const follow = async (of: CookieBrowser): Promise<string> => {
    const response = await link(of);
    const cookie = Bun.Cookie.parse(response.headers.get("set-cookie") ?? "");
    of.cookies.get(server.url)?.set(cookie.name, cookie.value);
    return (await of.open(((await response.json()) as { address: string }).address)).url;
  };
  provider.signInNext({ sub: "dana-at-home", name: "Dana" });
  // The provider still knows who is in its own cookie; another browser's session at it is not needed here.
  browser.cookies.delete(provider.issuer);
  expect(await follow(browser)).toBe(`${server.url}/`);
  expect(await whoIs(browser)).toMatchObject({ user });
  const elsewhere = new CookieBrowser();
  await elsewhere.open(start());
  expect(await whoIs(elsewhere)).toMatchObject({ user });

  provider.signInNext({ sub: "emil-1", name: "Emil" });
  const emil = new CookieBrowser();
  await emil.open(start());
  emil.cookies.delete(provider.issuer);
  provider.signInNext({ sub: "dana-at-home" });
  expect(await follow(emil)).toBe(`${server.url}/#oidc-error=identity-taken`);
  expect((await link(new CookieBrowser())).status).toBe(401);
});

test("neither codes nor tokens nor the client's secret are in the log or in an address of the page", () => {
  expect(lines.join("\n")).toContain("a sign-in by OpenID Connect failed");
  for (const secret of [CLIENT_SECRET, encodeURIComponent(CLIENT_SECRET), "planted", "code=", "eyJ"]) {
    expect(lines.join("\n")).not.toContain(secret);
  }
});
