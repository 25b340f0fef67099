import { expect, test } from "bun:test";
import { LOBBY_ID, newId } from "../../../src/protocol/ids.ts";
import { limits } from "../../../src/protocol/limits.ts";
import { AT, expectRefusal, type Open } from "./subject.ts";

export function roomRules(open: Open): void {
  test("a new room has its creator as owner: join in its log, joined in theirs", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const room = await shoal.room(ann, "Harbour");
    const nothing = { head: 0, messageCount: 0, readSeq: 0, readMessageCount: 0 };
    expect(room).toEqual({ id: room.id, kind: "room", name: "Harbour", isPrivate: false, role: "owner", ...nothing });
    expect(await shoal.log(room.id)).toEqual([{ seq: 1, at: AT, type: "join", by: ann }]);
    expect((await shoal.log(ann.id)).at(-1)).toEqual({ seq: 2, at: AT, type: "joined", conversation: room });
    const { items } = await shoal.storage.listMembers(room.id, ann.id, { text: "", limit: 9 });
    expect(items).toEqual([{ ...ann, role: "owner" }]);
  });

  test("[P25] a public room's name is unique when folded; private rooms may share one", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    await shoal.room(ann, "Harbour");
    await expectRefusal(shoal.room(ann, "harbour"), "room-name-taken");
    await expectRefusal(shoal.room(ann, "Lobby"), "room-name-taken");
    await shoal.room(ann, "harbour", { isPrivate: true });
    await shoal.room(ann, "harbour", { isPrivate: true });
    const id = newId("r");
    const ofNobody = { id, name: "x", nameKey: "x", isPrivate: false, ownerId: "u_nobody", at: AT };
    await expectRefusal(shoal.storage.createRoom(ofNobody), "not-found");
  });

  test("[P7] joining starts where the room stands: nothing before is unread, and events follow from there", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const ben = await shoal.signUp("Ben");
    const room = await shoal.room(ann, "harbour");
    await shoal.say(ann, room.id, "before");
    const joined = await shoal.storage.join(room.id, ben.id, AT + 1);
    expect(joined).toMatchObject({ head: 2, messageCount: 1, readSeq: 2, readMessageCount: 1 });
    expect((await shoal.log(ben.id)).at(-1)).toEqual({ seq: 2, at: AT + 1, type: "joined", conversation: joined });
    expect((await shoal.log(room.id)).at(-1)).toEqual({ seq: 3, at: AT + 1, type: "join", by: ben });
    expect(await shoal.listed(ben, room.id)).toMatchObject({ head: 3, messageCount: 1, readSeq: 2 });
  });

  test("joining twice writes nothing new", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const room = await shoal.room(ann, "harbour");
    await shoal.say(ann, room.id, "hello");
    expect(await shoal.storage.join(room.id, ann.id, AT)).toMatchObject({ head: 2, messageCount: 1, readSeq: 2 });
    expect(await shoal.types(room.id)).toEqual(["join", "message"]);
    expect(await shoal.types(ann.id)).toEqual(["joined", "joined"]);
  });

  test("[P27] a missing room, a private one, and a direct conversation cannot be joined", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const ben = await shoal.signUp("Ben");
    const ced = await shoal.signUp("Ced");
    const hidden = await shoal.room(ann, "cave", { isPrivate: true });
    const direct = await shoal.direct(ann, ben);
    for (const id of ["r_nowhere", hidden.id, direct.id, ann.id]) {
      await expectRefusal(shoal.storage.join(id, ced.id, AT), "not-found");
    }
    expect(await shoal.types(ced.id)).toEqual(["joined"]);
    await expectRefusal(shoal.storage.join(LOBBY_ID, "u_nobody", AT), "not-found");
  });

  test("leaving is in both logs, and joining again starts anew", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const ben = await shoal.signUp("Ben");
    const room = await shoal.room(ann, "harbour");
    await shoal.storage.join(room.id, ben.id, AT);
    await shoal.storage.leave(room.id, ben.id, AT + 1);
    expect((await shoal.log(room.id)).at(-1)).toEqual({ seq: 3, at: AT + 1, type: "leave", by: ben });
    expect((await shoal.log(ben.id)).at(-1)).toEqual({ seq: 3, at: AT + 1, type: "left", conversationId: room.id });
    expect(await shoal.listed(ben, room.id)).toBeUndefined();
    await expectRefusal(shoal.storage.leave(room.id, ben.id, AT), "not-found");
    expect(await shoal.storage.join(room.id, ben.id, AT + 2)).toMatchObject({ head: 3, readSeq: 3 });
  });

  test("[P25] the lobby cannot be left", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    await expectRefusal(shoal.storage.leave(LOBBY_ID, ann.id, AT), "not-allowed");
    await expectRefusal(shoal.storage.leave("r_nowhere", ann.id, AT), "not-found");
    expect(await shoal.types(LOBBY_ID)).toEqual(["join"]);
  });

  test("a user can be in 500 rooms and no more", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const ben = await shoal.signUp("Ben");
    const harbour = await shoal.room(ben, "harbour");
    const own = Array.from({ length: limits.roomsPerUserMax - 1 }, (_, index) => shoal.room(ann, `room ${index}`));
    const [first] = await Promise.all(own);
    await expectRefusal(shoal.room(ann, "one more"), "too-many-conversations");
    await expectRefusal(shoal.storage.join(harbour.id, ann.id, AT), "too-many-conversations");
    expect(await shoal.types(harbour.id)).toEqual(["join"]);
    if (first) await shoal.storage.leave(first.id, ann.id, AT);
    await shoal.storage.join(harbour.id, ann.id, AT);
    expect(await shoal.types(harbour.id)).toEqual(["join", "join"]);
  });
}
