import { expect, test } from "bun:test";
import { LOBBY_ID, type Person } from "../../../src/client/index.ts";
import { eventually } from "../../support/eventually.ts";
import { TcpProxy } from "../../support/proxy.ts";
import { startTestServer } from "../../support/test-server.ts";
import type { Subject } from "./subject.ts";

export function profileRules({ enter, create }: Subject): void {
  test("[P110a] others see a new nickname and tone at once, after a reconnect, and in what is older", async () => {
    await using server = await startTestServer();
    using ann = await enter(server, "ann");
    using ben = await enter(server, "ben");
    using phone = await ann.onAnotherDevice({ transport: create(server.url) });
    const told: (Person | undefined)[] = [];
    ben.client.on("people", (people) => told.push(people.get(ann.user.id)));
    await ann.client.send(LOBBY_ID, "hello");
    const direct = await ben.client.openDirect(ann.user.id);

    const anna = { id: ann.user.id, nickname: "anna", tone: 9 };
    await ann.client.updateProfile({ nickname: " anna ", tone: 9, status: "by the sea" });
    for (const device of [ann, phone]) await eventually(() => expect(device.client.user).toEqual(anna));
    await eventually(() => expect(ben.client.personOf(ann.user)).toEqual(anna));
    expect(told).toEqual([anna]);
    expect(ben.client.conversations.get(direct.id)).toMatchObject({ peer: anna });
    expect((await ben.client.history(LOBBY_ID)).events.find(({ type }) => type === "message")).toMatchObject({ by: anna });
    await ann.client.send(LOBBY_ID, "me again");
    await eventually(() => expect(ben.events.get(LOBBY_ID)?.at(-1)).toMatchObject({ type: "message", by: anna }));
    expect((await ben.client.watch(LOBBY_ID)).online).toContainEqual(anna);

    using tab = await ben.inAnotherTab({ transport: create(server.url) });
    expect(tab.client.conversations.get(direct.id)).toMatchObject({ peer: anna });
    expect(await tab.client.person(anna.id)).toMatchObject({ person: anna, status: "by the sea", isOnline: true, rooms: [] });
    expect(await tab.client.person(ben.user.id)).toMatchObject({ person: ben.user });
  });

  test("[P110a] a client that was away learns of the nickname when it is back, in its place in the log", async () => {
    await using server = await startTestServer();
    using ann = await enter(server, "ann");
    await using proxy = await TcpProxy.start(server.url);
    using ben = await enter(server, "ben", proxy);
    await ann.client.send(LOBBY_ID, "before");
    await eventually(() => expect(ben.texts(LOBBY_ID)).toEqual(["before"]));
    proxy.isAccepting = false;
    proxy.cut();
    await ann.client.updateProfile({ nickname: "anna" });
    await ann.client.send(LOBBY_ID, "after");
    proxy.isAccepting = true;
    await eventually(() => expect(ben.texts(LOBBY_ID)).toEqual(["before", "after"]));
    const types = ben.events.get(LOBBY_ID)?.map(({ type }) => type);
    expect(types).toEqual(["message", "profile", "message"]);
    expect(ben.client.personOf(ann.user).nickname).toBe("anna");
  });

  test("[P110b] invalid profiles are refused, and change nothing", async () => {
    await using server = await startTestServer();
    using ann = await enter(server, "ann");
    using ben = await enter(server, "ben");
    for (const [profile, code] of [
      [{ nickname: "ＢＥＮ" }, "nickname-taken"],
      [{ nickname: "bеn" }, "nickname-taken"],
      [{ nickname: "" }, "nickname-invalid"],
      [{ nickname: "a\u202eb", tone: 3 }, "nickname-invalid"],
      [{ nickname: "x".repeat(60_000) }, "nickname-invalid"],
      [{ status: "two\nlines", tone: 3 }, "status-invalid"],
      [{ status: "x".repeat(81) }, "status-invalid"],
      [{ tone: 12 }, "bad-frame"],
      [{ tone: -1 }, "bad-frame"],
      [{ tone: 1.5 }, "bad-frame"],
    ] as const)
      await expect(ann.client.updateProfile(profile)).rejects.toMatchObject({ code });
    await ann.client.updateProfile({ nickname: "ann" });
    await ann.client.updateProfile({});
    expect(await ben.client.person(ann.user.id)).toMatchObject({ person: ann.user });
    await expect(ben.client.person("u_nobody")).rejects.toMatchObject({ code: "not-found" });
    expect(ben.events.get(LOBBY_ID)).toBeUndefined();
  });

  test("[P112a] [P112b] a block ends what is private, on every device of the user, and another client is not told", async () => {
    await using server = await startTestServer();
    using ann = await enter(server, "ann");
    using eve = await enter(server, "eve");
    using phone = await ann.onAnotherDevice({ transport: create(server.url) });
    const direct = await eve.client.openDirect(ann.user.id);
    await eve.client.send(direct.id, "hello");
    await phone.client.block(eve.user.id);
    for (const device of [ann, phone]) await eventually(() => expect([...device.client.blocked]).toEqual([eve.user.id]));
    await expect(eve.client.send(direct.id, "answer me")).rejects.toMatchObject({ code: "not-accepted" });
    await expect(ann.client.send(direct.id, "no")).rejects.toMatchObject({ code: "user-blocked" });
    await eve.client.send(LOBBY_ID, "hello all");
    await eventually(() => expect(ann.texts(LOBBY_ID)).toEqual(["hello all"]));
    expect([...eve.client.blocked]).toEqual([]);
    expect(await ann.client.person(eve.user.id)).toMatchObject({ isBlocked: true });

    using tab = await ann.inAnotherTab({ transport: create(server.url) });
    expect([...tab.client.blocked]).toEqual([eve.user.id]);
    await tab.client.unblock(eve.user.id);
    for (const device of [ann, phone, tab]) await eventually(() => expect(device.client.blocked.size).toBe(0));
    await eve.client.send(direct.id, "thanks");
  });
}
