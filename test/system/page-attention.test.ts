import { expect, setDefaultTimeout, test } from "bun:test";
import { LOBBY_ID } from "../../src/client/index.ts";
import { type ChatPage, launchTestBrowser } from "../support/browser.ts";
import { eventually } from "../support/eventually.ts";
import { enter } from "../support/people.ts";
import { ServerProcess } from "../support/server-process.ts";

setDefaultTimeout(60_000);

const browser = launchTestBrowser();

interface Told {
  readonly title: string;
  readonly body: string;
}

/** Headless browsers show no notifications: these are kept, and can be pressed. */
async function keepNotifications({ page }: ChatPage): Promise<void> {
  await page.addInitScript(() => {
    const told: unknown[] = [];
    class KeptNotification {
      static permission = "granted";
      onclick: (() => void) | undefined;
      constructor(title: string, options: { body: string }) {
        told.push(Object.assign(this, { title, body: options.body }));
      }
      close(): void {}
    }
    Object.assign(window, { Notification: KeptNotification, told, isInFront: true });
    document.hasFocus = () => Reflect.get(window, "isInFront");
  });
  await page.reload();
}

const toldBy = async ({ page }: ChatPage): Promise<readonly Told[]> =>
  await page.evaluate(() => (Reflect.get(window, "told") as Told[]).map(({ title, body }) => ({ title, body })));

async function isInFront({ page }: ChatPage, value: boolean): Promise<void> {
  await page.evaluate((isFront) => {
    Object.assign(window, { isInFront: isFront });
    window.dispatchEvent(new Event(isFront ? "focus" : "blur"));
  }, value);
}

test("a user who looks elsewhere is told of what calls them, once in all tabs, and a press leads there", async () => {
  await using server = await ServerProcess.start();
  await using device = await browser.device({ viewport: { width: 1200, height: 700 } });
  using ben = await enter(server.url, "ben");
  const ann = await device.join(server.url, "ann");
  await keepNotifications(ann);
  await ann.message.waitFor();
  const other = await device.open(server.url);
  await keepNotifications(other);
  await other.message.waitFor();
  await ann.page.waitForLoadState("networkidle");
  await other.page.waitForLoadState("networkidle");
  for (const tab of [ann, other]) await isInFront(tab, false);

  const annId = (await ben.lookUp("ann")).id;
  await ben.client.send(LOBBY_ID, "for everybody");
  await ben.client.send(LOBBY_ID, "look, @ann", { mentions: [{ start: 6, length: 4, userId: annId }] });
  const { id } = await ben.client.openDirect(annId);
  await ben.client.send(id, "**psst**");
  const all = async (): Promise<readonly Told[]> => [...(await toldBy(ann)), ...(await toldBy(other))];
  await eventually(async () => {
    expect((await all()).toSorted((one, two) => one.body.localeCompare(two.body))).toEqual([
      { title: "ben · Lobby", body: "look, @ann" },
      { title: "ben", body: "psst" },
    ]);
  });

  const teller = (await toldBy(ann)).some(({ body }) => body === "psst") ? ann : other;
  await teller.page.evaluate(() => {
    const told = Reflect.get(window, "told") as { body: string; onclick: () => void }[];
    told.find(({ body }) => body === "psst")?.onclick();
  });
  await teller.page.getByRole("heading", { level: 1, name: "ben" }).waitFor();
});

test("nothing is told to a user who looks at the page, or who wants none", async () => {
  await using server = await ServerProcess.start();
  await using device = await browser.device({ viewport: { width: 1200, height: 800 } });
  using ben = await enter(server.url, "ben");
  const ann = await device.join(server.url, "ann");
  const { page } = ann;
  await keepNotifications(ann);
  await ann.message.waitFor();
  await page.waitForLoadState("networkidle");
  const { id } = await ben.client.openDirect((await ben.lookUp("ann")).id);
  await ben.client.send(id, "seen anyway");
  await ann.conversations.getByRole("link", { name: /ben.*1/ }).waitFor();
  expect(await toldBy(ann)).toEqual([]);

  await page.getByRole("button", { name: /Settings/ }).click();
  await page.getByRole("group", { name: "Notifications" }).getByRole("radio", { name: "None" }).check();
  await page.keyboard.press("Escape");
  await isInFront(ann, false);
  await ben.client.send(id, "not wanted");
  await ann.conversations.getByRole("link", { name: /ben.*2/ }).waitFor();
  expect(await toldBy(ann)).toEqual([]);
});
