import { afterAll, beforeAll, expect, test } from "bun:test";
import { account, createResetLink, signIn } from "../../src/client/index.ts";
import { launchTestBrowser } from "../support/browser.ts";
import { eventually } from "../support/eventually.ts";
import { runShoal } from "../support/server-process.ts";
import { startTestServer, type TestServer } from "../support/test-server.ts";

const PASSWORD = "correct horse battery";
let server: TestServer;
const browser = launchTestBrowser();

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

test("[P150a] [P150b] a guest sets a password in the settings, and signs in with it on another device", async () => {
  const { page } = await (await browser.device()).join(server.url, "ann");
  await page.getByRole("button", { name: "Settings" }).click();
  await page.getByLabel("New password", { exact: true }).fill(PASSWORD);
  await page.getByLabel("New password, once more").fill(PASSWORD);
  await page.getByRole("button", { name: "Set password" }).click();
  await page.getByText("Password saved").waitFor();

  const { page: other } = await (await browser.device()).open(server.url);
  await other.getByLabel("Nickname").fill("ann");
  await other.keyboard.press("Enter");
  await other.getByText("enter its password").waitFor();
  await other.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await other.keyboard.press("Enter");
  await other.getByRole("textbox", { name: /message/i }).waitFor();
});

test("[P152b] [P153b] an administrator link makes the first administrator, and a reset link lets a user back in", async () => {
  await using command = runShoal(["admin-link", "--data", server.dataFolder, "--json"]);
  await command.exited;
  const { url } = JSON.parse(command.stdout) as { url: string };
  const { page } = await (await browser.device()).open(url);
  expect(page.url()).not.toContain("admin=");
  await page.getByLabel("Nickname").fill("ben");
  await page.getByLabel("New password").fill(PASSWORD);
  await page.keyboard.press("Enter");
  await page.getByRole("textbox", { name: /message/i }).waitFor();
  const { token } = await signIn(server.url, { nickname: "ben", password: PASSWORD });
  expect(await account(server.url, { token })).toMatchObject({ serverRole: "administrator" });

  const { user } = await signIn(server.url, { nickname: "ced" });
  const { code } = await createResetLink(server.url, user.id, { token });
  const { page: lost } = await (await browser.device()).open(`${server.url}/#reset=${code}`);
  await lost.getByLabel("New password").fill(PASSWORD);
  await lost.keyboard.press("Enter");
  await lost.getByRole("textbox", { name: /message/i }).waitFor();
  await eventually(async () => expect((await signIn(server.url, { nickname: "ced", password: PASSWORD })).user).toEqual(user));
});
