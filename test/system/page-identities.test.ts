import { afterAll, beforeAll, expect, test } from "bun:test";
import { chmod } from "node:fs/promises";
import { join } from "node:path";
import * as jose from "jose";
import { inviteLinkAddress } from "../../src/client/index.ts";
import { oidcPaths } from "../../src/protocol/oidc.ts";
import { launchTestBrowser } from "../support/browser.ts";
import { eventually } from "../support/eventually.ts";
import { freePort } from "../support/free-port.ts";
import { enter } from "../support/people.ts";
import { CLIENT_ID, CLIENT_SECRET, type RealProvider, startProvider } from "../support/real-provider.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { startTestServer, type TestServer } from "../support/test-server.ts";

const cleanup = new AsyncDisposableStack();
const browser = launchTestBrowser();
let provider: RealProvider;
let server: TestServer;

beforeAll(async () => {
  const port = await freePort();
  provider = cleanup.use(await startProvider(`http://127.0.0.1:${port}${oidcPaths.callback}`));
  const folder = cleanup.use(await temporaryFolder());
  const secret = join(folder.path, "secret");
  await Bun.write(secret, CLIENT_SECRET);
  await chmod(secret, 0o600);
  const oidc = {
    issuer: provider.issuer,
    clientId: CLIENT_ID,
    clientSecretFile: secret,
    name: "School",
    scope: "openid profile",
  };
  const keys = { kind: "secret", place: secret } as const;
  const hostTokens = { keys, issuer: "https://school.example.org", audience: "shoal", areRolesTaken: false };
  server = cleanup.use(await startTestServer({ port, oidc, hostTokens }));
});

afterAll(() => cleanup.disposeAsync());

function jwtOf(claims: object): Promise<string> {
  const exp = Math.floor(server.clock.now() / 1000) + 300;
  const payload = { iss: "https://school.example.org", aud: "shoal", exp, ...claims };
  return new jose.SignJWT(payload).setProtectedHeader({ alg: "HS256" }).sign(Buffer.from(CLIENT_SECRET));
}

test("[P162b] [P162c] [P162f] a visitor signs in at the provider, and the invite link that they opened is still followed", async () => {
  using owner = await enter(server.url, "olga");
  const { id } = await owner.client.createRoom({ name: "Reef club", isPrivate: true });
  const { code } = await owner.client.createInviteLink(id);
  const { page } = await (await browser.device()).open(inviteLinkAddress(server.url, code));

  provider.declineNext();
  const way = page.getByRole("link", { name: /Sign in with .?School/ });
  await way.click();
  await page.getByText("The sign-in did not work.").waitFor();
  expect(page.url()).toBe(`${server.url}/`);
  await page.getByText("Reef club").waitFor();

  provider.signInNext({ sub: "ann-1", name: "Ann Lee" });
  await way.click();
  await page.getByRole("dialog").getByText("Reef club", { exact: true }).waitFor();
  await page.getByRole("dialog").getByRole("button", { name: "Join the room" }).click();
  await eventually(async () => {
    const { members } = await owner.client.members(id);
    expect(members.map(({ nickname }) => nickname).toSorted()).toEqual(["Ann Lee", "olga"]);
  });
  expect(page.url()).not.toContain("join=");
  await page.reload();
  await page.getByRole("textbox", { name: /message/i }).waitFor();
});

test("[P162g] a guest links the provider in the settings, and an identity of another user is refused in words", async () => {
  const { page } = await (await browser.device()).join(server.url, "ben");
  const link = async (): Promise<void> => {
    await page.getByRole("button", { name: "Settings" }).click();
    await page.getByRole("button", { name: /Link .?School/ }).click();
  };
  provider.signInNext({ sub: "ann-1" });
  await link();
  await page.getByRole("dialog").getByText("Another user here signs in that way.").waitFor();
  await page.getByRole("dialog").getByRole("button", { name: "Close" }).last().click();
  await page.context().clearCookies({ name: /^_/ });
  provider.signInNext({ sub: "ben-1" });
  await link();
  await page.getByRole("textbox", { name: /message/i }).waitFor();
  await page.getByRole("button", { name: "Settings" }).click();
  await page.getByText("You sign in without a password here.").waitFor();
  expect(await page.getByRole("button", { name: /Link .?School/ }).count()).toBe(0);
  const { page: other } = await (await browser.device()).open(server.url);
  await other.getByRole("link", { name: /Sign in with .?School/ }).click();
  await other.getByRole("button", { name: /ben/ }).first().waitFor();
});

test("[P160g] an application opens the page with a JWT, and a user who is signed in there is asked before another takes the place", async () => {
  const device = await browser.device();
  const { page } = await device.open(`${server.url}/#jwt=${await jwtOf({ sub: "cleo", name: "Cleo", jti: "1" })}`);
  await page.getByRole("textbox", { name: /message/i }).waitFor();
  expect(page.url()).not.toContain("jwt");
  const me = page.getByRole("button", { name: /Cleo/ }).first();
  await me.waitFor();

  const goTo = async (claims: object): Promise<void> => {
    const jwt = await jwtOf(claims);
    await page.evaluate((hash) => {
      location.hash = hash;
    }, `jwt=${jwt}`);
  };
  await goTo({ sub: "cleo", name: "Cleo", jti: "2" });
  await eventually(() => expect(page.url()).not.toContain("jwt"));
  await goTo({ sub: "cleo", name: "Cleo", jti: "1" });
  await page.getByRole("dialog").getByText("That sign-in was used already").waitFor();
  await page.getByRole("dialog").getByRole("button", { name: "Close" }).last().click();
  await goTo({ sub: "dana", name: "Dana", jti: "3" });
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: /Stay as .?Cleo/ }).click();
  await me.waitFor();
  await goTo({ sub: "dana", jti: "4" });
  await dialog.getByRole("button", { name: "Sign out and go on" }).click();
  await page.getByRole("button", { name: /Dana/ }).first().waitFor();
  expect(page.url()).not.toContain("jwt");

  const { page: late } = await (await browser.device()).open(`${server.url}/#jwt=planted`);
  await late.getByText("This link is invalid or has expired.").waitFor();
  expect(late.url()).not.toContain("planted");
});
