import { expect, test } from "bun:test";
import type { Presence, Sent } from "../../../src/client/index.ts";
import { LOBBY_ID } from "../../../src/client/index.ts";
import { limits } from "../../../src/protocol/limits.ts";
import { WATCH_INTERVAL_MS } from "../../../src/server/gateway/presence-feed.ts";
import { eventually } from "../../support/eventually.ts";
import type { Participant } from "../../support/people.ts";
import { startTestServer } from "../../support/test-server.ts";
import { connectionCountIs, type Subject } from "./subject.ts";

const HOUR_MS = 60 * 60 * 1000;

export function presenceRules({ enter, create }: Subject): void {
  test("[P22a] [P22b] [P22e] a watching client is told who is online, who comes, and who has been gone for 20 s", async () => {
    await using server = await startTestServer();
    using ann = await enter(server, "ann");
    using ben = await enter(server, "ben");
    const changes = presenceSeenBy(ann);
    const { online, onlineCount } = await ann.client.watch(LOBBY_ID);
    expect(online).toEqual([ann.user, ben.user]);
    expect(onlineCount).toBe(2);

    const carol = await enter(server, "carol");
    server.clock.advance(WATCH_INTERVAL_MS);
    await eventually(() => expect(changes.at(-1)).toMatchObject({ online: [carol.user], offline: [], onlineCount: 3 }));

    carol[Symbol.dispose]();
    await connectionCountIs(server, 2);
    server.clock.advance(limits.presenceLeaveDelayMs - 1);
    expect((await ann.client.watch(LOBBY_ID)).onlineCount).toBe(3);
    server.clock.advance(1 + WATCH_INTERVAL_MS);
    await eventually(() => expect(changes.at(-1)).toMatchObject({ online: [], offline: [carol.user.id], onlineCount: 2 }));
  });

  test("[P22e] a user who is back within 20 s never left", async () => {
    await using server = await startTestServer();
    using ann = await enter(server, "ann");
    const ben = await enter(server, "ben");
    const changes = presenceSeenBy(ann);
    await ann.client.watch(LOBBY_ID);
    ben.client.close();
    await connectionCountIs(server, 1);
    server.clock.advance(limits.presenceLeaveDelayMs / 2);
    using again = await ben.inAnotherTab({ transport: create(server.url) });
    server.clock.advance(limits.presenceLeaveDelayMs / 2 + WATCH_INTERVAL_MS);
    expect((await ann.client.watch(LOBBY_ID)).online).toContainEqual(again.user);
    expect(changes).toEqual([]);
  });

  test("[P22a] a user who was never written to is online in the conversation that was just opened with them", async () => {
    await using server = await startTestServer();
    using ann = await enter(server, "ann");
    const ben = await enter(server, "ben");
    const { id } = await ann.client.openDirect(ben.user.id);
    expect(await onlineIn(ann, id)).toEqual(["ann", "ben"]);

    ben[Symbol.dispose]();
    await connectionCountIs(server, 1);
    server.clock.advance(limits.presenceLeaveDelayMs + WATCH_INTERVAL_MS);
    expect(await onlineIn(ann, id)).toEqual(["ann"]);
    using _again = await ben.inAnotherTab({ transport: create(server.url) });
    expect(await onlineIn(ann, id)).toEqual(["ann", "ben"]);
  });

  test.each([0, -HOUR_MS, HOUR_MS])(
    "[P23a] typing is told to watching members, and expires; a time of day set by %d ms changes nothing",
    async (jumpMs) => {
      await using server = await startTestServer();
      using ann = await enter(server, "ann");
      using ben = await enter(server, "ben");
      const typists = typistsSeenBy(ann);
      await ann.client.watch(LOBBY_ID);
      ben.client.typing(LOBBY_ID);
      await ben.client.history(LOBBY_ID, { limit: 1 }); // what was said before it was heard
      server.clock.setWall(server.clock.now() + jumpMs);
      server.clock.advance(WATCH_INTERVAL_MS);
      await eventually(() => expect(typists).toEqual([["ben"]]));
      server.clock.advance(limits.typingLifetimeMs + WATCH_INTERVAL_MS);
      await eventually(() => expect(typists).toEqual([["ben"], []]));
    },
  );

  test("[P23b] typing ends with the message", async () => {
    await using server = await startTestServer();
    using ann = await enter(server, "ann");
    using ben = await enter(server, "ben");
    const typists = typistsSeenBy(ann);
    await ann.client.watch(LOBBY_ID);
    ben.client.typing(LOBBY_ID);
    await ben.client.history(LOBBY_ID, { limit: 1 });
    server.clock.advance(WATCH_INTERVAL_MS);
    await eventually(() => expect(typists).toEqual([["ben"]]));
    await ben.client.send(LOBBY_ID, "hi");
    await ben.client.history(LOBBY_ID, { limit: 1 });
    server.clock.advance(WATCH_INTERVAL_MS);
    await eventually(() => expect(typists).toEqual([["ben"], []]));
  });

  test("[P23c, P23d] typing ends when it is taken back, and with the connection", async () => {
    await using server = await startTestServer();
    using ann = await enter(server, "ann");
    using ben = await enter(server, "ben");
    const typists = typistsSeenBy(ann);
    await ann.client.watch(LOBBY_ID);
    for (const end of [() => ben.client.stopTyping(LOBBY_ID), () => ben.client.close()]) {
      typists.length = 0;
      ben.client.typing(LOBBY_ID);
      await ben.client.history(LOBBY_ID, { limit: 1 });
      server.clock.advance(WATCH_INTERVAL_MS);
      await eventually(() => expect(typists).toEqual([["ben"]]));
      end();
      await eventually(() => {
        server.clock.advance(WATCH_INTERVAL_MS / 100);
        expect(typists).toEqual([["ben"], []]);
      });
    }
  });

  test("[P23d] typing ends with the membership", async () => {
    await using server = await startTestServer();
    using ann = await enter(server, "ann");
    using ben = await enter(server, "ben");
    const typists = typistsSeenBy(ann);
    const { id } = await ann.client.createRoom({ name: "reef" });
    await ben.client.join(id);
    await ann.client.watch(id);
    ben.client.typing(id);
    await ben.client.history(id, { limit: 1 });
    server.clock.advance(WATCH_INTERVAL_MS);
    await eventually(() => expect(typists).toEqual([["ben"]]));
    await ben.client.leave(id);
    server.clock.advance(WATCH_INTERVAL_MS);
    await eventually(() => expect(typists).toEqual([["ben"], []]));
  });

  test("[P22c] a client that watches elsewhere gets no more of it", async () => {
    await using server = await startTestServer();
    using ann = await enter(server, "ann");
    using ben = await enter(server, "ben");
    const { id } = await ann.client.createRoom({ name: "reef" });
    const frames: string[] = [];
    ann.client.on("frame", ({ direction, text }) => direction === "down" && frames.push(text));
    const looksElsewhere = () => ann.client.watch(id);
    const looksAtNothing = () => ann.client.unwatch();
    for (const look of [looksElsewhere, looksAtNothing]) {
      await ann.client.watch(LOBBY_ID);
      await look();
      await ann.client.history(id, { limit: 1 });
      ben.client.typing(LOBBY_ID);
      await ben.client.history(LOBBY_ID, { limit: 1 });
      server.clock.advance(WATCH_INTERVAL_MS);
      await ann.client.history(id, { limit: 1 });
      ben.client.stopTyping(LOBBY_ID);
      expect(frames.filter((text) => text.includes('"typists"'))).toEqual([]);
    }
  });

  test("[P24c] messages read on one device are read on the other", async () => {
    await using server = await startTestServer();
    using ann = await enter(server, "ann");
    using ben = await enter(server, "ben");
    using phone = await ben.onAnotherDevice({ transport: create(server.url) });
    const places: Sent[] = [];
    for (const text of ["one", "two", "three"]) places.push(await ann.client.send(LOBBY_ID, text));
    await eventually(() => expect(unreadCount(ben)).toBe(3));
    await eventually(() => expect(unreadCount(phone)).toBe(3));
    phone.client.markRead(LOBBY_ID, places[1]?.seq ?? 0);
    for (const device of [ben, phone]) await eventually(() => expect(unreadCount(device)).toBe(1));
    ben.client.markRead(LOBBY_ID, places[0]?.seq ?? 0); // never back
    ben.client.markRead(LOBBY_ID, 1_000_000); // never beyond the head
    for (const device of [ben, phone]) await eventually(() => expect(unreadCount(device)).toBe(0));
    using later = await ben.inAnotherTab({ transport: create(server.url) });
    expect(unreadCount(later)).toBe(0);
    expect(later.client.conversations.get(LOBBY_ID)?.readSeq).toBe(places[2]?.seq ?? 0);
  });
}

async function onlineIn({ client }: Participant, conversationId: string): Promise<string[]> {
  const { online } = await client.watch(conversationId);
  return online.map(({ nickname }) => nickname).toSorted();
}

function presenceSeenBy({ client }: Participant): Presence[] {
  const changes: Presence[] = [];
  client.on("presence", (change) => changes.push(change));
  return changes;
}

function typistsSeenBy({ client }: Participant): string[][] {
  const seen: string[][] = [];
  client.on("typists", ({ people }) => seen.push(people.map(({ nickname }) => nickname)));
  return seen;
}

function unreadCount({ client }: Participant): number {
  const lobby = client.conversations.get(LOBBY_ID);
  return lobby === undefined ? 0 : lobby.messageCount - lobby.readMessageCount;
}
