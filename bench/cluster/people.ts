import { LOBBY_ID } from "../../src/protocol/ids.ts";
import { enter, type Guest, signIn } from "../support/guests.ts";
import { createRoom, Sender } from "../support/sender.ts";
import type { ServerProcess } from "../support/server-process.ts";

/** The lobby, where all of them are and hear each other; or 300 rooms of one sender each. */
export type Place = "one room" | "300 rooms";

const ROOMS = 300;

/** Guests who are connected to the nodes in turn. */
export async function enterAll(nodes: readonly ServerProcess[], count: number): Promise<Guest[]> {
  const [first] = nodes;
  if (first === undefined) throw new Error("A cluster has nodes.");
  const tokens = await signIn({ hasSessions: true }, first, count);
  const parts = await Promise.all(
    nodes.map((node, place) =>
      enter(
        node,
        tokens.filter((_, index) => index % nodes.length === place),
      ),
    ),
  );
  return tokens.map((_, index) => {
    const guest = parts[index % nodes.length]?.[Math.floor(index / nodes.length)];
    if (guest === undefined) throw new Error("Every token has a guest.");
    return guest;
  });
}

export async function sendersIn(place: Place, guests: readonly Guest[]): Promise<Sender[]> {
  if (place === "one room") return guests.map(({ client }) => new Sender(client, [LOBBY_ID]));
  return await Promise.all(
    guests.map(async (guest, index) => {
      const rooms: string[] = [];
      for (let room = index; room < ROOMS; room += guests.length) rooms.push(await createRoom(guest, `room ${room}`));
      return new Sender(guest.client, rooms);
    }),
  );
}

/** The ms from each message to its acknowledgement. */
export async function talk(senders: readonly Sender[], durationMs: number): Promise<number[]> {
  const end = performance.now() + durationMs;
  return (await Promise.all(senders.map((sender) => sender.talkUntil(end)))).flat();
}
