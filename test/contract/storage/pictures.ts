import { expect, test } from "bun:test";
import { LOBBY_ID, newClientMessageId, newId, newToken } from "../../../src/protocol/ids.ts";
import { limits } from "../../../src/protocol/limits.ts";
import type { Person } from "../../../src/protocol/people.ts";
import { AT, expectRefusal, NEVER, newGuest, type Open, type OpenStorage } from "./subject.ts";

export function pictureRules(open: Open): void {
  test("[P120a] an upload becomes a picture: it is a file no more, and counts no more", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const id = await upload(shoal, ann, limits.fileBytesPerUserMax);
    expect(await shoal.storage.findPicture(id)).toBe(false);
    await choose(shoal, ann, id);
    expect(await shoal.storage.findPicture(id)).toBe(true);
    expect(await shoal.storage.findFile(id, ann.id)).toBeUndefined();
    expect(await shoal.storage.findUpload(id, ann.id)).toBeUndefined();
    expect(await shoal.storage.listFileStates([id])).toEqual([{ id, isComplete: true, isPicture: true }]);
    expect(await shoal.storage.expireUploads(AT + 1, 10)).toBe(0);
    await expectRefusal(shoal.storage.abandonUpload(id, ann.id), "not-found");
    await upload(shoal, ann, limits.fileBytesPerUserMax);
    expect(await shoal.storage.listDoomedBlobs(10)).toEqual([]);
  });

  test("[P120a] only a complete upload of the user that no message names becomes a picture, once; otherwise nothing is stored", async () => {
    await using shoal = await open();
    const [ann, ben] = [await shoal.signUp("Ann"), await shoal.signUp("Ben")];
    const room = await shoal.room(ann, "reef");
    const [unfinished, named, used] = [newId("f"), await upload(shoal, ann), await upload(shoal, ann)];
    await shoal.storage.createUpload({ id: unfinished, userId: ann.id, name: "a", type: "", byteLength: 9, at: AT });
    const message = { conversationId: LOBBY_ID, userId: ann.id, clientMessageId: newClientMessageId(), text: "", at: AT };
    await shoal.storage.appendMessage({ ...message, files: [named] });
    await choose(shoal, ann, used);
    for (const picture of [unfinished, named, "f_unknown", await upload(shoal, ben)]) {
      const change = { userId: ann.id, picture, tone: 3, status: "hm", at: AT, expiredBefore: NEVER };
      await expectRefusal(shoal.storage.updateProfile(change), "file-not-found");
      await expectRefusal(describe(shoal, ann, room.id, picture), "file-not-found");
      await expectRefusal(shoal.room(ann, "cave", { picture }), "file-not-found");
    }
    await expectRefusal(describe(shoal, ann, room.id, used), "file-not-found");
    await expectRefusal(choose(shoal, ben, used), "file-not-found");
    expect(await shoal.storage.findPerson(ann.id, ann.id)).toMatchObject({ person: { ...ann, picture: used } });
    expect(await shoal.storage.findPerson(ann.id, ann.id)).not.toHaveProperty("status");
    expect(await shoal.listed(ann, room.id)).not.toHaveProperty("picture");
    expect(await shoal.storage.findFile(named, ann.id)).toMatchObject({ id: named });
  });

  test("[P121a] [P120d] a person has their picture wherever they are shown; the same again is no event", async () => {
    await using shoal = await open();
    const [ann, ben] = [await shoal.signUp("Ann"), await shoal.signUp("Ben")];
    const { id: directId } = await shoal.direct(ben, ann);
    const reef = await shoal.room(ann, "reef");
    await shoal.storage.invite(reef.id, ann.id, ben.id, AT);
    await shoal.say(ann, LOBBY_ID, "hello");
    const picture = await upload(shoal, ann);
    for (let time = 1; time <= 2; time += 1) await choose(shoal, ann, picture);
    const painted = { ...ann, picture };
    expect((await shoal.types(LOBBY_ID)).filter((type) => type === "profile")).toHaveLength(1);
    expect((await shoal.log(LOBBY_ID)).at(-1)).toMatchObject({ type: "profile", by: painted });
    expect((await shoal.log(LOBBY_ID)).at(-2)).toMatchObject({ type: "message", by: painted });
    await shoal.reopen();
    expect(await shoal.listed(ben, directId)).toMatchObject({ peer: painted });
    expect(await shoal.storage.listConversations(ann.id)).toMatchObject({ user: painted });
    expect(await shoal.storage.listConversations(ben.id)).toMatchObject({ invitations: [{ by: painted }] });
    expect(await shoal.storage.findPerson(ann.id, ben.id)).toMatchObject({ person: painted });
    const { items } = await shoal.storage.listMembers(LOBBY_ID, ben.id, { text: "ann", limit: 5 });
    expect(items).toEqual([{ ...painted, role: "member" }]);
    const { code } = await link(shoal, ann, reef.id);
    expect(await shoal.storage.findInviteLink(code, AT)).toMatchObject({ by: painted });

    await choose(shoal, ann, "");
    expect((await shoal.log(LOBBY_ID)).at(-1)?.type).toBe("profile");
    expect(await shoal.listed(ben, directId)).toMatchObject({ peer: ann });
    expect(Object.keys((await shoal.storage.findPerson(ann.id, ben.id)).person)).toEqual(["id", "nickname"]);
  });

  test("[P121b] a room has its picture wherever its emoji stands, and its log tells of another one", async () => {
    await using shoal = await open();
    const [ann, ben] = [await shoal.signUp("Ann"), await shoal.signUp("Ben")];
    const [first, second] = [await upload(shoal, ann), await upload(shoal, ann)];
    const room = await shoal.room(ann, "reef", { emoji: "🐠", picture: first });
    expect(room).toMatchObject({ emoji: "🐠", picture: first });
    const { items } = await shoal.storage.listRooms(ben.id, { text: "reef", limit: 5 });
    expect(items).toMatchObject([{ picture: first }]);
    await shoal.storage.invite(room.id, ann.id, ben.id, AT);
    expect(await shoal.storage.listConversations(ben.id)).toMatchObject({ invitations: [{ picture: first }] });
    const { code } = await link(shoal, ann, room.id);
    expect(await shoal.storage.findInviteLink(code, AT)).toMatchObject({ picture: first });
    expect(await shoal.storage.acceptInvitation(room.id, ben.id, AT)).toMatchObject({ picture: first });
    await expectRefusal(describe(shoal, ben, room.id, await upload(shoal, ben)), "not-allowed");

    for (let time = 1; time <= 2; time += 1) await describe(shoal, ann, room.id, second);
    await describe(shoal, ann, room.id, "");
    const changes = (await shoal.log(room.id)).filter(({ type }) => type === "room");
    expect(changes).toMatchObject([{ picture: second }, { picture: "" }]);
    await shoal.reopen();
    expect(await shoal.listed(ben, room.id)).toMatchObject({ emoji: "🐠" });
    expect(await shoal.listed(ben, room.id)).not.toHaveProperty("picture");
    expect((await shoal.storage.listDoomedBlobs(10)).toSorted()).toEqual([first, second].toSorted());
  });

  test("[P121c] a picture that gives way is there no more, and its blob is doomed", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const [first, second] = [await upload(shoal, ann), await upload(shoal, ann)];
    await choose(shoal, ann, first);
    await choose(shoal, ann, second);
    expect([await shoal.storage.findPicture(first), await shoal.storage.findPicture(second)]).toEqual([false, true]);
    expect(await shoal.storage.listDoomedBlobs(10)).toEqual([first]);
    expect(await shoal.storage.listFileStates([first])).toEqual([]);
    await choose(shoal, ann, "");
    await choose(shoal, ann, "");
    expect((await shoal.storage.listDoomedBlobs(10)).toSorted()).toEqual([first, second].toSorted());
    await expectRefusal(choose(shoal, ann, first), "file-not-found");
  });

  test("[P121c] the picture of a user goes with the user, however they retire", async () => {
    await using shoal = await open();
    const guests = ["ann", "ben", "cid"].map((nickname) => newGuest(nickname));
    const pictures: string[] = [];
    for (const guest of guests) {
      await shoal.storage.createGuest(guest);
      const picture = await upload(shoal, guest.user);
      await choose(shoal, guest.user, picture);
      pictures.push(picture);
    }
    const doomed = async () => new Set(await shoal.storage.listDoomedBlobs(10));
    await shoal.storage.endSession(guests[0]?.session.id ?? "", AT);
    expect(await doomed()).toEqual(new Set(pictures.slice(0, 1)));
    // Another guest takes the nickname of one who was away for long.
    await shoal.storage.createGuest({ ...newGuest("ben", AT + 9), expiredBefore: AT + 5 });
    expect(await doomed()).toEqual(new Set(pictures.slice(0, 2)));
    await shoal.storage.retireGuests(AT + 5, AT + 9, 10);
    expect(await doomed()).toEqual(new Set(pictures));
    for (const picture of pictures) expect(await shoal.storage.findPicture(picture)).toBe(false);
  });

  test("[P121c] the picture of a room that is erased goes, in one step with its name", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const picture = await upload(shoal, ann);
    const room = await shoal.room(ann, "reef", { picture });
    await shoal.say(ann, room.id, "hello");
    await shoal.storage.leave(room.id, ann.id, AT);
    while ((await shoal.storage.eraseEmptyRooms(1)) === 1);
    expect(await shoal.storage.findPicture(picture)).toBe(false);
    expect(await shoal.storage.listDoomedBlobs(10)).toEqual([picture]);
    // A picture of the user's own stays.
    const own = await upload(shoal, ann);
    await choose(shoal, ann, own);
    await shoal.storage.eraseEmptyRooms(10);
    expect(await shoal.storage.findPicture(own)).toBe(true);
  });
}

/** A complete upload. */
async function upload(shoal: OpenStorage, { id: userId }: Person, byteLength = 90): Promise<string> {
  const id = newId("f");
  await shoal.storage.createUpload({ id, userId, name: "me.png", type: "image/png", byteLength, at: AT });
  await shoal.storage.completeUpload({ id, userId, type: "image/png", byteLength, width: 3, height: 2, at: AT });
  return id;
}

async function choose(shoal: OpenStorage, { id: userId }: Person, picture: string): Promise<void> {
  await shoal.storage.updateProfile({ userId, picture, at: AT, expiredBefore: NEVER });
}

async function describe(shoal: OpenStorage, { id: userId }: Person, conversationId: string, picture: string): Promise<void> {
  await shoal.storage.describeRoom({ conversationId, userId, picture, at: AT });
}

async function link(shoal: OpenStorage, { id: userId }: Person, conversationId: string): Promise<{ code: string }> {
  return await shoal.storage.createInviteLink({ code: newToken(), conversationId, userId, at: AT, expiresAt: AT + 1_000 });
}
