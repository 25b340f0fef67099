import { expect, test } from "bun:test";
import { LOBBY_ID } from "../../../src/protocol/ids.ts";
import { AT, expectRefusal, NEVER, newGuest, type Open } from "./subject.ts";

export function retirementRules(open: Open): void {
  test("[P29d] the last sign-out frees the nickname and leaves every room, and direct message conversations stay", async () => {
    await using shoal = await open();
    const { session, user: ann, ...guest } = newGuest("Ann");
    await shoal.storage.createGuest({ session, user: ann, ...guest });
    const ben = await shoal.signUp("Ben");
    const room = await shoal.room(ann, "harbour");
    const direct = await shoal.direct(ann, ben);
    await shoal.say(ann, direct.id, "bye");
    await shoal.storage.endSession(session.id, AT + 9);

    expect(await shoal.log(room.id)).toMatchObject([{ type: "join" }, { type: "leave", by: ann, at: AT + 9 }]);
    expect((await shoal.log(LOBBY_ID)).at(-1)).toMatchObject({ type: "leave", by: ann });
    const left = (await shoal.log(ann.id)).filter((event) => event.type === "left");
    expect(left.map(({ conversationId }) => conversationId).toSorted()).toEqual([LOBBY_ID, room.id].toSorted());
    expect(await shoal.listed(ben, direct.id)).toMatchObject({ peer: ann, messageCount: 1 });
    expect(await shoal.storage.listMembers(LOBBY_ID, ben.id, { text: "", limit: 9 })).toMatchObject({ memberCount: 1 });
    expect(await shoal.signUp("Ann")).toMatchObject({ nickname: "Ann" });
  });

  test("signing out on one device leaves the others alone", async () => {
    await using shoal = await open();
    const { session, ...guest } = newGuest("Ann");
    await shoal.storage.createGuest({ session, ...guest });
    const phone = { id: "s_phone", userId: guest.user.id, tokenHash: "of the phone", device: "phone", at: AT };
    await shoal.storage.createSession(phone);
    await shoal.storage.endSession(session.id, AT);
    expect(await shoal.storage.findSession(session.tokenHash, NEVER)).toBeUndefined();
    expect(await shoal.storage.findSession("of the phone", NEVER)).toBeDefined();
    expect(await shoal.types(LOBBY_ID)).toEqual(["join"]);
    await shoal.storage.endSession(session.id, AT);
    expect(await shoal.storage.findSession("of the phone", NEVER)).toBeDefined();
  });

  test("guests who were not here for too long are retired, a few at once, the longest away first", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann", AT + 1);
    const ben = await shoal.signUp("Ben", AT);
    const ced = newGuest("Ced", AT + 2);
    await shoal.storage.createGuest(ced);
    await shoal.storage.touchSession(ced.session.id, AT + 1_000);
    expect(await shoal.storage.retireGuests(AT + 100, AT + 2_000, 1)).toBe(1);
    expect((await shoal.log(LOBBY_ID)).at(-1)).toMatchObject({ type: "leave", by: ben, at: AT + 2_000 });
    expect(await shoal.storage.retireGuests(AT + 100, AT + 2_000, 10)).toBe(1);
    expect((await shoal.log(LOBBY_ID)).at(-1)).toMatchObject({ type: "leave", by: ann });
    expect(await shoal.storage.retireGuests(AT + 100, AT + 2_000, 10)).toBe(0);
    expect(await shoal.storage.findSession(ced.session.tokenHash, NEVER)).toBeDefined();
  });

  test("an expired session is removed, and its user stays when another device has visited", async () => {
    await using shoal = await open();
    const { session, ...guest } = newGuest("Ann");
    await shoal.storage.createGuest({ session, ...guest });
    const phone = { id: "s_phone", userId: guest.user.id, tokenHash: "of the phone", device: "phone", at: AT + 500 };
    await shoal.storage.createSession(phone);
    expect(await shoal.storage.retireGuests(AT + 100, AT + 2_000, 10)).toBe(0);
    expect(await shoal.storage.findSession(session.tokenHash, NEVER)).toBeUndefined();
    expect(await shoal.storage.findSession("of the phone", NEVER)).toBeDefined();
  });

  test("a retired user has no session, no device link, and cannot be found; their messages stay", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const ben = await shoal.signUp("Ben", AT + 200);
    const room = await shoal.room(ben, "harbour");
    const direct = await shoal.direct(ann, ben);
    await shoal.say(ann, LOBBY_ID, "remember me");
    await shoal.storage.createDeviceLink({ codeHash: "of the code", userId: ann.id, expiresAt: AT + 9_000 }, 5);
    await shoal.storage.retireGuests(AT + 100, AT + 300, 10);

    await expectRefusal(shoal.storage.redeemDeviceLink("of the code", AT), "device-link-invalid");
    await expectRefusal(shoal.storage.invite(room.id, ben.id, ann.id, AT), "not-found");
    await expectRefusal(shoal.direct(ben, ann), "not-found");
    await expectRefusal(shoal.storage.join(room.id, ann.id, AT), "not-found");
    const session = { id: "s_x", userId: ann.id, tokenHash: "x", device: "", at: AT };
    await expectRefusal(shoal.storage.createSession(session), "not-found");
    await expectRefusal(shoal.say(ann, LOBBY_ID, "still here"), "not-found");
    expect(await shoal.log(LOBBY_ID)).toContainEqual(expect.objectContaining({ type: "message", by: ann, text: "remember me" }));
    expect(await shoal.listed(ann, direct.id)).toBeDefined();
  });
}
