import { expect, test } from "bun:test";
import { LOBBY_ID, signIn } from "../../../src/client/index.ts";
import { newClientMessageId } from "../../../src/protocol/ids.ts";
import { limits } from "../../../src/protocol/limits.ts";
import { PROTOCOL_VERSION } from "../../../src/protocol/version.ts";
import { BareChannel } from "../../support/bare-channel.ts";
import { startTestServer } from "../../support/test-server.ts";
import { closeCodeOf, connectionCountIs, type Subject } from "./subject.ts";

export function greetingRules({ greet, create, opensBeforeHello }: Subject): void {
  test("[P3] hello is answered with the user, their conversations, and the limits", async () => {
    await using server = await startTestServer();
    const { user, sessionId, token } = await signIn(server.url, { nickname: "小鱼" });
    using channel = await BareChannel.open(create(server.url));
    channel.say({ type: "hello", version: PROTOCOL_VERSION, token });
    const welcome = await channel.hears("welcome");
    expect(welcome).toMatchObject({ version: PROTOCOL_VERSION, user, sessionId, limits, serverTime: server.clock.now() });
    expect(welcome.conversations).toMatchObject([{ id: LOBBY_ID, kind: "room", messageCount: 0 }]);
  });

  test("[P3] an unsupported version is refused for good", async () => {
    await using server = await startTestServer();
    const { token } = await signIn(server.url, { nickname: "ann" });
    using channel = await BareChannel.open(create(server.url));
    channel.say({ type: "hello", version: PROTOCOL_VERSION + 98, token });
    expect(await channel.isClosed()).toBe(closeCodeOf("version-unsupported"));
    expect(channel.frames).toEqual([]);
  });

  test("[P3] an unknown token is refused for good", async () => {
    await using server = await startTestServer();
    using channel = await BareChannel.open(create(server.url));
    channel.say({ type: "hello", version: PROTOCOL_VERSION, token: "A".repeat(43) });
    expect(await channel.isClosed()).toBe(closeCodeOf("unauthenticated"));
  });

  if (opensBeforeHello)
    test("[P2] a client that says no hello is closed after 10 s", async () => {
      await using server = await startTestServer();
      using channel = await BareChannel.open(create(server.url));
      await connectionCountIs(server, 1);
      server.clock.advance(limits.helloTimeoutMs + 1_000);
      expect(await channel.isClosed()).toBe(closeCodeOf("hello-timeout"));
    });

  if (opensBeforeHello)
    test("[P1e] a frame before hello ends the connection", async () => {
      await using server = await startTestServer();
      using channel = await BareChannel.open(create(server.url));
      channel.say({ type: "ping" });
      expect(await channel.isClosed()).toBe(closeCodeOf("bad-frame"));
    });

  if (opensBeforeHello)
    test("[P2] frames right after hello wait for its welcome, in order", async () => {
      await using server = await startTestServer();
      const { token } = await signIn(server.url, { nickname: "ann" });
      using channel = await BareChannel.open(create(server.url));
      channel.say({ type: "hello", version: PROTOCOL_VERSION, token });
      const ids = Array.from({ length: 5 }, newClientMessageId);
      for (const clientMessageId of ids) channel.say({ type: "send", clientMessageId, conversationId: LOBBY_ID, text: "Hello!" });
      await channel.hears("sent", 5);
      const sent = channel.all("sent").toSorted((one, other) => one.seq - other.seq);
      expect(sent.map(({ clientMessageId }) => clientMessageId)).toEqual(ids);
    });

  if (opensBeforeHello)
    test("[P2] frames after a refused hello have no effect", async () => {
      await using server = await startTestServer();
      using channel = await BareChannel.open(create(server.url));
      channel.say({ type: "hello", version: PROTOCOL_VERSION, token: "A".repeat(43) });
      channel.say({ type: "ping" });
      expect(await channel.isClosed()).toBe(closeCodeOf("unauthenticated"));
      expect(channel.all("pong")).toEqual([]);
    });

  test("[P4] a second hello is a bad frame, and the first one stands", async () => {
    await using server = await startTestServer();
    using channel = await greet(server, "ann");
    channel.say({ type: "hello", version: PROTOCOL_VERSION });
    expect(await channel.hears("error")).toMatchObject({ code: "bad-frame" });
    channel.say({ type: "ping" });
    await channel.hears("pong");
  });
}
