import type { MessageChange } from "../adapter.ts";
import type { Community } from "../drive/community.ts";
import type { RecordedClient } from "../drive/recorded-client.ts";
import type { World } from "../drive/world.ts";
import { newMarker } from "../record/marker.ts";

/** Longer than a new text waits for the index of the search. */
const INDEX_MS = 1_500;

/**
 * Two users of the lobby do everything once that can be done to messages: edit, react and take it back, reply, send a file, delete all of that, and try what
 * must be refused. They start when the index has the texts.
 */
export async function changeMessages({ random }: World, { clients, lobby }: Community): Promise<void> {
  const [author, reader] = clients;
  if (author === undefined || reader === undefined) throw new Error("A community has two clients.");
  const say = async (more: Parameters<RecordedClient["send"]>[3] = {}, writer = author) => {
    const messageId = `change-${crypto.randomUUID()}`;
    const seq = await writer.send(lobby.id, messageId, newMarker(random), more);
    if (seq === undefined) throw new Error("No fault acts: a message is acknowledged.");
    return { messageId, seq };
  };
  const change = (by: RecordedClient, { messageId, seq }: Said, kind: Omit<MessageChange, "seq">): Promise<void> =>
    by.change(lobby.id, `change-${crypto.randomUUID()}`, messageId, { ...kind, seq });
  const edit = (message: Said): Promise<void> =>
    change(author, message, { change: "edit", text: `${message.messageId} ${newMarker(random)}` });

  const edited = await say();
  const deleted = await say();
  const file = await author.upload(newMarker(random));
  const withFile = await say(file && { file });
  const replies = [await say({ replyTo: deleted.seq }, reader), await say({ replyTo: edited.seq }, reader)];
  await Bun.sleep(INDEX_MS);
  for (const emoji of ["🐟", "🌊"]) await change(reader, edited, { change: "react", emoji });
  await change(reader, edited, { change: "unreact", emoji: "🌊" });
  await change(reader, deleted, { change: "react", emoji: "🐟" });
  await edit(edited);
  await edit(edited);
  for (const message of [deleted, withFile]) await change(author, message, { change: "delete" });
  await edit(deleted);
  await change(reader, deleted, { change: "react", emoji: "🌊" });
  for (const reply of replies) await change(author, reply, { change: "react", emoji: "🐟" });
  await reader.read(lobby.id);
}

interface Said {
  readonly messageId: string;
  readonly seq: number;
}
