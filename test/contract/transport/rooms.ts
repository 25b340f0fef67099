import { expect, test } from "bun:test";
import { inviteLinkPreview } from "../../../src/client/index.ts";
import { eventually } from "../../support/eventually.ts";
import { startTestServer } from "../../support/test-server.ts";
import type { Subject } from "./subject.ts";

const LIFETIME_MS = 1_000;

export function roomRules({ enter, create }: Subject): void {
  test("[P38a] [P38c] every device of every member sees the room change, and a new owner", async () => {
    await using server = await startTestServer();
    using ann = await enter(server, "ann");
    using ben = await enter(server, "ben");
    using phone = await ben.onAnotherDevice({ transport: create(server.url) });
    const room = await ann.client.createRoom({ name: "reef", description: "  All about\n corals ", emoji: "❤" });
    expect(room).toMatchObject({ description: "All about corals", emoji: "❤️", role: "owner" });
    expect(await ben.client.join(room.id)).toMatchObject({ description: "All about corals", emoji: "❤️" });
    await ann.client.describeRoom(room.id, { name: "Bay", description: "", emoji: "🐚", isPrivate: true });
    await ann.client.describeRoom(room.id, { name: "Bay" });
    for (const { client } of [ann, ben, phone]) {
      await eventually(() =>
        expect(client.conversations.get(room.id)).toMatchObject({ name: "Bay", emoji: "🐚", isPrivate: true }),
      );
      expect(client.conversations.get(room.id)).not.toHaveProperty("description");
    }
    await expect(ben.client.describeRoom(room.id, { name: "mine" })).rejects.toMatchObject({ code: "not-allowed" });
    for (const [looks, code] of [
      [{ name: " " }, "room-name-invalid"],
      [{ description: "x".repeat(301) }, "room-description-invalid"],
      [{ description: "right\u202eleft" }, "room-description-invalid"],
      [{ emoji: "no emoji" }, "emoji-invalid"],
      [{ emoji: "🐠🐠" }, "emoji-invalid"],
      [{ name: "lobby", isPrivate: false }, "room-name-taken"],
    ] as const) {
      await expect(ann.client.describeRoom(room.id, looks)).rejects.toMatchObject({ code });
    }
    await ann.client.leave(room.id);
    for (const { client, events } of [ben, phone]) {
      await eventually(() => expect(client.conversations.get(room.id)).toMatchObject({ role: "owner" }));
      const told = (events.get(room.id) ?? []).filter(({ type }) => type === "room");
      expect(told).toMatchObject([{ by: ann.user, name: "Bay", description: "" }, { owner: ben.user }]);
    }
    await ben.client.describeRoom(room.id, { name: "mine now" });
  });

  test("[P94a] [P95a] [P95c] a user comes by a link until it has expired, and a stranger sees only where it leads to", async () => {
    await using server = await startTestServer();
    using ann = await enter(server, "ann");
    using ben = await enter(server, "ben");
    using eve = await enter(server, "eve");
    const { id } = await ann.client.createRoom({ name: "cave", emoji: "🦇", isPrivate: true });
    const link = await ann.client.createInviteLink(id, { lifetimeMs: LIFETIME_MS, usesMax: 2 });
    expect(link).toMatchObject({ conversationId: id, by: ann.user, uses: 0, usesMax: 2, expiresAt: link.at + LIFETIME_MS });
    expect(await inviteLinkPreview(server.url, link.code)).toEqual({ name: "cave", emoji: "🦇", memberCount: 1, by: ann.user });
    expect(await ben.client.joinByInviteLink(link.code)).toMatchObject({ id, name: "cave" });
    expect(await ben.client.joinByInviteLink(link.code)).toMatchObject({ id });
    expect(await ann.client.inviteLinks(id)).toEqual([{ ...link, uses: 1 }]);
    expect(await ben.client.inviteLinks(id)).toEqual([]);
    await ann.client.send(id, "welcome");
    await eventually(() => expect(ben.texts(id)).toEqual(["welcome"]));

    await expect(eve.client.createInviteLink(id)).rejects.toMatchObject({ code: "not-found" });
    await expect(eve.client.inviteLinks(id)).rejects.toMatchObject({ code: "not-found" });
    await expect(eve.client.revokeInviteLink(link.code)).rejects.toMatchObject({ code: "not-allowed" });
    server.clock.advance(LIFETIME_MS);
    await expect(eve.client.joinByInviteLink(link.code)).rejects.toMatchObject({ code: "invite-link-invalid" });
    await expect(inviteLinkPreview(server.url, link.code)).rejects.toMatchObject({ code: "not-found" });
    expect(eve.events.has(id)).toBe(false);
  });
}
