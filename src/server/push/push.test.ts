import { afterEach, beforeEach, expect, test } from "bun:test";
import { eventually } from "../../../test/support/eventually.ts";
import { enter, type Participant } from "../../../test/support/people.ts";
import { temporaryFolder } from "../../../test/support/temporary-folder.ts";
import { startTestServer, type TestServer } from "../../../test/support/test-server.ts";
import { LOBBY_ID, type PushSubscriptionSettings, signOut } from "../../client/index.ts";
import { limits } from "../../protocol/limits.ts";
import { RETRY_DELAYS_MS } from "./deliveries.ts";
import { PUSH_DELAY_MS, PUSHES_AT_ONCE } from "./push-notifier.ts";
import { type FakeBrowser, FakePushService } from "./testing/fake-push-service.ts";

const MINUTE_MS = 60_000;
let service: FakePushService;
let server: TestServer;
let ann: Participant;
let ben: Participant;

beforeEach(async () => {
  service = new FakePushService();
  server = await startTestServer({ pushTransport: service });
  [ann, ben] = [await enter(server.url, "ann"), await enter(server.url, "ben")];
});

afterEach(async () => {
  for (const { client } of [ann, ben]) client.close();
  await server[Symbol.asyncDispose]();
  service.stop();
});

/** Ben's browser with its page closed. */
async function subscribed(settings: Partial<PushSubscriptionSettings> = {}, who = ben): Promise<FakeBrowser> {
  const browser = service.newBrowser();
  await who.client.subscribePush({ ...browser.subscription, content: "who-and-what", level: "calls", ...settings });
  who.client.close();
  // From now on a moment has passed since the last sign of life.
  server.clock.advance(1);
  return browser;
}

/** What was sent has been handed to the push service, and what was dropped has been dropped. */
async function passDelay(): Promise<void> {
  server.clock.advance(PUSH_DELAY_MS);
  // Another conversation is looked at after those before it.
  await settled();
}

let guard: { browser: FakeBrowser; writer: Participant; conversationId: string } | undefined;
afterEach(() => {
  guard?.writer.client.close();
  guard = undefined;
});

/** A message that is pushed for certain, after everything that was due before it. */
async function settled(): Promise<void> {
  if (guard === undefined) {
    const [writer, reader] = [await enter(server.url, "guard"), await enter(server.url, "guarded")];
    const { id } = await writer.client.openDirect(reader.user.id);
    guard = { writer, conversationId: id, browser: await subscribed({}, reader) };
  }
  const { writer, conversationId, browser } = guard;
  const count = browser.received().length;
  await writer.client.send(conversationId, "is it over?");
  server.clock.advance(PUSHES_AT_ONCE * 1_000 + PUSH_DELAY_MS);
  await eventually(() => expect(browser.received().length).toBe(count + 1));
}

async function direct(text = "psst"): Promise<{ id: string; seq: number }> {
  const { id } = await ann.client.openDirect(ben.user.id);
  const { seq } = await ann.client.send(id, text);
  return { id, seq };
}

test("[P130a] [P130e] a private message reaches the closed page, readable by its browser alone and no longer than chosen", async () => {
  const browser = await subscribed({ content: "who" });
  const { id, seq } = await direct("meet me at the pier");
  await passDelay();
  const [push] = browser.received();
  expect(push?.payload).toEqual({ conversationId: id, seq, by: "ann" });
  expect(push?.headers).toMatchObject({ ttl: "43200", urgency: "high", "content-encoding": "aes128gcm" });
  expect(push?.headers.topic).toMatch(/^[\w-]{1,32}$/);
  expect(push?.headers.authorization).toStartWith("vapid t=");
  expect(JSON.stringify(push?.headers) + push?.body.toString("latin1")).not.toMatch(/pier|ann/);
  expect(JSON.stringify(push?.headers)).not.toContain(id);
});

test("[P130a] in rooms a mention calls, and every message where the user asked for all", async () => {
  const browser = await subscribed();
  const { id } = await ann.client.createRoom({ name: "reef" });
  await ann.client.send(LOBBY_ID, "nothing for ben");
  await passDelay();
  expect(browser.received()).toEqual([]);
  const mention = { start: 0, length: 4, userId: ben.user.id };
  const { seq } = await ann.client.send(LOBBY_ID, "@ben look", { mentions: [mention] });
  await passDelay();
  const payload = { conversationId: LOBBY_ID, seq, by: "ann", room: "lobby", text: "@ben look" };
  expect(browser.payloads()).toEqual([payload]);
  using phone = await ben.onAnotherDevice();
  await phone.client.configure(LOBBY_ID, { notify: "all" });
  await ann.client.send(id, "ben is not here");
  await ann.client.send(LOBBY_ID, "all of it");
  await passDelay();
  expect(browser.payloads().slice(1)).toMatchObject([{ conversationId: LOBBY_ID, text: "all of it" }]);
  await phone.client.configure(LOBBY_ID, { notify: "none" });
  await ann.client.send(LOBBY_ID, "@ben again", { mentions: [mention] });
  await passDelay();
  expect(browser.payloads()).toHaveLength(2);
});

