import type { Locator } from "playwright-core";
import { createDeviceLink, LOBBY_ID, uploadFile } from "../../src/client/index.ts";
import type { ChatPage, Device } from "./browser.ts";
import { enter, type Participant } from "./people.ts";

/** A view of the page, and the way to it from the lobby. */
interface View {
  readonly name: string;
  readonly only?: "phone" | "desktop";
  open(stage: ViewStage): Promise<void>;
}

/** Everything that a view may need: there is one of each thing that a conversation can have. */
export interface ViewStage extends Disposable {
  readonly ann: ChatPage;
  readonly url: string;
  readonly me: Participant;
  readonly ben: Participant;
  readonly inviteCode: string;
}

const PICTURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
/** More than a window has room for. */
const ROOM_COUNT = 18;

/** What a signed-in user can open. A new dialog, menu or column is one line here. */
export const views: readonly View[] = [
  { name: "the talk", open: async () => {} },
  { name: "an empty room", open: ({ ann, me }) => goes(ann, roomId(me, "pond"), "pond") },
  { name: "a private conversation", open: ({ ann, me }) => goes(ann, directId(me, "ben"), "ben") },
  { name: "the list", only: "phone", open: ({ ann }) => ann.goesToList() },
  { name: "the archive", open: async ({ ann }) => (await inNav(ann, button(ann, /^Archived/))).click() },
  { name: "the details", open: ({ ann }) => ann.opensDetails() },
  {
    name: "a person's details",
    open: async ({ ann, me }) => {
      await goes(ann, directId(me, "ben"), "ben");
      await ann.opensDetails();
    },
  },
  {
    name: "a conversation's menu",
    open: async ({ ann }) => {
      await (await inNav(ann, ann.conversations.getByRole("link", { name: "Lobby" }))).click({ button: "right" });
      await ann.page.getByRole("menu", { name: /^Options/ }).waitFor();
    },
  },
  {
    name: "a message's menu",
    open: ({ ann }) => openMenu(ann, "hello ann"),
  },
  {
    name: "a message's reactions",
    open: async ({ ann }) => {
      await ann.rowsOf("hello ann").hover();
      await ann.rowsOf("hello ann").getByRole("button", { name: "React", exact: true }).click();
      await ann.page.getByRole("dialog").waitFor();
    },
  },
  { name: "an edit", open: async ({ ann }) => menuItem(ann, "mine", "Edit") },
  { name: "a reply", open: async ({ ann }) => menuItem(ann, "hello ann", "Reply") },
  { name: "a deletion", open: async ({ ann }) => menuItem(ann, "mine", "Delete") },
  { name: "forwarding", open: async ({ ann }) => menuItem(ann, "hello ann", "Forward") },
  {
    name: "completions",
    open: async ({ ann }) => {
      await ann.message.fill("");
      await ann.message.pressSequentially(":sm");
      await ann.page.getByRole("listbox").waitFor();
    },
  },
  {
    name: "the emoji",
    open: async ({ ann }) => {
      await button(ann, "Emoji").click();
      await button(ann, "😀").first().waitFor();
    },
  },
  {
    name: "a picture",
    open: async ({ ann }) => {
      await button(ann, "Open reef.png").click();
      await ann.page.getByRole("dialog", { name: "reef.png" }).waitFor();
    },
  },
  {
    name: "the connection",
    open: async ({ ann }) => {
      await button(ann, /^Up to date/).click();
      await ann.page.getByRole("dialog", { name: "Connection" }).waitFor();
    },
  },
  { name: "the switcher", open: async ({ ann }) => pressed(ann, "Control+k", "Go to conversation") },
  { name: "the shortcuts", open: async ({ ann }) => pressed(ann, "Control+/", "Keyboard shortcuts") },
  {
    name: "a search",
    open: async ({ ann }) => {
      await pressed(ann, "Control+f", "Search");
      await ann.page.keyboard.type("hello");
      await ann.page.getByRole("dialog").getByText("hello ann").waitFor();
    },
  },
  { name: "pins", open: async ({ ann }) => opens(ann, button(ann, "1 pinned"), "Pinned messages") },
  { name: "a new room", open: async ({ ann }) => opens(ann, await inNav(ann, button(ann, "New room")), "New room") },
  {
    name: "the rooms",
    open: async ({ ann }) => {
      await opens(ann, await inNav(ann, button(ann, "Find rooms")), "Find rooms");
      await button(ann, "Join reef").waitFor();
    },
  },
  {
    name: "the mentions",
    open: async ({ ann }) => opens(ann, await inNav(ann, button(ann, "Mentions and replies")), "Mentions and replies"),
  },
  { name: "the settings", open: async ({ ann }) => opens(ann, await inNav(ann, button(ann, /Settings$/)), "Settings") },
  {
    name: "a device link",
    open: async ({ ann }) => {
      await opens(ann, await inNav(ann, button(ann, /Settings$/)), "Settings");
      await opens(ann, button(ann, "Use on another device"), "Use on another device");
      await ann.page.getByRole("textbox", { name: "Link" }).waitFor();
    },
  },
  {
    name: "signing out",
    open: async ({ ann }) => {
      await opens(ann, await inNav(ann, button(ann, /Settings$/)), "Settings");
      await opens(ann, button(ann, "Sign out"), "Sign out?");
    },
  },
  { name: "room settings", open: async (stage) => inRoom(stage, "Room settings", "Room settings") },
  { name: "inviting people", open: async (stage) => inRoom(stage, "Invite", /^Invite to/) },
  {
    name: "inviting by link",
    open: async (stage) => {
      await inRoom(stage, "Invite", /^Invite to/);
      await stage.ann.page.getByRole("dialog").getByText("Invite link", { exact: true }).click();
      await button(stage.ann, "Make a link").click();
      await stage.ann.page.getByRole("textbox", { name: "Invite link" }).waitFor();
    },
  },
  { name: "leaving a room", open: async (stage) => inRoom(stage, "Leave pond", /^Leave/) },
  {
    name: "a date",
    open: async ({ ann }) => {
      await ann.opensDetails();
      await opens(ann, button(ann, "Go to a date"), "Go to a date");
    },
  },
  {
    name: "a person's card",
    open: async ({ ann }) => {
      await ann.opensDetails();
      await ann.opensCard("ben");
      await button(ann, "Block").waitFor();
    },
  },
  {
    name: "blocking a person",
    open: async ({ ann }) => {
      await ann.opensDetails();
      await ann.opensCard("ben");
      await button(ann, "Block").click();
    },
  },
  {
    name: "an invite link",
    open: async ({ ann, inviteCode }) => {
      await ann.page.evaluate((hash) => location.assign(hash), `#join=${inviteCode}`);
      await button(ann, "Join the room").waitFor();
    },
  },
  {
    name: "another person's link",
    open: async ({ ann, url, ben }) => {
      const { code } = await createDeviceLink(url, { token: ben.token });
      await ann.page.evaluate((hash) => location.assign(hash), `#link=${code}`);
      await button(ann, /^Stay as/).waitFor();
    },
  },
  {
    name: "no network",
    open: async ({ ann }) => {
      await ann.page.context().setOffline(true);
      await button(ann, /^Offline/).waitFor();
    },
  },
];

