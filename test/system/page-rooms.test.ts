import { expect, setDefaultTimeout, test } from "bun:test";
import { launchTestBrowser } from "../support/browser.ts";
import { eventually } from "../support/eventually.ts";
import { enter } from "../support/people.ts";
import { startTestServer } from "../support/test-server.ts";

setDefaultTimeout(90_000);

const browser = launchTestBrowser();

test("[P38c] [P95a] ann makes a room with an emoji, ben sees it renamed, and 小鱼 comes by a link on a phone, in Chinese", async () => {
  await using server = await startTestServer();
  await using device = await browser.device();
  await using phone = await browser.device({ locale: "zh-CN", viewport: { width: 360, height: 780 }, hasTouch: true });
  using ben = await enter(server.url, "ben");
  const ann = await device.join(server.url, "ann");
  const { page } = ann;

  await page.getByRole("button", { name: "New room" }).click();
  const form = page.getByRole("dialog", { name: "New room" });
  await form.getByRole("textbox", { name: "Room name" }).fill("reef");
  await form.getByRole("textbox", { name: "What is it for?" }).fill("All about\ncorals");
  await form.getByRole("button", { name: "Emoji of the room" }).click();
  await page.getByRole("searchbox", { name: "Search emoji" }).fill("tropical fish");
  await page.getByRole("button", { name: "🐠" }).click();
  await form.getByRole("radio", { name: "Private" }).check();
  await form.getByRole("button", { name: "Create" }).click();
  await page.getByRole("heading", { level: 1, name: "reef" }).waitFor();
  await ann.log.getByText("All about corals").waitFor();
  await ann.conversations
    .getByRole("link", { name: /private room .*reef/ })
    .getByText("🐠")
    .waitFor();

  await page.getByRole("button", { name: "Invite", exact: true }).click();
  await page.getByRole("button", { name: "Invite ben" }).click();
  const room = await eventually(() => {
    const [invitation] = ben.client.invitations.values();
    if (invitation === undefined) throw new Error("Ben is not invited.");
    return invitation;
  });
  expect(room).toMatchObject({ name: "reef", description: "All about corals", emoji: "🐠", isPrivate: true });
  await ben.client.acceptInvitation(room.conversationId);

  await page.getByRole("button", { name: "Invite link" }).click();
  await page.getByRole("radio", { name: "1 hour" }).check();
  await page.getByRole("button", { name: "Make a link" }).click();
  const address = await page.getByRole("textbox", { name: "Invite link" }).inputValue();
  await page.getByRole("img", { name: "QR code of the invite link" }).waitFor();
  await page.getByText("not used yet").waitFor();
  await page.keyboard.press("Escape");

  await page.getByRole("button", { name: "Room settings" }).click();
  await page.getByRole("dialog").getByRole("textbox", { name: "Room name" }).fill("quiet reef");
  await page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
  await page.getByRole("heading", { level: 1, name: "quiet reef" }).waitFor();
  await eventually(() => expect(ben.client.conversations.get(room.conversationId)).toMatchObject({ name: "quiet reef" }));
  await ann.log.getByText(/ann.? renamed the room to “.?quiet reef/).waitFor();

  const { page: visitor } = await phone.open(address);
  expect(visitor.url()).not.toContain("join");
  await visitor.getByText(/ann.? 邀请你加入/).waitFor();
  await visitor.getByText("quiet reef").waitFor();
  await visitor.getByRole("textbox", { name: "昵称" }).fill("小鱼");
  await visitor.getByRole("button", { name: "进入" }).click();
  await visitor.getByRole("heading", { level: 1, name: "quiet reef" }).waitFor();
  await visitor
    .getByRole("log")
    .getByText(/ann.? 邀请 .*小鱼.* 加入了房间/)
    .waitFor();
  expect(visitor.url()).toContain(room.conversationId);

  // The owner leaves; the member who has been there longest owns the room now.
  await page.getByRole("button", { name: "Leave quiet reef" }).click();
  await page.getByRole("button", { name: "Leave room" }).click();
  await visitor
    .getByRole("log")
    .getByText(/ben.? 成为房主/)
    .waitFor();
  await eventually(() => expect(ben.client.conversations.get(room.conversationId)).toMatchObject({ role: "owner" }));
});

test("[P95b] [P95c] a signed-in user is asked before joining by a link, and told when it does not work any more", async () => {
  await using server = await startTestServer();
  await using device = await browser.device();
  using ben = await enter(server.url, "ben");
  const { id } = await ben.client.createRoom({ name: "cave", description: "Dark", isPrivate: true });
  const { code } = await ben.client.createInviteLink(id, { usesMax: 1 });
  const { page } = await device.join(server.url, "ann");
  const follows = () => page.evaluate((hash) => location.assign(hash), `#join=${code}`);

  await follows();
  const question = page.getByRole("dialog", { name: /^Join .cave.\?$/ });
  await question.getByText(/ben.? invites you\./).waitFor();
  await question.getByText("Dark").waitFor();
  await question.getByRole("button", { name: "Not now" }).click();
  await question.waitFor({ state: "detached" });
  expect((await ben.client.inviteLinks(id)).map(({ uses }) => uses)).toEqual([0]);
  await follows();
  await question.getByRole("button", { name: "Join the room" }).click();
  await page.getByRole("heading", { level: 1, name: "cave" }).waitFor();
  await follows();
  await page.getByText("That invite link does not work any more. Ask for a new one.").waitFor();
  await page.getByRole("dialog").getByRole("button", { name: "Close" }).last().click();
  expect(page.url()).not.toContain(code);
});
