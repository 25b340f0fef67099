import type { Locator } from "playwright-core";
import { createDeviceLink, LOBBY_ID } from "../../src/client/index.ts";
import type { ChatPage } from "./browser.ts";
import { eventually } from "./eventually.ts";
import type { Participant } from "./people.ts";
import { directId, goes, roomId, type ViewStage } from "./view-stage.ts";

/** A view of the page, and the way to it from the lobby. */
interface View {
  readonly name: string;
  readonly only?: "phone" | "desktop";
  open(stage: ViewStage): Promise<void>;
}

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
  {
    name: "deleting an account",
    open: async ({ ann }) => {
      await opens(ann, await inNav(ann, button(ann, /Settings$/)), "Settings");
      await button(ann, "Delete my account").click();
      await ann.page.getByRole("form", { name: "Delete your account" }).waitFor();
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
  { name: "the rules of a room", open: async (stage) => inSettings(stage, "Rules", () => button(stage.ann, "Publish")) },
  {
    name: "the muted and banned",
    open: async (stage) => inSettings(stage, "Restricted", () => button(stage.ann, /^Lift the restriction/)),
  },
  { name: "the reports", open: async (stage) => inSettings(stage, /^Reports/, () => button(stage.ann, "Resolve")) },
  { name: "a class", open: ({ ann, me }) => inClass(ann, me) },
  {
    name: "the raised hands",
    open: async ({ ann, me }) => {
      await inClass(ann, me);
      await opens(ann, button(ann, "1 hand raised"), "Raised hands");
    },
  },
  {
    name: "those who are here",
    open: async ({ ann, me }) => {
      await inClass(ann, me);
      await opens(ann, button(ann, "Who is here"), "Who is here");
      await button(ann, "Copy the list").waitFor();
    },
  },
  {
    name: "a student",
    open: async ({ ann, me }) => {
      await inClass(ann, me);
      await ann.opensDetails();
      await ann.opensCard("ben");
      await button(ann, "Mute…").waitFor();
    },
  },
  {
    name: "muting a student",
    open: async ({ ann, me }) => {
      await inClass(ann, me);
      await ann.opensDetails();
      await ann.opensCard("ben");
      await button(ann, "Mute…").click();
      await ann.page.getByRole("form", { name: "Mute" }).waitFor();
    },
  },
  {
    name: "a report",
    open: async ({ ann }) => {
      await menuItem(ann, "hello ann", "Report…");
      await ann.page.getByRole("dialog", { name: "Report this message?" }).waitFor();
    },
  },
  {
    name: "a room where one is muted",
    open: async ({ ann, ben }) => {
      await goes(ann, roomId(ben, "library"), "library");
      await ann.page.getByText(/^You are muted/).waitFor();
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

async function inRoom({ ann, me }: ViewStage, control: string, title: string | RegExp): Promise<void> {
  await goes(ann, roomId(me, "pond"), "pond");
  await ann.opensDetails();
  await opens(ann, button(ann, control), title);
}

async function inClass(ann: ChatPage, me: Participant): Promise<void> {
  await goes(ann, roomId(me, "lesson"), "lesson");
  await button(ann, "1 hand raised").waitFor();
}

async function inSettings({ ann, me }: ViewStage, part: string | RegExp, last: () => Locator): Promise<void> {
  await inClass(ann, me);
  await ann.opensDetails();
  await opens(ann, button(ann, "Room settings"), "Room settings");
  await button(ann, part).click();
  await last().waitFor();
}

async function menuItem(ann: ChatPage, text: string, item: string): Promise<void> {
  await openMenu(ann, text);
  await ann.page.getByRole("menuitem", { name: item, exact: true }).click();
}

async function openMenu(ann: ChatPage, text: string): Promise<void> {
  // Where the pointer stands already nothing is entered, and a row that moves away from under it has its buttons no more.
  await eventually(async () => {
    await ann.page.mouse.move(0, 0);
    await ann.rowsOf(text).hover();
    await ann.rowsOf(text).getByRole("button", { name: "More", exact: true }).click({ timeout: 2_000 });
  });
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