/** Puts one of everything on a new server, and signs ann in on that device. */
export async function setStage(device: Device, url: string): Promise<ViewStage> {
  const ben = await enter(url, "ben");
  const me = await enter(url, "ann");
  const picture = new File([Uint8Array.fromBase64(PICTURE)], "reef.png", { type: "image/png" });
  const id = await uploadFile(url, picture, { token: ben.token });
  const files = [{ id, name: picture.name, type: picture.type, byteLength: picture.size }];
  await ben.client.send(LOBBY_ID, "", { files });
  const rich = `> **quote**\n- item\n\`\`\`ts\ncode(${'"wide ", '.repeat(40)});\n\`\`\`\n${"line\n".repeat(30)}`;
  await ben.client.send(LOBBY_ID, `See https://example.org and \`code\`.\n${rich}`);
  const mentions = [{ start: 0, length: 4, userId: me.user.id }];
  const { seq } = await ben.client.send(LOBBY_ID, "@ann, look", { mentions });
  await ben.client.pin(LOBBY_ID, seq);
  await me.client.react(LOBBY_ID, seq, "🐟");
  await me.client.send(LOBBY_ID, "mine", { replyTo: seq });
  await ben.client.send(LOBBY_ID, "hello ann");

  await me.client.createRoom({ name: "pond", isPrivate: true, emoji: "🐟", description: "Only for friends" });
  for (let count = 1; count <= ROOM_COUNT; count += 1) await me.client.createRoom({ name: `Room ${count}` });
  await me.client.configure((await me.client.createRoom({ name: "attic" })).id, { isArchived: true });
  await me.client.configure(LOBBY_ID, { isPinned: true });
  const direct = await me.client.openDirect(ben.user.id);
  await me.client.configure(direct.id, { notify: "none" });
  await me.client.send(direct.id, "psst");
  await me.client.configure(roomId(me, "Room 1"), { isMarkedUnread: true });
  const reef = await ben.client.createRoom({ name: "reef" });
  const kitchen = await ben.client.createRoom({ name: "kitchen", isPrivate: true });
  await ben.client.invite(kitchen.id, me.user.id);
  const { code: inviteCode } = await ben.client.createInviteLink(reef.id);

  const { code } = await createDeviceLink(url, { token: me.token });
  const ann = await device.open(new URL(`#link=${code}`, url).href);
  await ann.conversations.or(ann.message).first().waitFor();
  await goes(ann, LOBBY_ID, "Lobby");
  await ann.sees("hello ann");
  const leaveAll = () => {
    me.client.close();
    ben.client.close();
  };
  return { ann, url, me, ben, inviteCode, [Symbol.dispose]: leaveAll };
}

