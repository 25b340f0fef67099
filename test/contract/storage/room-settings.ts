import { expect, test } from "bun:test";
import { LOBBY_ID, newClientMessageId, newId } from "../../../src/protocol/ids.ts";
import type { Person } from "../../../src/protocol/people.ts";
import type { RoomChange } from "../../../src/server/storage/storage.ts";
import { AT, expectRefusal, type Open, type OpenStorage } from "./subject.ts";

const everything = { text: "", limit: 100 };

export function roomSettingRules(open: Open): void {
  test("[P38a] a room shows its description and emoji to members, in the directory and in invitations", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const ben = await shoal.signUp("Ben");
    const looks = { description: "All about corals", emoji: "🐠" };
    const room = await shoal.room(ann, "reef", looks);
    expect(room).toMatchObject({ name: "reef", ...looks });
    expect(await shoal.listed(ann, room.id)).toMatchObject(looks);
    const { items } = await shoal.storage.listRooms(ben.id, everything);
    expect(items.find(({ id }) => id === room.id)).toEqual({
      id: room.id,
      name: "reef",
      ...looks,
      memberCount: 1,
      isMember: false,
    });
    await shoal.storage.invite(room.id, ann.id, ben.id, AT);
    expect((await shoal.storage.listConversations(ben.id)).invitations).toMatchObject([{ name: "reef", ...looks }]);
    expect(await shoal.storage.join(room.id, ben.id, AT)).toMatchObject(looks);
    expect((await shoal.log(ben.id)).at(-1)).toMatchObject({ type: "joined", conversation: looks });
    expect(await shoal.room(ann, "bare")).not.toHaveProperty("emoji");
  });

  test("[P38c] what changed of a room is one event, and what did not is none", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const room = await shoal.room(ann, "reef", { description: "All about corals", emoji: "🐠" });
    await describe(shoal, ann, room.id, { name: named("Reef"), description: "", emoji: "🐠" }, AT + 1);
    await describe(shoal, ann, room.id, { name: named("Reef"), description: "", isPrivate: false }, AT + 2);
    await describe(shoal, ann, room.id, { isPrivate: true, emoji: "" }, AT + 3);
    await describe(shoal, ann, room.id, {}, AT + 4);
    expect((await shoal.log(room.id)).slice(1)).toEqual([
      { seq: 2, at: AT + 1, type: "room", by: ann, name: "Reef", description: "" },
      { seq: 3, at: AT + 3, type: "room", by: ann, emoji: "", isPrivate: true },
    ]);
    await shoal.reopen();
    const listed = await shoal.listed(ann, room.id);
    expect(listed).toMatchObject({ name: "Reef", isPrivate: true, head: 3, messageCount: 0 });
    expect(listed).not.toHaveProperty("description");
    expect(listed).not.toHaveProperty("emoji");
    const { events } = await shoal.storage.readHistory(room.id, ann.id, { limit: 10, isWithoutChanges: true });
    expect(events.map(({ type }) => type)).toEqual(["join", "room", "room"]);
  });

  test("[P38b] only the owner describes a room, and nobody describes the lobby or a room that is hidden from them", async () => {
    await using shoal = await open();
    const [ann, ben, eve] = await Promise.all(["Ann", "Ben", "Eve"].map((name) => shoal.signUp(name)));
    if (!ann || !ben || !eve) throw new Error("Three users signed up.");
    const room = await shoal.room(ann, "reef");
    const direct = await shoal.direct(ann, ben);
    await shoal.storage.join(room.id, ben.id, AT);
    await expectRefusal(describe(shoal, ben, room.id, { name: named("mine") }), "not-allowed");
    await expectRefusal(describe(shoal, eve, room.id, { name: named("mine") }), "not-found");
    await expectRefusal(describe(shoal, ann, LOBBY_ID, { name: named("mine") }), "not-allowed");
    await expectRefusal(describe(shoal, ann, direct.id, { name: named("mine") }), "not-allowed");
    for (const id of ["r_nowhere", ann.id]) await expectRefusal(describe(shoal, ann, id, { name: named("mine") }), "not-found");
    await shoal.storage.leave(room.id, ann.id, AT);
    await expectRefusal(describe(shoal, ann, room.id, { name: named("mine") }), "not-found");
    expect(await shoal.listed(ben, room.id)).toMatchObject({ name: "reef" });
  });

  test("[P38b] the name of a public room is free when it is another room's no more, and taken when a private room becomes public", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const reef = await shoal.room(ann, "reef");
    const cave = await shoal.room(ann, "REEF", { isPrivate: true });
    await expectRefusal(describe(shoal, ann, cave.id, { isPrivate: false, emoji: "🦇" }), "room-name-taken");
    await expectRefusal(describe(shoal, ann, reef.id, { name: named("Lobby") }), "room-name-taken");
    expect(await shoal.types(cave.id)).toEqual(["join"]);
    await describe(shoal, ann, reef.id, { name: named("Reef") }); // its own name in other letters
    await describe(shoal, ann, reef.id, { name: named("bay") });
    await describe(shoal, ann, cave.id, { isPrivate: false });
    expect((await shoal.storage.listRooms(ann.id, everything)).items.map(({ name }) => name)).toEqual(["bay", "lobby", "REEF"]);
  });

  test("[P39a] when the owner leaves, the member who joined first of those that are left is the owner", async () => {
    await using shoal = await open();
    const [ann, ben, ced, dan] = await Promise.all(["Ann", "Ben", "Ced", "Dan"].map((name) => shoal.signUp(name)));
    if (!ann || !ben || !ced || !dan) throw new Error("Four users signed up.");
    const room = await shoal.room(ann, "reef", { isPrivate: true });
    for (const user of [dan, ben, ced]) {
      await shoal.storage.invite(room.id, ann.id, user.id, AT);
      await shoal.storage.acceptInvitation(room.id, user.id, AT);
    }
    await shoal.storage.leave(room.id, dan.id, AT); // and comes back, as the last one
    await shoal.storage.invite(room.id, ann.id, dan.id, AT);
    await shoal.storage.acceptInvitation(room.id, dan.id, AT);
    await shoal.storage.leave(room.id, ann.id, AT + 5);
    expect((await shoal.log(room.id)).slice(-2)).toEqual([
      { seq: 7, at: AT + 5, type: "leave", by: ann },
      { seq: 8, at: AT + 5, type: "room", by: ann, owner: ben },
    ]);
    expect(await shoal.listed(ben, room.id)).toMatchObject({ role: "owner" });
    await describe(shoal, ben, room.id, { name: named("quiet reef") });
    await shoal.storage.leave(room.id, ced.id, AT); // a member leaves, and the owner stays
    await shoal.storage.leave(room.id, ben.id, AT);
    expect((await shoal.storage.listMembers(room.id, dan.id, everything)).items).toEqual([{ ...dan, role: "owner" }]);
    expect((await shoal.types(room.id)).slice(-4)).toEqual(["room", "leave", "leave", "room"]);
  });

  test("[P39b] a room that its last member leaves is gone, and its name is free", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const ben = await shoal.signUp("Ben");
    const room = await shoal.room(ann, "reef");
    await shoal.storage.invite(room.id, ann.id, ben.id, AT);
    await shoal.storage.leave(room.id, ann.id, AT);
    expect((await shoal.storage.listRooms(ann.id, everything)).items.map(({ name }) => name)).toEqual(["lobby"]);
    for (const user of [ann, ben]) await expectRefusal(shoal.storage.join(room.id, user.id, AT), "not-found");
    await expectRefusal(shoal.storage.acceptInvitation(room.id, ben.id, AT), "not-found");
    expect((await shoal.storage.listConversations(ben.id)).invitations).toEqual([]);
    expect(await shoal.room(ben, "reef")).toMatchObject({ name: "reef" });
  });

  test("[P39b] what was said in a room that is gone is erased step by step, and sending it again is still sending it once", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const ben = await shoal.signUp("Ben");
    const room = await shoal.room(ann, "reef", { emoji: "🐠" });
    const other = await shoal.room(ben, "bay");
    await shoal.say(ben, other.id, "we stay");
    await shoal.storage.join(room.id, ben.id, AT);
    const file = await upload(shoal, ann);
    const picture = {
      conversationId: room.id,
      userId: ann.id,
      clientMessageId: newClientMessageId(),
      text: "look",
      files: [file],
    };
    await shoal.storage.appendMessage({ ...picture, at: AT });
    const sent = Array.from({ length: 4 }, (_, index) => ({ text: `secret ${index}`, id: newClientMessageId() }));
    for (const { text, id } of sent) await shoal.say(ben, room.id, text, id);
    await shoal.storage.react({ conversationId: room.id, userId: ben.id, seq: 3, emoji: "👍", at: AT });
    await shoal.storage.pin({ conversationId: room.id, userId: ben.id, seq: 4, at: AT });
    await describe(shoal, ann, room.id, { description: "a plan" });
    expect(await shoal.storage.eraseEmptyRooms(100)).toBe(0);
    await shoal.storage.leave(room.id, ann.id, AT);
    await shoal.storage.leave(room.id, ben.id, AT);

    const steps: number[] = [];
    do steps.push(await shoal.storage.eraseEmptyRooms(3));
    while (steps.at(-1) === 3);
    // The picture, four messages, the new description, and the handing over.
    expect(steps).toEqual([3, 3, 1]);
    expect(await shoal.storage.eraseEmptyRooms(3)).toBe(0);
    const log = JSON.stringify(await shoal.log(room.id));
    for (const word of ["secret", "look", "plan", file]) expect(log).not.toContain(word);
    expect(await shoal.storage.listDoomedBlobs(10)).toEqual([file]);
    expect(await shoal.storage.listFileStates([file])).toEqual([]);
    const [first] = sent;
    expect(await shoal.say(ben, room.id, first?.text ?? "", first?.id)).toMatchObject({ seq: 4, isDuplicate: true });
    await expectRefusal(shoal.say(ben, room.id, "other words", first?.id), "conflict");
    expect(await shoal.log(other.id)).toMatchObject([{ type: "join" }, { text: "we stay" }]);
  });

  test("[P39b] the lobby stays when its last member has left", async () => {
    await using shoal = await open();
    await shoal.signUp("Ann", AT);
    await shoal.storage.retireGuests(AT + 1, AT + 2, 10);
    expect(await shoal.storage.eraseEmptyRooms(10)).toBe(0);
    const ben = await shoal.signUp("Ben", AT + 9);
    expect((await shoal.storage.listRooms(ben.id, everything)).items).toMatchObject([
      { id: LOBBY_ID, isMember: true, memberCount: 1 },
    ]);
  });

  test("[P29d] [P39a] a guest who retires hands rooms over, and takes those without another member along", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann", AT);
    const ben = await shoal.signUp("Ben", AT + 100);
    const shared = await shoal.room(ann, "reef");
    await shoal.room(ann, "alone");
    await shoal.storage.join(shared.id, ben.id, AT);
    await shoal.storage.retireGuests(AT + 50, AT + 60, 10);
    expect((await shoal.log(shared.id)).at(-1)).toMatchObject({ type: "room", by: ann, owner: ben });
    expect((await shoal.storage.listRooms(ben.id, everything)).items.map(({ name }) => name)).toEqual(["lobby", "reef"]);
  });
}

function named(text: string): { text: string; key: string } {
  return { text, key: text.toLowerCase() };
}

async function describe(
  { storage }: OpenStorage,
  { id: userId }: Person,
  conversationId: string,
  change: Partial<RoomChange>,
  at = AT,
): Promise<void> {
  await storage.describeRoom({ conversationId, userId, at, ...change });
}

async function upload({ storage }: OpenStorage, { id: userId }: Person): Promise<string> {
  const id = newId("f");
  await storage.createUpload({ id, userId, name: "corals.bin", type: "application/octet-stream", byteLength: 3, at: AT });
  await storage.completeUpload({ id, userId, type: "application/octet-stream", byteLength: 3, at: AT });
  return id;
}
