import { expect, test } from "bun:test";
import { signOut } from "../../../src/client/index.ts";
import { PUSH_DELAY_MS } from "../../../src/server/push/push-notifier.ts";
import { FakePushService } from "../../../src/server/push/testing/fake-push-service.ts";
import { eventually } from "../../support/eventually.ts";
import { startTestServer } from "../../support/test-server.ts";
import type { Subject } from "./subject.ts";

export function pushRules({ enter, create }: Subject): void {
  test("[P130b] push messages are those of the session that asked for them, and end with it or when it says so", async () => {
    using service = new FakePushService();
    await using server = await startTestServer({ pushTransport: service });
    using ann = await enter(server, "ann");
    using ben = await enter(server, "ben");
    const devices = [ben, await ben.onAnotherDevice({ transport: create(server.url) })] as const;
    using desk = await ben.onAnotherDevice({ transport: create(server.url) });
    const browsers = [service.newBrowser(), service.newBrowser(), service.newBrowser()] as const;
    for (const [index, { client }] of [...devices, desk].entries()) {
      expect(client.features.has("push")).toBe(true);
      expect(Buffer.from(client.pushKey ?? "", "base64url")).toHaveLength(65);
      const { subscription } = browsers[index] ?? service.newBrowser();
      await client.subscribePush({ ...subscription, content: "who", level: "calls" });
    }
    await desk.client.unsubscribePush(browsers[2].subscription.endpoint);
    await signOut(server.url, { token: devices[1].token });
    for (const { client } of [...devices, desk]) client.close();
    server.clock.advance(1);
    const { id } = await ann.client.openDirect(ben.user.id);
    const { seq } = await ann.client.send(id, "hello");
    server.clock.advance(PUSH_DELAY_MS);
    await eventually(() => expect(browsers[0].payloads()).toEqual([{ conversationId: id, seq, by: "ann" }]));
    expect([...browsers[1].received(), ...browsers[2].received()]).toEqual([]);
  });

  test("[P130g] a server that sends no push messages refuses to be asked for them", async () => {
    await using server = await startTestServer();
    using ann = await enter(server, "ann");
    expect(ann.client.pushKey).toBeUndefined();
    const endpoint = "https://push.test/";
    const asked = ann.client.subscribePush({ endpoint, keys: { p256dh: "A", auth: "A" }, content: "who", level: "all" });
    await expect(asked).rejects.toMatchObject({ code: "unsupported" });
    await expect(ann.client.unsubscribePush(endpoint)).rejects.toMatchObject({ code: "unsupported" });
  });
}
