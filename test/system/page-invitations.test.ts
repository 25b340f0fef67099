import { expect, setDefaultTimeout, test } from "bun:test";
import { type ChatPage, launchTestBrowser } from "../support/browser.ts";
import { eventually } from "../support/eventually.ts";
import { enter, type Participant } from "../support/people.ts";
import { startTestServer } from "../support/test-server.ts";

setDefaultTimeout(60_000);

const browser = launchTestBrowser();

test("[P90a] [P91a] ann is asked, reads who asks, joins one room and declines another, and keeps the focus", async () => {
  await using server = await startTestServer();
  await using device = await browser.device();
  using ben = await enter(server.url, "ben");
  const ann = await device.join(server.url, "ann");
  await invites(ben, "ann", "Kitchen", "Garden", "Cellar");
  const { page } = ann;
  const rows = invitationsOf(ann).getByRole("listitem");
  await eventually(async () => expect(await rows.count()).toBe(3));
  expect(await rows.first().innerText()).toContain("ben");
  expect(await rows.first().innerText()).toMatch(/private room · 1 member/);
  await page
    .getByText(/ben invites you to “Cellar”/)
    .and(page.locator("[aria-live] , [aria-live] *"))
    .waitFor({ state: "attached" });

  await rows.nth(1).getByRole("button", { name: "No thanks: Garden" }).press("Enter");
  await eventually(async () => expect(await rows.count()).toBe(2));
  await focusIsOn(ann, "Join Kitchen");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Kitchen" }).waitFor();
  await eventually(async () => expect(await rows.count()).toBe(1));
  await focusIsOn(ann, "Message");
  await rows.getByRole("button", { name: "No thanks: Cellar" }).press("Enter");
  await invitationsOf(ann).waitFor({ state: "detached" });
  await eventually(async () =>
    expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-current"))).toBe("page"),
  );
  await ann.says("smells good");
  const kitchen = [...ben.client.conversations.values()].find((each) => each.kind === "room" && each.name === "Kitchen");
  await eventually(() => expect(ben.texts(kitchen?.id ?? "")).toEqual(["smells good"]));
});

test("[P90a] on a phone a dot tells of an invitation, the list has it, and joining leads into the room", async () => {
  await using server = await startTestServer();
  await using device = await browser.device({ viewport: { width: 390, height: 844 }, hasTouch: true });
  using ben = await enter(server.url, "ben");
  const ann = await device.join(server.url, "ann");
  await invites(ben, "ann", "Kitchen");
  const menu = ann.page.getByRole("button", { name: "Conversations" });
  await menu.locator(".dot").waitFor();
  await menu.click();
  await ann.page.getByRole("button", { name: "Join Kitchen" }).click();
  await ann.page.getByRole("heading", { level: 1, name: "Kitchen" }).waitFor();
  expect(await menu.locator(".dot").count()).toBe(0);
});

test("[P92c] many invitations leave the conversations in sight, and inviting too often is refused", async () => {
  await using server = await startTestServer();
  await using device = await browser.device();
  const ann = await device.join(server.url, "ann");
  for (const nickname of ["ben", "eve", "dan"]) {
    using inviter = await enter(server.url, nickname);
    await invites(inviter, "ann", `${nickname} one`, `${nickname} two`);
  }
  const rows = invitationsOf(ann).getByRole("listitem");
  await eventually(async () => expect(await rows.count()).toBe(3));
  await ann.conversations.getByRole("link", { name: "Lobby" }).waitFor();
  await invitationsOf(ann).getByRole("button", { name: "3 more invitations" }).click();
  await eventually(async () => expect(await rows.count()).toBe(6));

  await using other = await browser.device();
  const eva = await other.join(server.url, "eva");
  for (let count = 0; count < 6; count += 1) {
    await eva.page.getByRole("button", { name: "New room" }).click();
    await eva.page.getByRole("textbox", { name: "Room name" }).fill(`trap ${count}`);
    await eva.page.getByRole("dialog").getByRole("button", { name: "Create" }).click();
    await eva.page.getByRole("heading", { level: 1, name: `trap ${count}` }).waitFor();
    await eva.page.getByRole("button", { name: "Invite", exact: true }).click();
    const dialog = eva.page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Invite ann" }).click();
    const answer = count < 5 ? "Invited; they can accept" : "Too many invitations wait for an answer";
    await dialog.getByText(answer).waitFor();
    await eva.page.keyboard.press("Escape");
  }
});

/** Private rooms of these names, each with an invitation to that person. */
async function invites(inviter: Participant, nickname: string, ...names: string[]): Promise<void> {
  const { id } = await inviter.lookUp(nickname);
  for (const name of names) await inviter.client.invite((await inviter.client.createRoom({ name, isPrivate: true })).id, id);
}

function invitationsOf({ conversations }: ChatPage) {
  return conversations.getByRole("region", { name: "Invitations" });
}

async function focusIsOn({ page }: ChatPage, label: string): Promise<void> {
  await eventually(async () => expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe(label));
}
