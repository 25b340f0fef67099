import { expect, test } from "bun:test";
import { LOBBY_ID } from "../../../src/client/index.ts";
import { BareChannel } from "../../support/bare-channel.ts";
import { eventually } from "../../support/eventually.ts";
import { type Ask, expectedCells, triedCells } from "../../support/permission-matrix.ts";
import { startTestServer } from "../../support/test-server.ts";
import type { Subject } from "./subject.ts";

export function orderRules({ enter, create }: Subject): void {
  test("[P170a] [P170b] [P170c] what each may do where is what the table says, cell by cell", async () => {
    await using server = await startTestServer();
    const channels = new Map<string, BareChannel>();
    const ask: Ask = async (token, frame) => {
      const channel = channels.get(token) ?? (await BareChannel.greet(create(server.url), token));
      channels.set(token, channel);
      const answer = await channel.ask(frame);
      return answer.type === "error" ? answer.code : undefined;
    };
    expect(await triedCells(server, ask)).toEqual(expectedCells());
    for (const channel of channels.values()) channel[Symbol.dispose]();
  });

  test("[P172a] [P173a] [P175a] all devices of all members follow the order of a room", async () => {
    await using server = await startTestServer();
    using ann = await enter(server, "ann");
    using ben = await enter(server, "ben");
    using ced = await enter(server, "ced");
    using phone = await ben.onAnotherDevice({ transport: create(server.url) });
    const { id } = await ann.client.createRoom({ name: "class" });
    for (const { client } of [ben, ced]) await client.join(id);
    const order = ann.client.moderation;
    await order.setRules(id, { isLocked: true, hasHands: true, announcement: " Exam\non Friday " });
    for (const { client } of [ann, ben, ced, phone]) {
      await eventually(() =>
        expect(client.conversations.get(id)).toMatchObject({
          rules: { isLocked: true, hasHands: true, announcement: "Exam on Friday" },
        }),
      );
    }
    await expect(ben.client.send(id, "may I?")).rejects.toMatchObject({ code: "room-locked" });
    await ben.client.moderation.raiseHand(id);
    await eventually(() =>
      expect(ced.client.conversations.get(id)).toMatchObject({ raisedHands: [{ user: { id: ben.user.id } }] }),
    );
    await order.setVoice(id, ben.user.id, true);
    await order.lowerHand(id, { isOfAll: true });
    for (const { client } of [ben, phone]) {
      await eventually(() => {
        expect(client.conversations.get(id)).toMatchObject({ hasVoice: true });
        expect(client.conversations.get(id)).not.toHaveProperty("raisedHands");
      });
    }
    await ben.client.send(id, "thank you");
    await order.setRole(id, ced.user.id, "moderator");
    await eventually(() => expect(ced.client.conversations.get(id)).toMatchObject({ role: "moderator" }));
    await ced.client.moderation.mute(id, ben.user.id, { seconds: 60, reason: "enough" });
    for (const { client } of [ben, phone]) {
      await eventually(() => expect(client.conversations.get(id)).toMatchObject({ mute: { reason: "enough" } }));
    }
    await expect(phone.client.send(id, "but")).rejects.toMatchObject({ code: "muted", retryAfterMs: 60_000 });
    await ced.client.moderation.unmute(id, ben.user.id);
    await eventually(() => expect(phone.client.conversations.get(id)).not.toHaveProperty("mute"));
    await order.setRole(id, ced.user.id, "owner");
    await eventually(() => expect(ann.client.conversations.get(id)).toMatchObject({ role: "moderator" }));
    const { members } = await ann.client.members(id);
    expect(members.map(({ nickname, role }) => `${nickname} ${role}`)).toEqual(["ann moderator", "ben member", "ced owner"]);
    // A client that comes anew has the same.
    using later = await ben.onAnotherDevice({ transport: create(server.url) });
    await eventually(() => expect(later.client.conversations.get(id)).toEqual(ben.client.conversations.get(id)));
  });

  test("[P174a] [P174b] [P174c] who is removed hears nothing any more on any device, and knows by whom and why", async () => {
    await using server = await startTestServer();
    using ann = await enter(server, "ann");
    using ben = await enter(server, "ben");
    using phone = await ben.onAnotherDevice({ transport: create(server.url) });
    const { id } = await ann.client.createRoom({ name: "reef" });
    await ben.client.join(id);
    await eventually(() => expect(phone.client.conversations.has(id)).toBe(true));
    await ann.client.send(id, "for both");
    await ann.client.moderation.ban(id, ben.user.id, { seconds: 60, reason: "spam" });
    await ann.client.send(id, "secret");
    await ann.client.send(LOBBY_ID, "for all");
    for (const { client, texts } of [
      { client: ben.client, texts: () => ben.texts(id) },
      { client: phone.client, texts: () => phone.texts(id) },
    ]) {
      await eventually(() => expect(client.conversations.has(id)).toBe(false));
      expect(texts()).not.toContain("secret");
    }
    await eventually(() => expect(phone.texts(LOBBY_ID)).toEqual(["for all"]));
    expect([...ben.texts(id), ...phone.texts(id)]).not.toContain("secret");
    await expect(ben.client.history(id)).rejects.toMatchObject({ code: "not-found" });
    await expect(ben.client.join(id)).rejects.toMatchObject({ code: "banned" });
    expect(await ann.client.moderation.restrictions(id)).toMatchObject([
      { kind: "ban", user: ben.user, by: ann.user, reason: "spam" },
    ]);
    const leave = (ann.events.get(id) ?? []).findLast(({ type }) => type === "leave");
    expect(leave).toMatchObject({ by: ben.user, isRemoved: true, isBanned: true, removedBy: ann.user, reason: "spam" });
    await expect(ann.client.moderation.ban(id, ben.user.id, { reason: "x".repeat(301) })).rejects.toMatchObject({
      code: "reason-invalid",
    });
    server.clock.advance(60_000);
    await eventually(() => ben.client.join(id)); // the clock has ended the connections, too
  });

  test("[P176a] [P176b] a report reaches the moderators, and its author does not learn of it", async () => {
    await using server = await startTestServer();
    using ann = await enter(server, "ann");
    using ben = await enter(server, "ben");
    using ced = await enter(server, "ced");
    const { id } = await ann.client.createRoom({ name: "reef" });
    for (const { client } of [ben, ced]) await client.join(id);
    const { seq } = await ben.client.send(id, "rude words");
    await ced.client.moderation.report(id, seq, { reason: "  rude \n" });
    const [report] = await ann.client.moderation.reports(id);
    expect(report).toMatchObject({ author: ben.user, reporter: ced.user, text: "rude words", reason: "rude", seq });
    await ann.client.delete(id, seq, { reason: "rude" });
    await ann.client.moderation.resolveReport(id, report?.id ?? 0);
    expect(await ann.client.moderation.reports(id)).toEqual([]);
    await eventually(() => {
      const last = (ben.events.get(id) ?? []).at(-1);
      expect(last).toMatchObject({ type: "delete", by: ann.user, reason: "rude" });
    });
    expect((ben.events.get(id) ?? []).map(({ type }) => type)).toEqual(["join", "join", "message", "delete"]);
  });
}
