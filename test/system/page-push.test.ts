import { afterEach, beforeEach, expect, setDefaultTimeout, test } from "bun:test";
import type { Worker } from "playwright-core";
import { PUSH_DELAY_MS } from "../../src/server/push/push-notifier.ts";
import { type FakeBrowser, FakePushService } from "../../src/server/push/testing/fake-push-service.ts";
import { type ChatPage, launchTestBrowser } from "../support/browser.ts";
import { eventually } from "../support/eventually.ts";
import { enter } from "../support/people.ts";
import { startTestServer, type TestServer } from "../support/test-server.ts";

setDefaultTimeout(60_000);

const browser = launchTestBrowser({ isWhole: true });
let service: FakePushService;
let server: TestServer;
let subscription: FakeBrowser;

beforeEach(async () => {
  service = new FakePushService();
  subscription = service.newBrowser();
  server = await startTestServer({ pushTransport: service });
});

afterEach(async () => {
  await server[Symbol.asyncDispose]();
  service.stop();
});

/** The push services of real browsers are out of reach here: the page gets a subscription of the service on this machine. */
async function reachesPushService({ page }: ChatPage): Promise<void> {
  await page.context().grantPermissions(["notifications"]);
  await page.addInitScript((json) => {
    const fake = {
      endpoint: json.endpoint,
      toJSON: () => json,
      async unsubscribe() {
        Object.assign(window, { isSubscribed: false });
        return true;
      },
    };
    Object.assign(PushManager.prototype, {
      async subscribe() {
        Object.assign(window, { isSubscribed: true });
        return fake;
      },
      getSubscription: async () => (Reflect.get(window, "isSubscribed") === false ? null : fake),
    });
  }, subscription.subscription);
  await page.reload();
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
}

/** What the service worker runs in, as far as this test touches it. */
interface WorkerGlobals {
  readonly registration: ServiceWorkerRegistration;
  readonly NotificationEvent: new (type: string, init: { notification: Notification }) => Event;
  dispatchEvent(event: Event): boolean;
}

async function workerOf({ page }: ChatPage): Promise<Worker> {
  return await eventually(() => {
    const [worker] = page.context().serviceWorkers();
    if (worker === undefined) throw new Error("No service worker runs.");
    return worker;
  });
}

/** The titles and texts that the service worker shows. */
async function shownBy(chat: ChatPage): Promise<readonly { title: string; body: string }[]> {
  return await (await workerOf(chat)).evaluate(async () => {
    const { registration } = globalThis as unknown as WorkerGlobals;
    return (await registration.getNotifications()).map(({ title, body }) => ({ title, body }));
  });
}

/** Presses the notification that is shown, as a user does. */
async function presses(chat: ChatPage): Promise<void> {
  await (await workerOf(chat)).evaluate(async () => {
    const scope = globalThis as unknown as WorkerGlobals;
    const [notification] = await scope.registration.getNotifications();
    if (notification !== undefined) scope.dispatchEvent(new scope.NotificationEvent("notificationclick", { notification }));
  });
}

/** Hands a push message to the service worker, as the browser does. */
async function pushed({ page }: ChatPage, data: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const registrations: { registrationId: string }[] = [];
  session.on("ServiceWorker.workerRegistrationUpdated", (event) => registrations.push(...event.registrations));
  await session.send("ServiceWorker.enable");
  const { registrationId } = await eventually(() => {
    const [first] = registrations;
    if (first === undefined) throw new Error("There is no service worker.");
    return first;
  });
  await session.send("ServiceWorker.deliverPushMessage", { origin: new URL(server.url).origin, registrationId, data });
  await session.detach();
}

test("a device that asked for it is told while its page is closed, no more than chosen, and a press leads to the message", async () => {
  using ben = await enter(server.url, "ben");
  await using device = await browser.device({ viewport: { width: 1200, height: 800 }, serviceWorkers: "allow" });
  const ann = await device.join(server.url, "ann");
  const { page } = ann;
  await reachesPushService(ann);
  await page.getByRole("button", { name: /Settings/ }).click();
  await page.getByRole("checkbox", { name: "Also when this page is closed" }).check();
  await page.getByRole("group", { name: "A notification may show" }).getByRole("radio", { name: "Who and what" }).check();
  await page.keyboard.press("Escape");

  const { id } = await ben.client.openDirect((await ben.lookUp("ann")).id);
  const address = page.url();
  // Until the choice has arrived, there is nothing to wait for but its effect.
  let count = 0;
  await eventually(async () => {
    await page.goto("about:blank");
    server.clock.advance(1);
    await ben.client.send(id, "dinner at the reef?");
    server.clock.advance(PUSH_DELAY_MS);
    count += 1;
    await eventually(() => expect(subscription.payloads().at(-1)?.text).toBe("dinner at the reef?"), 2_000);
  });
  const payload = { conversationId: id, seq: count, by: "ben", text: "dinner at the reef?" };
  expect(subscription.payloads().at(-1)).toEqual(payload);

  await pushed(ann, JSON.stringify(payload));
  await eventually(async () => expect(await shownBy(ann)).toEqual([{ title: "ben", body: "dinner at the reef?" }]));

  // The page of a headless browser is always in front: it shows by itself what is pushed, and takes the notifications away.
  await page.addInitScript(() => {
    document.hasFocus = () => false;
  });
  await page.goto(address);
  await ann.message.waitFor();
  // What the page does when it is idle has begun: it hears of presses before it subscribes.
  await eventually(async () => expect(await page.evaluate(() => Reflect.get(window, "isSubscribed"))).toBe(true));
  await presses(ann);
  await page.getByRole("heading", { level: 1, name: "ben" }).waitFor();
  await page.getByText("dinner at the reef?").first().waitFor();
  expect(await shownBy(ann)).toEqual([]);
  await pushed(ann, JSON.stringify(payload));
  await pushed(ann, "{}");
  expect(await shownBy(ann)).toEqual([]);

  await page.getByRole("button", { name: /Settings/ }).click();
  await page.getByRole("checkbox", { name: "Also when this page is closed" }).uncheck();
  // The server was told before the browser.
  await eventually(async () => expect(await page.evaluate(() => Reflect.get(window, "isSubscribed"))).toBe(false));
  expect(await shownBy(ann)).toEqual([]);
});
