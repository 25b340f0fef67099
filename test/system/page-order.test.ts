import { expect, setDefaultTimeout, test } from "bun:test";
import { LOBBY_ID, type Room } from "../../src/client/index.ts";
import { type ChatPage, deviceLinkOf, launchTestBrowser } from "../support/browser.ts";
import { eventually } from "../support/eventually.ts";
import { enter, type Participant } from "../support/people.ts";
import { ServerProcess } from "../support/server-process.ts";
import { startTestServer } from "../support/test-server.ts";

setDefaultTimeout(120_000);

const browser = launchTestBrowser();

test("[P172] [P175] a teacher on a desktop leads a class: two students raise hands, one is let speak, and all write again", async () => {
  await using server = await startTestServer();
  await using desk = await browser.device({ permissions: ["clipboard-read", "clipboard-write"] });
  await using phone = await browser.device({ viewport: { width: 360, height: 780 }, hasTouch: true, isMobile: true });
  const teacher = await desk.join(server.url, "Ms Lee");
  const { page } = teacher;
  await page.getByRole("button", { name: "New room" }).click();
  const form = page.getByRole("dialog", { name: "New room" });
  await form.getByRole("textbox", { name: "Room name" }).fill("Maths 7b");
  await form.getByRole("switch", { name: "Class" }).check();
  await form.getByRole("button", { name: "Create" }).click();
  await page.getByRole("heading", { level: 1, name: "Maths 7b" }).waitFor();

  using ben = await enter(server.url, "ben");
  using ann = await enter(server.url, "ann");
  const { id } = await roomOf(ben, "Maths 7b");
  await ann.client.join(id);
  expect(ben.client.conversations.get(id)).toMatchObject({ rules: { hasHands: true, privateMessages: "moderators" } });
  const student = await phone.open(await deviceLinkOf(ann, server.url));
  await shows(student, id);
  await student.message.fill("I know it");

  await page.getByRole("button", { name: "Lock", exact: true }).click();
  await student.page.getByText("The room is locked", { exact: true }).waitFor();
  await expectSaid(student, "The room is locked now.");
  await student.page.getByText("your draft is kept").waitFor();
  expect(await student.message.count()).toBe(0);
  await teacher.says("Who has the answer?"); // the teacher writes as always
  await student.sees("Who has the answer?");

  await ben.client.moderation.raiseHand(id);
  await student.page.getByRole("button", { name: "Raise hand" }).press("Enter");
  await student.page.getByRole("button", { name: "Lower hand" }).waitFor();
  await page.getByRole("button", { name: "2 hands raised" }).click();
  const hands = page.getByRole("dialog", { name: "Raised hands" });
  expect(await hands.locator(".hand bdi").allInnerTexts()).toEqual(["ben", "ann"]);
  await hands.getByRole("button", { name: "Let ann speak" }).click();
  await eventually(async () => expect(await hands.locator(".hand-list").first().innerText()).not.toContain("ann"));
  await hands.getByRole("button", { name: "Lower the hand of ben" }).click();
  await hands.getByRole("heading", { name: "No hands raised" }).waitFor();
  await page.keyboard.press("Escape");
  expect(await student.message.inputValue()).toBe("I know it");
  await student.page.getByRole("button", { name: "Send" }).click();
  await teacher.sees("I know it");
  await expect(ben.client.send(id, "me too")).rejects.toMatchObject({ code: "room-locked" });

  await page.getByRole("button", { name: "Who is here" }).click();
  await page.getByRole("button", { name: "Copy the list" }).click();
  await page.getByRole("button", { name: "Copied" }).waitFor();
  const [head = "", ...names] = (await page.evaluate(() => navigator.clipboard.readText())).split("\n");
  expect(names).toEqual(["ann", "ben", "Ms Lee"]);
  expect(head).toMatch(/^.?Maths 7b.*3 people are here$/);
  await page.keyboard.press("Escape");

  // From the list of people: the floor is taken back, and the room is unlocked for all.
  const floor = teacher.people.getByRole("button", { name: /^Let .?ann.? speak$/ });
  expect(await floor.getAttribute("aria-pressed")).toBe("true");
  await floor.click();
  await student.page.getByText("The room is locked", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Unlock", exact: true }).click();
  await student.message.waitFor();
  await expectSaid(student, "The room is unlocked. You can write.");
  await teacher.log.getByText(/unlocked the room/).waitFor();
  const direct = await ben.client
    .openDirect(ann.user.id)
    .then(
      ({ id: directId }) => ben.client.send(directId, "psst"),
      (error: unknown) => Promise.reject(error),
    )
    .catch((error: { code: string }) => error.code);
  expect(direct).toBe("private-messages-off");
});

test("[P173] [P174] a moderator mutes, removes and bans with reasons: who reads it is told by whom and why, and the log says it", async () => {
  await using server = await startTestServer();
  await using desk = await browser.device();
  await using other = await browser.device({ locale: "zh-CN", viewport: { width: 360, height: 780 }, hasTouch: true });
  using ben = await enter(server.url, "ben");
  const owner = await desk.join(server.url, "ann");
  const { page } = owner;
  const room = await makesRoom(owner, "reef");
  const { id } = await roomOf(ben, room);
  const reader = await other.open(await deviceLinkOf(ben, server.url));
  await shows(reader, id);
  await reader.page.locator("textarea").fill("草稿");

  await asks(owner, "ben", "Mute…", { length: "1 hour", reason: "cool down" });
  await reader.page.getByText(/^你在这个房间被禁言，.*01:00 解除$/).waitFor();
  await reader.page.getByText(/理由：.?cool down.? · 仍可查看所有消息 · 草稿已保留/).waitFor();
  await reader.page.getByText(/ann.? 将 .?ben.? 禁言 1 小时，理由：.?cool down/).waitFor();
  await owner.people.getByRole("button", { name: /^ben/ }).getByText("muted").waitFor({ state: "attached" });
  await page.getByRole("button", { name: "Room settings" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Restricted" }).click();
  await page.getByRole("button", { name: /^Lift the restriction of .?ben/ }).click();
  await page.getByText("No one is muted or banned here.").waitFor();
  await page.keyboard.press("Escape");
  await reader.page.locator("textarea").waitFor();
  expect(await reader.page.locator("textarea").inputValue()).toBe("草稿");

  await asks(owner, "ben", "Remove from the room…", { reason: "wrong room" });
  await reader.page.getByText(/ann.? 将你移出了 .?reef.?，理由：.?wrong room/).waitFor();
  await reader.page.getByRole("navigation", { name: "会话" }).waitFor();
  await eventually(async () => expect(await reader.page.getByRole("link", { name: "reef" }).count()).toBe(0));
  await reader.page.getByRole("button", { name: "知道了" }).click();
  await owner.log.getByText(/ann.? removed .?ben.?: .?wrong room/).waitFor();

  await ben.client.join(id);
  await asks(owner, "ben", "Ban…", { length: "1 day", reason: "spam" });
  await eventually(() => expect(ben.client.conversations.has(id)).toBeFalse());
  await expect(ben.client.join(id)).rejects.toMatchObject({ code: "banned" });
  await page.reload(); // read from the log, it is the same
  await owner.log.getByText(/ann.? unmuted .?ben.? · .*removed .?ben.?: .?wrong room.*banned .?ben.?: .?spam/).waitFor();
});

test("[P176] [P41] a report reaches the moderators, who see the message, remove it, and the reporter is thanked", async () => {
  await using server = await startTestServer();
  await using desk = await browser.device();
  await using other = await browser.device();
  using ben = await enter(server.url, "ben");
  const owner = await desk.join(server.url, "ann");
  const room = await makesRoom(owner, "reef");
  const { id } = await roomOf(ben, room);
  const { seq } = await ben.client.send(id, "buy cheap fish");
  await ben.client.send(id, "buy it now");
  const cleo = await other.join(server.url, "cleo");
  await cleo.page.getByRole("button", { name: "Find rooms" }).click();
  await cleo.page.getByRole("button", { name: "Join reef" }).click();
  await cleo.sees("buy cheap fish");
  await menuItem(cleo, "buy cheap fish", "Report…");
  await cleo.page.getByRole("textbox", { name: "Reason (optional)" }).fill("advertising");
  await cleo.page.getByRole("dialog").getByRole("button", { name: "Report" }).click();
  await cleo.page.getByText("Thank you. The moderators will look at it.").waitFor();
  await cleo.page.getByRole("button", { name: "Done" }).click();

  const { page } = owner;
  await owner.goesTo("Lobby");
  await owner.goesTo("reef"); // reports are looked up when a room is opened
  await page.getByRole("button", { name: "1 open report" }).click();
  const settings = page.getByRole("dialog", { name: "Room settings" });
  await settings.getByText(/Reported by .?cleo.?: .?advertising/).waitFor();
  await settings.getByRole("button", { name: "Remove", exact: true }).click();
  await settings.getByText("No open reports.").waitFor();
  await page.keyboard.press("Escape");
  await cleo.log.getByText(/^Removed by .?ann.?$/).waitFor();
  await eventually(async () => expect(await page.getByRole("button", { name: /open report/ }).count()).toBe(0));
  await menuItem(owner, "buy it now", "Remove…");
  await page.getByRole("textbox", { name: "Reason (optional)" }).fill("spam");
  await page.getByRole("dialog").getByRole("button", { name: "Remove", exact: true }).click();
  await cleo.log.getByText(/^Removed by .?ann.?: .?spam.?$/).waitFor();
  expect((await ben.client.history(id, { after: seq - 1, limit: 1 })).events[0]).toMatchObject({ isDeleted: true });
});

test("[P172] slow mode keeps the order of what was written, links keep the draft, and an announcement is hidden on one device", async () => {
  await using server = await ServerProcess.start({ flags: ["--messages-per-second", "0"] });
  await using desk = await browser.device();
  using ann = await enter(server.url, "ann");
  const room = await ann.client.createRoom({ name: "reef" });
  const rules = {
    slowModeSeconds: 2,
    areLinksOff: true,
    areFilesOff: true,
    announcement: `Exam on Friday. ${"Bring a ruler. ".repeat(18)}`,
  };
  await ann.client.moderation.setRules(room.id, rules);
  const ben = await desk.join(server.url, "ben");
  await ben.page.getByRole("button", { name: "Find rooms" }).click();
  await ben.page.getByRole("button", { name: "Join reef" }).click();
  await ben.page.getByRole("heading", { level: 1, name: "reef" }).waitFor();

  for (const text of ["one", "two", "three"]) await ben.says(text);
  await ben.page.getByText(/^Slow mode: \d seconds?$/).waitFor();
  for (const text of ["one", "two", "three"]) await ben.sees(text);
  expect(ann.texts(room.id)).toEqual(["one", "two", "three"]);

  expect(await ben.page.getByRole("button", { name: "Attach" }).count()).toBe(0);
  await ben.says("see https://spam.example");
  await ben.page.getByText("Links are not allowed in this room.").waitFor();
  expect(await ben.message.inputValue()).toBe("see https://spam.example");
  await ben.message.fill("");

  const line = ben.page.getByRole("region", { name: "Announcement" });
  await line.getByRole("button", { name: "Show all" }).click();
  await line.getByRole("button", { name: "Hide the announcement" }).click();
  await ben.page.reload();
  await ben.sees("three");
  expect(await line.count()).toBe(0);
  await ann.client.moderation.setRules(room.id, { announcement: "No exam" });
  await line.getByText("No exam").waitFor();
});

test("[P171] [P177] [P178] what the server does to a user is seen at once: a mute, a role, a ban; and they take their data along and go", async () => {
  await using server = await startTestServer();
  await using desk = await browser.device({ acceptDownloads: true });
  using ben = await enter(server.url, "ben");
  const ann = await desk.join(server.url, "ann");
  const { page } = ann;
  const { id } = await ben.lookUp("ann");
  const { people } = server;
  const settings = page.getByRole("button", { name: "Room settings" });

  await people.mute(undefined, id, { seconds: 600, reason: "too loud" });
  await page.getByText(/^You are muted on this server until/).waitFor();
  await ann.opensDirect("ben");
  await page.getByText(/Reason: .?too loud/).waitFor();
  await people.unmute(undefined, id);
  await ann.says("hello");
  await ann.sees("hello");

  await ann.goesTo("Lobby");
  await claimAccount(page, "correct horse battery");
  expect(await settings.count()).toBe(0);
  await people.setServerRole(undefined, id, "moderator");
  await settings.click();
  await page.getByRole("dialog").getByRole("switch", { name: "Lock the room" }).check();
  await eventually(() => expect(ben.client.conversations.get(LOBBY_ID)).toMatchObject({ rules: { isLocked: true } }));
  await people.setServerRole(undefined, id, "member");
  await page.getByText("Only the owner of the room can change this.").waitFor();
  await page.keyboard.press("Escape");
  await page.getByText("The room is locked", { exact: true }).waitFor();

  await page.getByRole("button", { name: /Settings/ }).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download my data" }).click(),
  ]);
  const lines = (await Bun.file(await download.path()).text()).trimEnd().split("\n");
  expect(lines.map((line) => JSON.parse(line)).filter(({ type }) => type === "message")).toMatchObject([{ text: "hello" }]);
  await page.keyboard.press("Escape");

  await people.ban(undefined, id, { reason: "spam" });
  await page.getByText("A moderator has banned you here.").waitFor();
  await page.getByRole("textbox", { name: "Nickname" }).waitFor();
  await page.reload();
  await page.getByRole("textbox", { name: "Nickname" }).waitFor();
  await people.unban(undefined, id);
  await page.getByRole("button", { name: "Join" }).click();
  await page.getByRole("textbox", { name: "Password" }).fill("correct horse battery");
  await page.getByRole("button", { name: "Join" }).click();
  await page.getByRole("heading", { level: 1, name: "Lobby" }).waitFor();

  await page.getByRole("button", { name: /Settings/ }).click();
  await page.getByRole("button", { name: "Delete my account" }).click();
  const form = page.getByRole("form", { name: "Delete your account for good?" });
  await form.getByRole("textbox", { name: "Current password" }).fill("correct horse battery");
  await form.getByRole("button", { name: "Delete for good" }).click();
  await page.getByText("Pick a nickname and join the shoal.").waitFor();
  await expect(ben.lookUp("ann")).rejects.toThrow("not in the lobby");
});

interface Restriction {
  readonly length?: string;
  readonly reason: string;
}

/** Opens a member's card, and restricts them there. */
async function asks({ page, people }: ChatPage, nickname: string, what: string, { length, reason }: Restriction): Promise<void> {
  await people.getByRole("button", { name: new RegExp(`^${nickname}`) }).click();
  const card = page.getByRole("dialog", { name: "About" });
  await card.getByRole("button", { name: what }).click();
  if (length !== undefined) await card.getByRole("radio", { name: length }).check({ force: true });
  await card.getByRole("textbox", { name: "Reason (optional)" }).fill(reason);
  await card.locator("form button[type=submit]").click();
  await card.getByRole("form").waitFor({ state: "detached" });
  await page.keyboard.press("Escape");
  await card.waitFor({ state: "detached" });
}

async function claimAccount(page: ChatPage["page"], password: string): Promise<void> {
  await page.getByRole("button", { name: /Settings/ }).click();
  const dialog = page.getByRole("dialog", { name: "Settings" });
  for (const name of ["New password", "New password, once more"])
    await dialog.getByRole("textbox", { name, exact: true }).fill(password);
  await dialog.getByRole("button", { name: "Set password" }).click();
  await dialog.getByText("Password saved").waitFor();
  await page.keyboard.press("Escape");
}

async function makesRoom({ page }: ChatPage, name: string): Promise<string> {
  await page.getByRole("button", { name: "New room" }).click();
  await page.getByRole("textbox", { name: "Room name" }).fill(name);
  await page.getByRole("button", { name: "Create" }).click();
  await page.getByRole("heading", { level: 1, name }).waitFor();
  return name;
}

/** Finds a public room by its name, and joins it. */
async function roomOf({ client }: Participant, name: string): Promise<Room> {
  const { rooms } = await client.rooms({ query: name });
  const room = await client.join(rooms[0]?.id ?? LOBBY_ID);
  if (room.kind !== "room") throw new Error(`${name} is no room.`);
  return room;
}

async function shows({ page }: ChatPage, conversationId: string): Promise<void> {
  await page.locator(".conversations").waitFor({ state: "attached" });
  await page.evaluate((hash) => location.assign(hash), `#c=${conversationId}`);
  await page.getByRole("textbox").first().waitFor();
  await page.locator("[data-topic=order]").waitFor({ state: "attached" }); // it comes when the browser is idle
}

async function menuItem(chat: ChatPage, text: string, item: string): Promise<void> {
  const row = chat.rowsOf(text);
  await row.hover();
  await row.getByRole("button", { name: "More", exact: true }).click();
  await chat.page.getByRole("menuitem", { name: item }).click();
}

/** What a screen reader was told last of the order. */
async function expectSaid({ page }: ChatPage, text: string): Promise<void> {
  await eventually(async () => expect(await page.locator("[data-topic=order]").innerText()).toBe(text));
}
