import { expect, test } from "bun:test";
import { LOBBY_ID } from "../../../src/client/index.ts";
import { eventually } from "../../support/eventually.ts";
import { startTestServer } from "../../support/test-server.ts";
import type { Subject } from "./subject.ts";

export function conversationRules({ enter, create }: Subject): void {
  test("[P26a] [P27] only its two users see a direct conversation", async () => {
    await using server = await startTestServer();
    using ann = await enter(server, "ann");
    using ben = await enter(server, "ben");
    using eve = await enter(server, "eve");
    const { id } = await ann.client.openDirect(ben.user.id);
    expect(ann.client.conversations.get(id)).toMatchObject({ kind: "direct", peer: ben.user });
    await ann.client.send(LOBBY_ID, "anybody here?");
    await eventually(() => expect(ben.texts(LOBBY_ID)).toHaveLength(1));
    expect(ben.client.conversations.has(id)).toBe(false);

    await ann.client.send(id, "psst");
    await eventually(() => expect(ben.texts(id)).toEqual(["psst"]));
    expect(ben.client.conversations.get(id)).toMatchObject({ kind: "direct", peer: ann.user, messageCount: 1 });
    expect((await ben.client.openDirect(ann.user.id)).id).toBe(id);
    await ben.client.send(id, "yes?");
    await eventually(() => expect(ann.texts(id)).toEqual(["psst", "yes?"]));

    for (const attempt of [
      () => eve.client.history(id),
      () => eve.client.send(id, "me too"),
      () => eve.client.members(id),
      () => eve.client.watch(id),
      () => eve.client.join(id),
      () => eve.client.invite(id, eve.user.id),
      () => eve.client.leave(id),
    ])
      await expect(attempt()).rejects.toMatchObject({ code: "not-found" });
    expect(eve.client.conversations.has(id)).toBe(false);
    expect(eve.events.has(id)).toBe(false);
  });

  test("[P7] joining and leaving change the delivery at once, on every device", async () => {
    await using server = await startTestServer();
    using ann = await enter(server, "ann");
    using ben = await enter(server, "ben");
    using phone = await ben.onAnotherDevice({ transport: create(server.url) });
    const { id } = await ann.client.createRoom({ name: "reef" });
    await ann.client.send(id, "before ben");
    const { head } = await ben.client.join(id);
    expect([2, 3]).toContain(head); // ben's own join follows, or was there before the answer
    await ann.client.send(id, "hello ben");
    for (const device of [ben, phone]) await eventually(() => expect(device.texts(id)).toEqual(["hello ben"]));

    await phone.client.leave(id);
    await eventually(() => expect(ben.client.conversations.has(id)).toBe(false));
    await ann.client.send(id, "after ben");
    await ann.client.send(LOBBY_ID, "and now here");
    for (const device of [ben, phone]) {
      await eventually(() => expect(device.texts(LOBBY_ID)).toEqual(["and now here"]));
      expect(device.texts(id)).toEqual(["hello ben"]);
    }
    await expect(ben.client.send(id, "let me in")).rejects.toMatchObject({ code: "not-found" });
    const types = () => ann.events.get(id)?.map(({ type }) => type);
    await eventually(() => expect(types()).toEqual(["join", "message", "join", "message", "leave", "message"]));
  });

  test("[P25] a private room is listed for users who accepted an invitation", async () => {
    await using server = await startTestServer();
    using ann = await enter(server, "ann");
    using ben = await enter(server, "ben");
    const { id } = await ann.client.createRoom({ name: "cave", isPrivate: true });
    await expect(ben.client.join(id)).rejects.toMatchObject({ code: "not-found" });
    expect((await ben.client.rooms()).rooms.map((room) => room.id)).not.toContain(id);
    await ann.client.invite(id, ben.user.id);
    await ann.client.send(id, "nobody but ann hears this");
    const { head } = await ben.client.acceptInvitation(id);
    expect([2, 3]).toContain(head); // ben's own join follows, or was there before the answer
    await ann.client.send(id, "welcome");
    await eventually(() => expect(ben.texts(id)).toEqual(["welcome"]));
    await expect(ann.client.leave(LOBBY_ID)).rejects.toMatchObject({ code: "not-allowed" });
  });

  test("[P19a] history goes both ways, page by page", async () => {
    await using server = await startTestServer();
    using ann = await enter(server, "ann");
    const { id } = await ann.client.createRoom({ name: "reef" });
    for (let index = 2; index <= 25; index += 1) await ann.client.send(id, `${index}`);
    const seqs = async (range: Parameters<typeof ann.client.history>[1]) => {
      const page = await ann.client.history(id, range);
      expect(page).toMatchObject({ floor: 0, head: 25 });
      return page.events.map(({ seq }) => seq);
    };
    expect(await seqs({ limit: 3 })).toEqual([23, 24, 25]);
    expect(await seqs({ before: 23, limit: 3 })).toEqual([20, 21, 22]);
    expect(await seqs({ before: 3 })).toEqual([1, 2]);
    expect(await seqs({ after: 0, limit: 3 })).toEqual([1, 2, 3]);
    expect(await seqs({ after: 23, limit: 3 })).toEqual([24, 25]);
    expect(await seqs({ after: 25 })).toEqual([]);
  });
}
