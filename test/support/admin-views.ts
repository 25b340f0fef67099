import type { Page } from "playwright-core";
import { createDeviceLink, LOBBY_ID } from "../../src/client/index.ts";
import { newAccount, newGuest, operate } from "./administration.ts";
import type { Device } from "./browser.ts";
import { Participant } from "./people.ts";

/** A view of the administration, and the way to it from its tab. */
interface AdminView {
  readonly tab: string;
  readonly name: string;
  readonly only?: "desktop";
  /** What shows that the tab is there. */
  readonly shows: string;
  open?(page: Page): Promise<void>;
}

/** What an administrator can open. A new tab or dialog is one line here. */
const views: readonly AdminView[] = [
  { tab: "people", name: "people", shows: ".entry" },
  { tab: "people", name: "a person", shows: ".entry", open: (page) => inPerson(page) },
  { tab: "people", name: "a ban", only: "desktop", shows: ".entry", open: (page) => inPerson(page, "Ban from the server") },
  ...["Change role", "Delete user"].map(
    (act): AdminView => ({
      ...{ tab: "people", name: act, only: "desktop", shows: ".entry" },
      open: (page) => inPerson(page, act),
    }),
  ),
  {
    ...{ tab: "people", name: "a new password link", only: "desktop", shows: ".entry" },
    open: async (page) => {
      await inPerson(page, "Password link");
      await page.getByRole("button", { name: "Make a link" }).click();
      await page.getByRole("textbox", { name: "Link" }).waitFor();
    },
  },
  { tab: "rooms", name: "rooms", shows: ".entry" },
  { tab: "rooms", name: "a room", only: "desktop", shows: ".entry", open: (page) => inRoom(page) },
  ...["Give it an owner", "Delete room"].map(
    (act): AdminView => ({
      ...{ tab: "rooms", name: act, only: "desktop", shows: ".entry" },
      open: (page) => inRoom(page, act),
    }),
  ),
  { tab: "reports", name: "reports", shows: ".report" },
  {
    ...{ tab: "reports", name: "the removal of a message", only: "desktop", shows: ".report" },
    open: (page) => page.getByRole("button", { name: "Remove the message" }).click(),
  },
  { tab: "audit", name: "the audit log", shows: ".audit-entry" },
  {
    ...{ tab: "audit", name: "a person's entries", only: "desktop", shows: ".audit-entry" },
    open: async (page) => {
      await page.locator(".name-button").first().click();
      await page.getByRole("button", { name: "Show everyone" }).waitFor();
    },
  },
  { tab: "status", name: "the status", shows: ".figure" },
  { tab: "settings", name: "the settings", shows: ".settings-form" },
  {
    ...{ tab: "raid", name: "a raid", shows: ".raid-switch" },
    open: async (page) => {
      await page.getByRole("switch").click();
      await page.locator(".raid-line").waitFor();
    },
  },
  { tab: "addresses", name: "banned addresses", shows: ".address-entry" },
];

/** Puts one of everything into a server that has no administrator yet, and looks at each view of the administration on that device. */
export async function visitAdminViews(
  kind: "phone" | "desktop",
  device: Device,
  server: { readonly url: string; readonly dataFolder: string },
  look: (view: string, page: Page) => Promise<void>,
): Promise<void> {
  const { url, dataFolder } = server;
  const staff = await newAccount(server, "staff", "administrator");
  const guest = await newGuest(url, "cod");
  using cod = new Participant(url, guest);
  using own = new Participant(url, staff);
  await Promise.all([cod.client.ready(), own.client.ready()]);
  await cod.client.createRoom({ name: "reef of cod", isPrivate: true, description: "Only cod" });
  const { seq } = await cod.client.send(LOBBY_ID, "something bad");
  await own.client.moderation.report(LOBBY_ID, seq, { reason: "spam" });
  await operate(dataFolder, "mute", { userId: guest.user.id, seconds: 600, reason: "spam" });
  await operate(dataFolder, "ban-addresses", { network: "203.0.113.0/24", reason: "spam" });

  const { code } = await createDeviceLink(url, { token: staff.token });
  const { page, conversations, message } = await device.open(`${url}/#link=${code}`);
  await conversations.or(message).first().waitFor();
  for (const { tab, name, only, shows, open } of views) {
    if (only !== undefined && only !== kind) continue;
    try {
      await page.goto(`${url}/admin?view=${encodeURIComponent(name)}#${tab}`);
      await page.locator(shows).first().waitFor();
      await open?.(page);
      await look(name, page);
    } catch (error) {
      throw new Error(`In ${name}`, { cause: error });
    }
  }
  await page.context().clearCookies();
  await page.goto(`${url}/admin?view=outside`);
  await page.getByText(/You are not signed in here/).waitFor();
  await look("the administration from outside", page);
}

async function inPerson(page: Page, act?: string): Promise<void> {
  await inEntry(page, "cod", act);
}

async function inRoom(page: Page, act?: string): Promise<void> {
  await inEntry(page, "reef of cod", act);
}

async function inEntry(page: Page, text: string, act: string | undefined): Promise<void> {
  await page.locator(".entry", { hasText: text }).first().click();
  await page.getByRole("dialog").waitFor();
  if (act === undefined) return;
  await page.getByRole("dialog").getByRole("button", { name: act, exact: true }).click();
  await page.getByRole("dialog", { name: act }).waitFor();
}