test("[P130d] what comes within a moment is one message, about the newest; what is read or deleted meanwhile is none", async () => {
  const browser = await subscribed();
  const { id } = await direct("one");
  await ann.client.send(id, "two");
  await passDelay();
  expect(browser.payloads()).toMatchObject([{ text: "two" }]);

  const { seq } = await ann.client.send(id, "three");
  using phone = await ben.onAnotherDevice();
  phone.client.markRead(id, seq);
  await eventually(() => {
    server.clock.advance(0);
    expect(phone.client.conversations.get(id)?.readSeq).toBe(seq);
  });
  await passDelay();
  const last = await ann.client.send(id, "a mistake");
  await ann.client.delete(id, last.seq);
  await passDelay();
  expect(browser.payloads()).toHaveLength(1);
});

test("[P130d] a page that is open tells its user itself, and one that is frozen does not", async () => {
  const browser = service.newBrowser();
  await ben.client.subscribePush({ ...browser.subscription, content: "who", level: "calls" });
  server.clock.advance(1);
  const { id } = await direct("are you there?");
  server.clock.advance(PUSH_DELAY_MS);
  await eventually(() => expect(browser.received()).toHaveLength(1));
  await ann.client.send(id, "good to see you");
  server.clock.advance(PUSH_DELAY_MS / 2);
  await ben.client.members(LOBBY_ID);
  server.clock.advance(PUSH_DELAY_MS / 2);
  await settled();
  expect(browser.payloads()).toMatchObject([{ seq: 1 }]);
});

test("[P130d] quiet hours and a silence are kept by the clock of the device, and not made up for", async () => {
  // The clock of the server shows midnight UTC: eight o'clock in Shanghai.
  const quiet = { from: 8 * 60, to: 8 * 60 + 30, timeZone: "Asia/Shanghai" };
  const browser = await subscribed({ quiet, silentUntil: server.clock.now() + 40 * MINUTE_MS });
  const { id } = await direct("early");
  await passDelay();
  server.clock.advance(33 * MINUTE_MS);
  await ann.client.send(id, "in the silence");
  await passDelay();
  server.clock.advance(10 * MINUTE_MS);
  await ann.client.send(id, "good morning");
  await passDelay();
  expect(browser.payloads()).toMatchObject([{ text: "good morning" }]);
});

test("[P130b] signing out ends it, and so does unsubscribing, which nobody can do for another", async () => {
  const [desk, phone] = [await ben.onAnotherDevice(), await ben.onAnotherDevice()];
  const browsers = [await subscribed({}, desk), await subscribed({}, phone), await subscribed()];
  await ann.client.unsubscribePush(browsers[2]?.subscription.endpoint ?? "");
  await signOut(server.url, { token: desk.token });
  using back = await phone.inAnotherTab();
  await back.client.unsubscribePush(browsers[1]?.subscription.endpoint ?? "");
  await direct();
  await passDelay();
  expect(browsers.map((browser) => browser.received().length)).toEqual([0, 0, 1]);
});

test("[P130f] a browser that is gone is forgotten", async () => {
  const browser = await subscribed();
  browser.answers.push(410);
  const { id } = await direct();
  await passDelay();
  await ann.client.send(id, "again");
  await passDelay();
  expect(browser.received()).toHaveLength(1);
});

test("[P130f] a push service that fails is tried twice more, with what is true by then", async () => {
  const browser = await subscribed();
  browser.answers.push(500, 429, 503);
  const { id, seq } = await direct("tpyo");
  server.clock.advance(PUSH_DELAY_MS);
  await eventually(() => expect(service.answeredCount).toBe(1));
  await ann.client.edit(id, seq, "typo");
  for (const [index, delayMs] of RETRY_DELAYS_MS.entries()) {
    server.clock.advance(delayMs);
    await eventually(() => expect(service.answeredCount).toBe(index + 2));
  }
  server.clock.advance(10 * MINUTE_MS);
  await ann.isLive();
  await settled();
  expect(browser.payloads().map(({ text }) => text)).toEqual(["tpyo", "typo", "typo"]);
});

