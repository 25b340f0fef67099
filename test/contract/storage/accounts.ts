import { expect, test } from "bun:test";
import { LOBBY_ID } from "../../../src/protocol/ids.ts";
import { AT, expectRefusal, NEVER, newGuest, type Open } from "./subject.ts";

export function accountRules(open: Open): void {
  test("[P25] a new guest is a member of the lobby, and both logs say so", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    expect(await shoal.log(LOBBY_ID)).toEqual([{ seq: 1, at: AT, type: "join", by: ann }]);
    expect(await shoal.log(ann.id)).toEqual([
      {
        ...{ seq: 1, at: AT, type: "joined" },
        conversation: {
          ...{ id: LOBBY_ID, kind: "room", name: "lobby", isPrivate: false },
          ...{ head: 0, messageCount: 0, readSeq: 0, readMessageCount: 0 },
        },
      },
    ]);
  });

  test("a nickname is taken, and so is one that looks like it", async () => {
    await using shoal = await open();
    await shoal.signUp("Bob");
    await expectRefusal(shoal.signUp("bob"), "nickname-taken");
    await expectRefusal(shoal.signUp("b0b"), "nickname-taken");
    expect(await shoal.types(LOBBY_ID)).toEqual(["join"]);
    await shoal.signUp("小鱼");
  });

  test("a nickname whose holder was not here for too long is free, and the holder is retired", async () => {
    await using shoal = await open();
    const old = await shoal.signUp("Bob");
    await shoal.storage.createGuest({ ...newGuest("b0b", AT + 100), expiredBefore: AT + 1 });
    expect(await shoal.types(LOBBY_ID)).toEqual(["join", "leave", "join"]);
    expect((await shoal.log(LOBBY_ID))[1]).toMatchObject({ by: old, at: AT + 100 });
    await expectRefusal(shoal.storage.createGuest({ ...newGuest("bob"), expiredBefore: AT + 1 }), "nickname-taken");
  });

  test("a sign-in that an active holder of the look refuses retires no expired holder", async () => {
    await using shoal = await open();
    const old = newGuest("o1", AT);
    await shoal.storage.createGuest({ ...old, nicknameSkeleton: "x" });
    await shoal.storage.createGuest({ ...newGuest("o2", AT + 10), nicknameSkeleton: "y" });
    const both = { ...newGuest("o1"), nicknameSkeleton: "y", expiredBefore: AT + 5 };
    await expectRefusal(shoal.storage.createGuest(both), "nickname-taken");
    expect(await shoal.storage.findSession(old.session.tokenHash, NEVER)).toBeDefined();
  });

  test("a session is found by its token until its last visit is too long ago", async () => {
    await using shoal = await open();
    const { user, session, ...rest } = newGuest("Ann");
    await shoal.storage.createGuest({ user, session, ...rest });
    expect(await shoal.storage.findSession(session.tokenHash, AT)).toEqual({ id: session.id, user, lastSeenAt: AT });
    expect(await shoal.storage.findSession(session.tokenHash, AT + 1)).toBeUndefined();
    expect(await shoal.storage.findSession("nobody's", NEVER)).toBeUndefined();
  });

  test("a visit is noted, and never an earlier one", async () => {
    await using shoal = await open();
    const { session, ...guest } = newGuest("Ann");
    await shoal.storage.createGuest({ ...guest, session });
    await shoal.storage.touchSession(session.id, AT + 50);
    await shoal.storage.touchSession(session.id, AT + 20);
    await shoal.storage.touchSession("nobody's", AT + 90);
    expect(await shoal.storage.findSession(session.tokenHash, AT + 50)).toMatchObject({ lastSeenAt: AT + 50 });
  });

  test("[P28g] a session of a visit is told from others, and counts as seen when its maker says", async () => {
    await using shoal = await open();
    const ann = newGuest("Ann");
    const session = { ...ann.session, isVisit: true, lastSeenAt: AT - 60 };
    await shoal.storage.createGuest({ ...ann, session });
    expect(await shoal.storage.findSession(session.tokenHash, AT - 60)).toMatchObject({ lastSeenAt: AT - 60, isVisit: true });
    expect(await shoal.storage.findSession(session.tokenHash, AT - 59)).toBeUndefined();
    await expectRefusal(shoal.storage.createGuest({ ...newGuest("ann"), expiredBefore: AT - 60 }), "nickname-taken");
    expect(await shoal.storage.retireGuests(AT - 59, AT, 10)).toBe(1);
    await shoal.signUp("Ann");
  });

  test("one more session is the same person's", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const session = { id: "s_phone", userId: ann.id, tokenHash: "of the phone", device: "phone", at: AT + 1 };
    expect(await shoal.storage.createSession(session)).toEqual(ann);
    expect(await shoal.storage.findSession("of the phone", NEVER)).toMatchObject({ id: "s_phone", user: ann });
    await expectRefusal(shoal.storage.createSession({ ...session, id: "s_x", userId: "u_nobody" }), "not-found");
  });

  test("[P28e] a device link works once", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    await shoal.storage.createDeviceLink({ codeHash: "of the code", userId: ann.id, expiresAt: AT + 300 }, 5);
    expect(await shoal.storage.redeemDeviceLink("of the code", AT + 300)).toEqual(ann);
    await expectRefusal(shoal.storage.redeemDeviceLink("of the code", AT), "device-link-invalid");
  });

  test("a device link that expired or was never made is invalid", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    await shoal.storage.createDeviceLink({ codeHash: "of the code", userId: ann.id, expiresAt: AT + 300 }, 5);
    await expectRefusal(shoal.storage.redeemDeviceLink("of the code", AT + 301), "device-link-invalid");
    await expectRefusal(shoal.storage.redeemDeviceLink("of another", AT), "device-link-invalid");
    const ofNobody = { codeHash: "c", userId: "u_nobody", expiresAt: AT + 300 };
    await expectRefusal(shoal.storage.createDeviceLink(ofNobody, 5), "not-found");
  });

  test("[P28e] of a user's device links the newest ones stay open, and other users' are not touched", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    const ben = await shoal.signUp("Ben");
    const link = (codeHash: string, userId: string, lifetimeMs: number) =>
      shoal.storage.createDeviceLink({ codeHash, userId, expiresAt: AT + lifetimeMs }, 2);
    await link("of ben", ben.id, 300);
    await Promise.all([1, 2, 3, 4].map((index) => link(`${index}`, ann.id, 300 + index)));
    for (const old of ["1", "2"]) await expectRefusal(shoal.storage.redeemDeviceLink(old, AT), "device-link-invalid");
    for (const open of ["3", "4"]) expect(await shoal.storage.redeemDeviceLink(open, AT)).toEqual(ann);
    expect(await shoal.storage.redeemDeviceLink("of ben", AT)).toEqual(ben);
  });

  test("a device link that is made in the same millisecond as others is not the one that goes", async () => {
    await using shoal = await open();
    const ann = await shoal.signUp("Ann");
    for (const codeHash of ["b", "c", "a"]) {
      await shoal.storage.createDeviceLink({ codeHash, userId: ann.id, expiresAt: AT + 300 }, 1);
    }
    expect(await shoal.storage.redeemDeviceLink("a", AT)).toEqual(ann);
    for (const old of ["b", "c"]) await expectRefusal(shoal.storage.redeemDeviceLink(old, AT), "device-link-invalid");
  });

  test("the data is there after opening again, under the same epoch", async () => {
    await using shoal = await open();
    const { epoch } = shoal.storage;
    const ann = await shoal.signUp("Ann");
    await shoal.say(ann, LOBBY_ID, "hello");
    await shoal.reopen();
    expect(shoal.storage.epoch).toBe(epoch);
    expect(await shoal.types(LOBBY_ID)).toEqual(["join", "message"]);
    expect(await shoal.say(ann, LOBBY_ID, "again")).toMatchObject({ seq: 3 });
  });

  test("another storage has another epoch", async () => {
    await using one = await open();
    await using other = await open();
    expect(one.storage.epoch).not.toBe(other.storage.epoch);
  });
}
