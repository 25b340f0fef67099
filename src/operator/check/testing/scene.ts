import { LOBBY_ID, newClientMessageId } from "../../../protocol/ids.ts";
import type { Person } from "../../../protocol/people.ts";
import type { NewMessage } from "../../../server/storage/storage.ts";
import type { Place } from "../../stored-data.ts";
import { EventfulFolder } from "./eventful-folder.ts";

/** A closed data folder with one of everything, and where it is. */
export interface Scene extends AsyncDisposable {
  readonly path: string;
  readonly ann: Person;
  readonly ben: Person;
  readonly deleted: Person;
  readonly room: string;
  readonly direct: string;
  readonly erasedRoom: string;
  /** Seqs of messages in the lobby. */
  readonly plain: number;
  readonly edited: number;
  readonly removed: number;
  readonly reacted: number;
  readonly pinned: number;
  readonly mentioning: number;
  readonly withFile: number;
  readonly reported: number;
  readonly file: string;
  readonly picture: string;
}

export async function setScene(where: Pick<Place, "storageUrl"> = {}): Promise<Scene> {
  const world = await EventfulFolder.open(where);
  const { shoal, storage, clock } = world;
  const at = clock.now();
  const { person: ann, sessionId } = await world.signUp("Ann");
  const { person: ben } = await world.signUp("Ben");
  const { person: deleted } = await world.signUp("Eve");
  for (const { id: userId } of [ann, ben]) await storage.claimAccount({ userId, passwordHash: "hash", at });
  await storage.setServerRole({ userId: ann.id, serverRole: "administrator", at });
  await storage.createSession({ id: `${sessionId}-2`, userId: ben.id, tokenHash: "two", device: "", at });
  const { id: room } = await shoal.room(ann, "Reef");
  const { id: direct } = await shoal.direct(ann, ben);
  const { id: erasedRoom } = await shoal.room(deleted, "Wreck");
  const say = async (author: Person, more: Partial<NewMessage> = {}) => {
    const message = {
      conversationId: LOBBY_ID,
      userId: author.id,
      clientMessageId: newClientMessageId(),
      text: `a herring of ${author.nickname}`,
      at,
    };
    return (await storage.appendMessage({ ...message, ...more })).seq;
  };
  const file = await world.upload(ann, "note.txt");
  const seqs = {
    plain: await say(ann),
    edited: await say(ann),
    removed: await say(ben),
    reacted: await say(ann),
    pinned: await say(ben),
    mentioning: await say(ann, { mentions: [{ start: 0, length: 1, userId: ben.id }] }),
    withFile: await say(ann, { files: [file] }),
    reported: await say(ben),
  };
  const place = { conversationId: LOBBY_ID, at };
  await say(ben, { replyTo: seqs.plain });
  await say(deleted);
  await storage.editMessage({ ...place, userId: ann.id, seq: seqs.edited, text: "a cod" });
  await storage.deleteMessage({ ...place, userId: ann.id, seq: seqs.removed, reason: "spam" });
  for (const { id: userId } of [ann, ben, deleted]) await storage.react({ ...place, userId, seq: seqs.reacted, emoji: "👍" });
  await storage.pin({ ...place, userId: ann.id, seq: seqs.pinned });
  await storage.report({ ...place, actorId: ann.id, seq: seqs.reported });
  await storage.join(room, ben.id, at);
  await shoal.say(ann, room, "in the reef");
  await shoal.say(ann, direct, "in private");
  await shoal.say(deleted, erasedRoom, "in the wreck");
  await storage.leave(erasedRoom, deleted.id, at);
  await storage.setRules({ conversationId: room, actorId: ann.id, rules: { isLocked: true }, at });
  const link = { conversationId: room, userId: ann.id, at, expiresAt: at + 1e9 };
  await storage.createInviteLink({ ...link, code: "a-code", usesMax: 1 });
  await storage.block(ben.id, deleted.id, at);
  const picture = await world.upload(ann);
  await world.files.pictureMaker.make(picture, ann.id, () =>
    storage.updateProfile({ userId: ann.id, picture, at, expiredBefore: 0 }),
  );
  await storage.markRead(room, ben.id, 3, at);
  await storage.deleteUser({ userId: deleted.id, at });
  await world.tidy();
  await world.close();
  return {
    path: world.path,
    ann,
    ben,
    deleted,
    room,
    direct,
    erasedRoom,
    ...seqs,
    file,
    picture,
    [Symbol.asyncDispose]: () => world[Symbol.asyncDispose](),
  };
}
