import { describe, expect, test } from "bun:test";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { Emitter } from "../../client/emitter.ts";
import { type ClientEvents, type Conversation, type Direct, LOBBY_ID, type Person, ShoalError } from "../../client/index.ts";
import { Departures } from "./departures.ts";

const ben = { id: "u_ben", nickname: "ben" };
const fish = { id: "u_fish", nickname: "小鱼" };

/** A server whose lobby holds these people, and the page of a user who talks with `peers` in private. */
function lobbyOf(people: readonly Person[], peers: readonly Person[]) {
  const clock = new FakeClock();
  const events = new Emitter<ClientEvents>();
  const lobby = new Set(people.map(({ id }) => id));
  const asked: string[] = [];
  const server = { isAway: false };
  const conversations: ReadonlyMap<string, Conversation> = new Map(peers.map((peer) => [`d_${peer.id}`, directWith(peer)]));
  const departures = new Departures(
    {
      conversations,
      on: (type, listener) => events.on(type, listener),
      async members(conversationId, { query = "" } = {}) {
        asked.push(query);
        if (server.isAway) throw new ShoalError("unavailable");
        const found = people.filter(({ id, nickname }) => lobby.has(id) && nickname.startsWith(query));
        const members = found.map((person) => ({ ...person, role: "member" as const, isOnline: false }));
        return { type: "member-list", requestId: 1, conversationId, members, memberCount: lobby.size };
      },
    },
    clock,
  );
  async function settle(): Promise<void> {
    for (const _ of peers) {
      await Bun.sleep(0);
      clock.advance(1_000);
    }
  }
  async function connect(): Promise<void> {
    events.emit("conversations", conversations);
    await settle();
  }
  return { departures, events, lobby, asked, server, settle, connect };
}

function directWith(peer: Person): Direct {
  return { id: `d_${peer.id}`, kind: "direct", peer, head: 1, messageCount: 1, readSeq: 1, readMessageCount: 1 };
}

describe("a user who has left for good", () => {
  test("[P25] is a user who is not in the lobby, even when another user has the nickname", async () => {
    const { departures, asked, connect } = lobbyOf([{ ...ben, id: "u_namesake" }, fish], [ben, fish]);
    await connect();
    expect([ben, fish].map(({ id }) => departures.has(id))).toEqual([true, false]);
    await connect();
    expect(asked).toEqual(["ben", "小鱼"]);
  });

  test("[P29d] is told by the lobby's log from then on, and by another question when some of it was not delivered", async () => {
    const { departures, events, lobby, connect, settle } = lobbyOf([ben, fish], [ben, fish]);
    await connect();
    events.emit("event", { conversationId: LOBBY_ID, event: { type: "leave", seq: 2, at: 2, by: ben } });
    expect([ben, fish].map(({ id }) => departures.has(id))).toEqual([true, false]);
    lobby.delete(fish.id);
    events.emit("gap", { type: "gap", logId: LOBBY_ID, after: 9_000, messageCount: 8_000, reason: "far" });
    await settle();
    expect(departures.has(fish.id)).toBe(true);
  });

  test("is not a user who only left a room, and is unknown without a connection", async () => {
    const { departures, events, server, lobby, connect } = lobbyOf([ben], [ben]);
    await connect();
    events.emit("event", { conversationId: "r_reef", event: { type: "leave", seq: 2, at: 2, by: ben } });
    expect(departures.has(ben.id)).toBe(false);
    lobby.delete(ben.id);
    server.isAway = true;
    events.emit("gap", { type: "gap", logId: LOBBY_ID, after: 9_000, messageCount: 8_000, reason: "far" });
    await connect();
    expect(departures.has(ben.id)).toBe(false);
    server.isAway = false;
    await connect();
    expect(departures.has(ben.id)).toBe(true);
  });
});
