import { type Conversation, type ShoalClient, ShoalError } from "../client/index.ts";

/**
 * The room with that id, or with that name, once the user is a member of it. A public room is joined. Waits for a connection, however long
 * that takes. Throws `not-found`, `banned`, and what closed the client.
 */
export async function enterRoom(client: ShoalClient, wanted: string): Promise<Conversation> {
  for (;;) {
    await client.ready();
    try {
      return ownRoom(client, wanted) ?? (await client.join((await publicRoomId(client, wanted)) ?? wanted));
    } catch (error) {
      // A text that cannot be an id is the id of no room.
      if (isCode(error, "bad-frame")) throw new ShoalError("not-found", { cause: error });
      // The connection was lost meanwhile, or no answer came for ten seconds.
      if (!isCode(error, "unavailable") || client.state === "closed") throw error;
    }
  }
}

function ownRoom(client: ShoalClient, wanted: string): Conversation | undefined {
  const conversations = [...client.conversations.values()];
  return client.conversations.get(wanted) ?? conversations.find((each) => each.kind === "room" && each.name === wanted);
}

async function publicRoomId(client: ShoalClient, name: string): Promise<string | undefined> {
  const { rooms } = await client.rooms({ query: name });
  return rooms.find((room) => room.name === name)?.id;
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof ShoalError && error.code === code;
}