/** Looks at every view of that kind of device; each begins in the lobby. With VIEW in the environment only at that one. */
export async function visitViews(
  kind: "phone" | "desktop",
  stage: ViewStage,
  look: (view: string) => Promise<void>,
): Promise<void> {
  const wanted = process.env.VIEW;
  for (const { name, only, open } of views) {
    if ((only !== undefined && only !== kind) || (wanted !== undefined && wanted !== name)) continue;
    try {
      await open(stage);
      await look(name);
      await leave(stage.ann);
    } catch (error) {
      throw new Error(`In ${name}, on a ${kind}`, { cause: error });
    }
  }
}

/** Back to the lobby, with nothing over it. */
async function leave(ann: ChatPage): Promise<void> {
  const { page } = ann;
  await page.context().setOffline(false);
  const over = page.locator("dialog[open], :popover-open");
  while ((await over.count()) > 0) {
    await page.keyboard.press("Escape");
    await page.waitForTimeout(50);
  }
  for (const name of ["Do not reply", "Cancel"]) {
    if (await button(ann, name).isVisible()) await button(ann, name).click();
  }
  await page.waitForFunction(() => history.state?.overlay === undefined);
  if (!(await ann.message.isVisible()) || !(await page.getByRole("heading", { level: 1, name: "Lobby" }).isVisible())) {
    await goes(ann, LOBBY_ID, "Lobby");
  }
  await ann.message.fill("");
}

async function goes(ann: ChatPage, id: string, name: string): Promise<void> {
  await ann.page.evaluate((hash) => location.assign(hash), `#c=${id}`);
  await ann.page.getByRole("heading", { level: 1, name }).waitFor();
}

async function inRoom({ ann, me }: ViewStage, control: string, title: string | RegExp): Promise<void> {
  await goes(ann, roomId(me, "pond"), "pond");
  await ann.opensDetails();
  await opens(ann, button(ann, control), title);
}

async function menuItem(ann: ChatPage, text: string, item: string): Promise<void> {
  await openMenu(ann, text);
  await ann.page.getByRole("menuitem", { name: item, exact: true }).click();
}

async function openMenu(ann: ChatPage, text: string): Promise<void> {
  await ann.rowsOf(text).hover();
  await ann.rowsOf(text).getByRole("button", { name: "More", exact: true }).click();
  await ann.page.getByRole("menu", { name: "More" }).waitFor();
}

async function opens(ann: ChatPage, control: Locator, title: string | RegExp): Promise<void> {
  await control.click();
  await ann.page.getByRole("dialog", { name: title }).waitFor();
}

async function pressed(ann: ChatPage, keys: string, title: string): Promise<void> {
  await ann.page.keyboard.press(keys);
  await ann.page.getByRole("dialog", { name: title }).waitFor();
}

/** A phone goes to its list first. */
async function inNav(ann: ChatPage, control: Locator): Promise<Locator> {
  if (!(await ann.conversations.isVisible())) await ann.goesToList();
  return control;
}

function button(ann: ChatPage, name: string | RegExp): Locator {
  return ann.page.getByRole("button", { name, exact: true });
}

function roomId({ client }: Participant, name: string): string {
  const room = [...client.conversations.values()].find((each) => each.kind === "room" && each.name === name);
  if (room === undefined) throw new Error(`There is no room ${name}.`);
  return room.id;
}

function directId({ client }: Participant, name: string): string {
  const direct = [...client.conversations.values()].find((each) => each.kind === "direct" && each.peer.nickname === name);
  if (direct === undefined) throw new Error(`There is nothing between you and ${name}.`);
  return direct.id;
}
