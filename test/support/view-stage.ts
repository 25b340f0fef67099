import { createDeviceLink, LOBBY_ID, uploadFile } from "../../src/client/index.ts";
import type { ChatPage, Device } from "./browser.ts";
import { enter, type Participant } from "./people.ts";

/** Everything that a view may need: there is one of each thing that a conversation can have. */
export interface ViewStage extends Disposable {
  readonly ann: ChatPage;
  readonly url: string;
  readonly me: Participant;
  readonly ben: Participant;
  readonly inviteCode: string;
}

const PICTURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
/** More than a window has room for. */
const ROOM_COUNT = 18;

/** Puts one of everything on a new server, and signs ann in on that device. */
export async function setStage(device: Device, url: string): Promise<ViewStage> {
  const ben = await enter(url, "ben");
  const me = await enter(url, "ann");
  const picture = new File([Uint8Array.fromBase64(PICTURE)], "reef.png", { type: "image/png" });
  const id = await uploadFile(url, picture, { token: ben.token });
  const files = [{ id, name: picture.name, type: picture.type, byteLength: picture.size }];
  await ben.client.send(LOBBY_ID, "", { files });
  const rich = `> **quote**\n- item\n\`\`\`ts\ncode(${'"wide ", '.repeat(40)});\n\`\`\`\n${"line\n".repeat(30)}`;
  await ben.client.send(LOBBY_ID, `See https://example.org and \`code\`.\n${rich}`);
  const mentions = [{ start: 0, length: 4, userId: me.user.id }];
  const { seq } = await ben.client.send(LOBBY_ID, "@ann, look", { mentions });
  await ben.client.pin(LOBBY_ID, seq);
  await me.client.react(LOBBY_ID, seq, "🐟");
  await me.client.send(LOBBY_ID, "mine", { replyTo: seq });
  await ben.client.send(LOBBY_ID, "hello ann");

  await me.client.createRoom({ name: "pond", isPrivate: true, emoji: "🐟", description: "Only for friends" });
  for (let count = 1; count <= ROOM_COUNT; count += 1) await me.client.createRoom({ name: `Room ${count}` });
  await me.client.configure((await me.client.createRoom({ name: "attic" })).id, { isArchived: true });
  await me.client.configure(LOBBY_ID, { isPinned: true });
  const lesson = await me.client.createRoom({ name: "lesson" });
  await ben.client.join(lesson.id);
  await me.client.moderation.setRules(lesson.id, {
    hasHands: true,
    privateMessages: "moderators",
    announcement: "Exam on Friday",
  });
  await me.client.moderation.report(lesson.id, (await ben.client.send(lesson.id, "whisper")).seq, { reason: "rude" });
  await ben.client.moderation.raiseHand(lesson.id);
  await me.client.moderation.ban(lesson.id, (await enter(url, "mallory")).user.id, { reason: "spam" });
  const library = await ben.client.createRoom({ name: "library" });
  await me.client.join(library.id);
  await ben.client.moderation.mute(library.id, me.user.id, { reason: "too loud" });
  const direct = await me.client.openDirect(ben.user.id);
  await me.client.configure(direct.id, { notify: "none" });
  await me.client.send(direct.id, "psst");
  await me.client.configure(roomId(me, "Room 1"), { isMarkedUnread: true });
  const reef = await ben.client.createRoom({ name: "reef" });
  const kitchen = await ben.client.createRoom({ name: "kitchen", isPrivate: true });
  await ben.client.invite(kitchen.id, me.user.id);
  const { code: inviteCode } = await ben.client.createInviteLink(reef.id);

  const { code } = await createDeviceLink(url, { token: me.token });
  const ann = await device.open(new URL(`#link=${code}`, url).href);
  await ann.conversations.or(ann.message).first().waitFor();
  await goes(ann, LOBBY_ID, "Lobby");
  await ann.sees("hello ann");
  const leaveAll = () => {
    me.client.close();
    ben.client.close();
  };
  return { ann, url, me, ben, inviteCode, [Symbol.dispose]: leaveAll };
}

/** Shows a conversation, and waits until it is there. */
export async function goes(ann: ChatPage, id: string, name: string): Promise<void> {
  await ann.page.evaluate((hash) => location.assign(hash), `#c=${id}`);
  await ann.page.getByRole("heading", { level: 1, name }).waitFor();
}

export function roomId({ client }: Participant, name: string): string {
  const room = [...client.conversations.values()].find((each) => each.kind === "room" && each.name === name);
  if (room === undefined) throw new Error(`There is no room ${name}.`);
  return room.id;
}

export function directId({ client }: Participant, name: string): string {
  const direct = [...client.conversations.values()].find((each) => each.kind === "direct" && each.peer.nickname === name);
  if (direct === undefined) throw new Error(`There is nothing between you and ${name}.`);
  return direct.id;
}
