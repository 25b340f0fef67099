import { expect, test } from "bun:test";
import { eventually } from "../../support/eventually.ts";
import type { Participant } from "../../support/people.ts";
import { startTestServer } from "../../support/test-server.ts";
import type { Subject } from "./subject.ts";

export function invitationRules({ enter, create }: Subject): void {
  test("[P90a] [P91d] every device of the invited user is told of an invitation, and of its end", async () => {
    await using server = await startTestServer();
    using ann = await enter(server, "ann");
    using ben = await enter(server, "ben");
    using phone = await ben.onAnotherDevice({ transport: create(server.url) });
    const { id } = await ann.client.createRoom({ name: "cave", isPrivate: true });
    const { id: secondId } = await ann.client.createRoom({ name: "harbour" });
    await ann.client.invite(id, ben.user.id);
    await ann.client.invite(secondId, ben.user.id);
    for (const device of [ben, phone]) {
      await eventually(() => expect(asked(device)).toEqual([id, secondId]));
      expect(device.client.invitations.get(id)).toMatchObject({ name: "cave", isPrivate: true, memberCount: 1, by: ann.user });
    }

    await phone.client.declineInvitation(secondId);
    expect(await phone.client.acceptInvitation(id)).toMatchObject({ kind: "room", name: "cave", isPrivate: true });
    expect(phone.client.invitations.has(id)).toBe(false);
    await ann.client.send(id, "welcome");
    for (const device of [ben, phone]) {
      await eventually(() => expect(device.texts(id)).toEqual(["welcome"]));
      expect(asked(device)).toEqual([]);
    }
  });

  test("[P90a] an absent user finds the invitation in the welcome, and a withdrawn one is gone", async () => {
    await using server = await startTestServer();
    using ann = await enter(server, "ann");
    using ben = await enter(server, "ben");
    ben.client.close();
    const rooms = await Promise.all(["one", "two"].map((name) => ann.client.createRoom({ name })));
    const [one, two] = rooms.map(({ id }) => id);
    if (one === undefined || two === undefined) throw new Error("There are two rooms.");
    for (const id of [one, two]) await ann.client.invite(id, ben.user.id);
    using first = await ben.inAnotherTab({ transport: create(server.url) });
    expect(asked(first)).toEqual([one, two]);
    await ann.client.withdrawInvitation(one, ben.user.id);
    await eventually(() => expect(asked(first)).toEqual([two]));
    await ann.client.leave(two);
    await eventually(() => expect(asked(first)).toEqual([]));
    await expect(first.client.acceptInvitation(one)).rejects.toMatchObject({ code: "not-found" });
  });

  test("[P27] other users neither see an invitation nor can answer it", async () => {
    await using server = await startTestServer();
    using ann = await enter(server, "ann");
    using ben = await enter(server, "ben");
    using eve = await enter(server, "eve");
    const { id } = await ann.client.createRoom({ name: "cave", isPrivate: true });
    await ann.client.invite(id, ben.user.id);
    for (const attempt of [
      () => eve.client.acceptInvitation(id),
      () => eve.client.declineInvitation(id),
      () => eve.client.withdrawInvitation(id, ben.user.id),
      () => eve.client.invite(id, eve.user.id),
      () => ben.client.history(id),
      () => ben.client.members(id),
      () => ben.client.watch(id),
      () => ben.client.send(id, "am I in?"),
      () => ben.client.invite(id, eve.user.id),
    ])
      await expect(attempt()).rejects.toMatchObject({ code: "not-found" });
    await eventually(() => expect(asked(ben)).toEqual([id]));
    expect(asked(eve)).toEqual([]);
    expect(ben.events.has(id)).toBe(false);
  });
}

function asked({ client }: Participant): string[] {
  return [...client.invitations.keys()];
}