test("[P130f] a message that was read or deleted is not tried again", async () => {
  const browser = await subscribed();
  browser.answers.push(500);
  const { id, seq } = await direct();
  server.clock.advance(PUSH_DELAY_MS);
  await eventually(() => expect(service.answeredCount).toBe(1));
  await ann.client.delete(id, seq);
  server.clock.advance(RETRY_DELAYS_MS[0]);
  await settled();
  expect(browser.received()).toHaveLength(1);
});

test("[P130f] a device is sent a few at once, and then now and then", async () => {
  const browser = await subscribed();
  const writers: Participant[] = [];
  for (let index = 0; index < PUSHES_AT_ONCE + 3; index += 1) writers.push(await enter(server.url, `writer${index}`));
  for (const { client } of writers) await client.send((await client.openDirect(ben.user.id)).id, "hello");
  await passDelay();
  expect(browser.received().length).toBeLessThan(PUSHES_AT_ONCE + 3);
  expect(browser.received().length).toBeGreaterThanOrEqual(PUSHES_AT_ONCE);
  for (const { client } of writers) client.close();
});

test("[P130b] [P130f] subscriptions and keys outlive a restart; what waited does not", async () => {
  await using folder = await temporaryFolder();
  const first = await startTestServer({ pushTransport: service, dataFolder: folder.path });
  const [cat, dan] = [await enter(first.url, "cat"), await enter(first.url, "dan")];
  const browser = service.newBrowser();
  await dan.client.subscribePush({ ...browser.subscription, content: "who", level: "calls" });
  const { id } = await cat.client.openDirect(dan.user.id);
  for (const { client } of [cat, dan]) client.close();
  first.clock.advance(1);
  using writer = await cat.inAnotherTab();
  const { pushKey } = writer.client;
  await writer.client.send(id, "before the restart");
  await first[Symbol.asyncDispose]();
  writer.client.close();

  const second = await startTestServer({ pushTransport: service, dataFolder: folder.path });
  const { ShoalClient } = await import("../../client/index.ts");
  const again = new ShoalClient(second.url, { token: cat.token });
  expect((await again.ready()).pushKey).toBe(pushKey);
  second.clock.advance(PUSH_DELAY_MS);
  await again.send(id, "after the restart");
  second.clock.advance(PUSH_DELAY_MS);
  await eventually(() => expect(browser.received()).toHaveLength(1));
  expect(browser.payloads()).toEqual([{ conversationId: id, seq: 2, by: "cat" }]);
  again.close();
  await second[Symbol.asyncDispose]();
});

test("[P130b] [P130c] what no browser made is refused, and a subscription moves to whoever uses the browser now", async () => {
  const browser = service.newBrowser();
  const settings = { ...browser.subscription, content: "who", level: "calls" } as const;
  const invalid = { code: "push-invalid" };
  await expect(ben.client.subscribePush({ ...settings, keys: { p256dh: "AAAA", auth: "AAAA" } })).rejects.toMatchObject(invalid);
  await expect(ben.client.subscribePush({ ...settings, endpoint: "https://127.0.0.1/" })).rejects.toMatchObject(invalid);
  const quiet = { from: 0, to: 60, timeZone: "Mars/Olympus" };
  await expect(ben.client.subscribePush({ ...settings, quiet })).rejects.toMatchObject(invalid);
  const endpoint = settings.endpoint + "x".repeat(limits.pushEndpointBytesMax);
  await expect(ben.client.subscribePush({ ...settings, endpoint })).rejects.toMatchObject({ code: "bad-frame" });
  await ben.client.subscribePush(settings);
  await ann.client.subscribePush(settings);
  const { id } = await ben.client.openDirect(ann.user.id);
  ann.client.close();
  server.clock.advance(1);
  await ben.client.send(id, "hello");
  await passDelay();
  expect(browser.payloads()).toEqual([{ conversationId: id, seq: 1, by: "ben" }]);
});

test("[P130g] a server that sends none says so", async () => {
  await using quietServer = await startTestServer();
  using eve = await enter(quietServer.url, "eve");
  expect(eve.client.pushKey).toBeUndefined();
  expect(eve.client.features.has("push")).toBe(false);
  expect(ann.client.features.has("push")).toBe(true);
  const { subscription } = service.newBrowser();
  const refused = eve.client.subscribePush({ ...subscription, content: "who", level: "all" });
  await expect(refused).rejects.toMatchObject({ code: "unsupported" });
});
