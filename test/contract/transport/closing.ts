import { expect, test } from "bun:test";
import { LOBBY_ID, signOut } from "../../../src/client/index.ts";
import { limits } from "../../../src/protocol/limits.ts";
import { eventually } from "../../support/eventually.ts";
import type { Participant } from "../../support/people.ts";
import { startTestServer } from "../../support/test-server.ts";
import { closeCodeOf, type Subject } from "./subject.ts";

export function closingRules({ enter, greet, create }: Subject): void {
  test("[P29b] [P31a] signing out closes the session's connections for good, and no others", async () => {
    await using server = await startTestServer();
    using ann = await enter(server, "ann");
    using tab = await ann.inAnotherTab({ transport: create(server.url) });
    using phone = await ann.onAnotherDevice({ transport: create(server.url) });
    await signOut(server.url, { token: ann.token });
    for (const closed of [ann, tab]) {
      await eventually(() => expect(closed.closedBy?.code).toBe("signed-out"));
      expect(closed.client.state).toBe("closed");
      await expect(closed.client.send(LOBBY_ID, "too late")).rejects.toMatchObject({ code: "signed-out" });
    }
    await phone.client.send(LOBBY_ID, "still here");
    expect(phone.client.state).toBe("live");
  });

  test("[P29d] the last sign-out frees the nickname and leaves every room", async () => {
    await using server = await startTestServer();
    using ann = await enter(server, "ann");
    using ben = await enter(server, "ben");
    await expect(enter(server, "BEN")).rejects.toMatchObject({ code: "nickname-taken" });
    await signOut(server.url, { token: ben.token });
    await eventually(() => expect(ann.events.get(LOBBY_ID)?.at(-1)).toMatchObject({ type: "leave", by: ben.user }));
    using other = await enter(server, "BEN");
    expect(other.user.id).not.toBe(ben.user.id);
  });

  test("[P31a] one connection more than a person may have takes the place of the oldest", async () => {
    await using server = await startTestServer();
    using ann = await enter(server, "ann");
    const tabs: Participant[] = [];
    for (let count = 1; count <= limits.connectionsPerUserMax; count += 1) {
      tabs.push(await ann.inAnotherTab({ transport: create(server.url) }));
    }
    await eventually(() => expect(ann.closedBy?.code).toBe("replaced"));
    await tabs[0]?.client.send(LOBBY_ID, "hi");
    for (const tab of tabs) {
      await eventually(() => expect(tab.texts(LOBBY_ID)).toEqual(["hi"]));
      tab.client.close();
    }
  });

  test("[P31a] a server that stops asks everybody to come back", async () => {
    await using server = await startTestServer();
    using channel = await greet(server, "ann");
    await server.stop();
    expect(await channel.isClosed()).toBe(closeCodeOf("draining"));
  });

  test("[P1e] ten invalid frames are answered, the eleventh ends the connection", async () => {
    await using server = await startTestServer();
    using channel = await greet(server, "ann");
    for (let count = 1; count <= limits.badFramesMax; count += 1) {
      channel.sayText(`{"type":"read","seq":${count}}`);
      expect(await channel.hears("error", count)).toMatchObject({ code: "bad-frame" });
    }
    expect(channel.closeCode).toBeUndefined();
    channel.sayText("[]");
    expect(await channel.isClosed()).toBe(closeCodeOf("bad-frame"));
  });

  test("[P75] frames of unknown types are answered, however many, and end nothing", async () => {
    await using server = await startTestServer();
    using channel = await greet(server, "ann");
    for (let count = 1; count <= limits.badFramesMax * 2; count += 1) {
      channel.sayText(`{"type":"shout","requestId":${count}}`);
      expect(await channel.hears("error", count)).toMatchObject({ code: "unsupported", requestId: count, isRetryable: false });
    }
    channel.say({ type: "history", requestId: 99, conversationId: LOBBY_ID });
    expect(await channel.hears("history-page")).toMatchObject({ requestId: 99 });
    expect(channel.closeCode).toBeUndefined();
  });

  test("[P5] the answer to an invalid frame has its ids", async () => {
    await using server = await startTestServer();
    using channel = await greet(server, "ann");
    channel.sayText('{"type":"send","clientMessageId":"m_12345678","conversationId":"lobby","text":7}');
    expect(await channel.hears("error")).toMatchObject({ code: "bad-frame", clientMessageId: "m_12345678" });
    channel.sayText('{"type":"history","requestId":5,"clientMessageId":"~","conversationId":"lobby","limit":999}');
    expect(await channel.hears("error", 2)).toEqual({
      ...{ type: "error", code: "bad-frame", isRetryable: false, requestId: 5 },
      message: "`limit` must be at most 200.",
    });
  });

  test("[P1d] a frame is at most 64 KiB", async () => {
    await using server = await startTestServer();
    using channel = await greet(server, "ann");
    const longest = `{"type":"ping","padding":"${"x".repeat(limits.frameBytesMax - 28)}"}`;
    expect(longest).toHaveLength(limits.frameBytesMax);
    channel.sayText(longest);
    await channel.hears("pong");
    channel.sayText(`${longest} `);
    expect(await channel.isClosed()).toBe(closeCodeOf("frame-too-large"));
  });

  test("[P21] two hundred frames in a second are the most that a connection may send", async () => {
    await using server = await startTestServer({ messagesPerSecond: 20 });
    using channel = await greet(server, "ann");
    for (let count = 2; count <= limits.framesPerSecondMax; count += 1) channel.say({ type: "ping" });
    await channel.hears("pong", limits.framesPerSecondMax - 1);
    server.clock.advance(1_000);
    for (let count = 1; count <= limits.framesPerSecondMax; count += 1) channel.say({ type: "ping" });
    await channel.hears("pong", 2 * limits.framesPerSecondMax - 1);
    channel.say({ type: "ping" });
    expect(await channel.isClosed()).toBe(closeCodeOf("too-many-frames"));
  });
}
