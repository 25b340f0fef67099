import { expect, setDefaultTimeout, test } from "bun:test";
import { currentSession, LOBBY_ID, signIn } from "../../src/client/index.ts";
import { paths } from "../../src/protocol/http.ts";
import { toneOf } from "../../src/web/avatar-look.ts";
import { launchTestBrowser } from "../support/browser.ts";
import { eventually } from "../support/eventually.ts";
import { enter } from "../support/people.ts";
import { ServerProcess } from "../support/server-process.ts";

setDefaultTimeout(60_000);

const browser = launchTestBrowser();

test("[P110a] [P111] [P112a] a person's new name is everywhere at once, their card mentions and blocks them", async () => {
  await using server = await ServerProcess.start();
  await using device = await browser.device({ viewport: { width: 1440, height: 900 } });
  using ben = await enter(server.url, "ben");
  const ann = await device.join(server.url, "ann");
  const { page } = ann;
  const dialog = page.getByRole("dialog", { name: "About" });
  await ben.client.send(LOBBY_ID, "hello");
  await ann.sees("hello");
  await ben.client.updateProfile({ nickname: "benny", tone: 4, status: "by the sea" });
  await ann.log.getByText(/ben.* is now called .*benny/).waitFor();
  await ann.rowsOf("hello").getByRole("button", { name: "benny" }).waitFor();
  await ann.people.getByRole("button", { name: /^benny/ }).waitFor();

  await ann.rowsOf("hello").getByRole("button", { name: "benny" }).click();
  await dialog.getByText("by the sea").waitFor();
  await dialog.getByRole("button", { name: "Mention" }).click();
  await eventually(async () => expect(await ann.message.inputValue()).toBe("@benny "));
  await ann.message.pressSequentially("look");
  await page.getByRole("button", { name: "Send" }).click();
  await eventually(() =>
    expect(ben.events.get(LOBBY_ID)?.at(-1)).toMatchObject({ text: "@benny look", mentions: [{ user: { id: ben.user.id } }] }),
  );

  await ann.log.getByRole("button", { name: "@benny" }).click();
  await dialog.getByRole("button", { name: "Block" }).click();
  await dialog.getByRole("alertdialog").getByRole("button", { name: "Block" }).click();
  await dialog.getByText("You have blocked this person.").waitFor();
  await page.keyboard.press("Escape");
  await ann.log.getByText("Message from a blocked person").waitFor();
  expect(await ann.log.getByText("hello", { exact: true }).count()).toBe(0);
  await ann.log.getByRole("button", { name: "Show" }).click();
  await ann.sees("hello");
  await expect(ben.client.openDirect((await ben.lookUp("ann")).id)).rejects.toMatchObject({ code: "not-accepted" });
});

test("[P110a] [P113b] a user changes the own profile, and signs out a device", async () => {
  await using server = await ServerProcess.start();
  await using device = await browser.device({ viewport: { width: 1440, height: 900 } });
  using ben = await enter(server.url, "ben");
  const ann = await device.join(server.url, "ann");
  const { page } = ann;
  await ann.says("hello");
  const { code } = await page.evaluate<{ code: string }, string>(
    async (path) => await (await fetch(path, { method: "POST" })).json(),
    paths.deviceLinks,
  );
  const { token, user } = await signIn(server.url, { deviceLink: code, device: "Tablet" });

  await page.getByRole("button", { name: /Settings/ }).click();
  const form = page.getByRole("form", { name: "Profile" });
  await form.getByRole("textbox", { name: "Nickname" }).fill("BEN");
  await form.getByRole("button", { name: "Save" }).click();
  await form.getByText("That nickname, or one that looks like it, is in use.").waitFor();
  await form.getByRole("textbox", { name: "Nickname" }).fill("anna");
  await form.getByRole("textbox", { name: "Status" }).fill("at home");
  // Another one than the id has by itself, which would not be a choice.
  const tone = toneOf(user) === 6 ? 7 : 6;
  await form.getByRole("radio").nth(tone).check({ force: true });
  await form.getByRole("button", { name: "Save" }).click();
  await form.getByRole("button", { name: "Saved" }).waitFor();
  const anna = { id: user.id, nickname: "anna", tone };
  expect(await ben.client.person(user.id)).toMatchObject({ person: anna, status: "at home" });
  await eventually(() => expect(ben.client.personOf(user)).toEqual(anna));

  await page.getByRole("button", { name: "Sign out Tablet" }).click();
  await eventually(async () => expect(await currentSession(server.url, { token })).toBeUndefined());
  await eventually(async () => expect(await page.getByRole("button", { name: "Sign out Tablet" }).count()).toBe(0));
  await page.getByText("This device").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: /^anna Settings/ }).waitFor();
  await ann.rowsOf("hello").getByRole("button", { name: "anna" }).waitFor();
});
