import { expect, test } from "bun:test";
import { LOBBY_ID, type ShoalError } from "../../src/client/index.ts";
import { limits } from "../../src/protocol/limits.ts";
import { eventually } from "../support/eventually.ts";
import { enter } from "../support/people.ts";
import { ServerProcess } from "../support/server-process.ts";
import { startTestServer } from "../support/test-server.ts";

const ROOMS = limits.roomsPerUserMax - 1;

test("[P26d] [P90a] [P92b] a stranger who invites to hundreds of rooms takes nothing from a user, not even a friend's message", async () => {
  await using server = await startTestServer(); // without a limit of pace: as if all the time in the world had passed
  using eve = await enter(server.url, "eve");
  using ann = await enter(server.url, "ann");
  using ben = await enter(server.url, "ben");
  const rooms: string[] = [];
  for (let index = 0; index < ROOMS; index += 1) {
    rooms.push((await eve.client.createRoom({ name: `trap ${index}`, isPrivate: true })).id);
  }
  const answers: string[] = [];
  for (const id of rooms) {
    answers.push(
      await eve.client.invite(id, ann.user.id).then(
        () => "done",
        ({ code }: ShoalError) => code,
      ),
    );
  }
  const refusedCount = ROOMS - limits.invitationsToOneUserMax;
  expect(answers.filter((answer) => answer === "done")).toHaveLength(limits.invitationsToOneUserMax);
  expect(answers.filter((answer) => answer === "too-many-invitations")).toHaveLength(refusedCount);

  const { id: directId } = await ben.client.openDirect(ann.user.id);
  await ben.client.send(directId, "are you there?");
  await eventually(() => expect(ann.texts(directId)).toEqual(["are you there?"]));
  expect([...ann.client.conversations.keys()].toSorted()).toEqual([LOBBY_ID, directId].toSorted());
  const { id: ownId } = await ann.client.createRoom({ name: "harbour" });
  await ann.client.invite(ownId, ben.user.id);
  await ben.client.acceptInvitation(ownId);
  await ann.client.send(ownId, "here I am");
  await eventually(() => expect(ben.texts(ownId)).toEqual(["here I am"]));

  const { id: friendlyId } = await ben.client.createRoom({ name: "reef" });
  await ben.client.invite(friendlyId, ann.user.id);
  await eventually(() => expect(ann.client.invitations.get(friendlyId)?.by).toEqual(ben.user));
  expect(ann.client.invitations.size).toBe(limits.invitationsToOneUserMax + 1);
}, 60_000);

test("[P26c] a user in as many rooms as possible gets a friend's direct message, and opens a conversation", async () => {
  await using server = await startTestServer();
  using ann = await enter(server.url, "ann");
  using ben = await enter(server.url, "ben");
  for (let index = 0; index < ROOMS; index += 1) await ann.client.createRoom({ name: `room ${index}` });
  await expect(ann.client.createRoom({ name: "one more" })).rejects.toMatchObject({ code: "too-many-conversations" });
  const { id } = await ben.client.openDirect(ann.user.id);
  await ben.client.send(id, "are you there?");
  await eventually(() => expect(ann.texts(id)).toEqual(["are you there?"]));
  using again = await ann.inAnotherTab();
  expect(again.client.conversations.has(id)).toBe(true);
  await again.client.send((await again.client.openDirect(ben.user.id)).id, "yes");
  await eventually(() => expect(ben.texts(id)).toEqual(["are you there?", "yes"]));
}, 60_000);

test("[P91e] an invitation outlives a killed server, and answering it again after the kill answers it once", async () => {
  await using server = await ServerProcess.start({ flags: ["--messages-per-second", "0"] });
  using ann = await enter(server.url, "ann");
  using ben = await enter(server.url, "ben");
  const rooms = await Promise.all(["one", "two"].map((name) => ann.client.createRoom({ name, isPrivate: true })));
  const [one, two] = rooms.map(({ id }) => id);
  if (one === undefined || two === undefined) throw new Error("There are two rooms.");
  const inviteBoth = async () => {
    for (const id of [one, two]) await ann.client.invite(id, ben.user.id);
  };
  const answerBoth = async () => {
    await ben.client.acceptInvitation(one);
    await ben.client.declineInvitation(two);
  };
  const restart = async () => {
    await server.kill9();
    await server.restart();
    for (const each of [ann, ben]) await eventually(() => expect(each.client.state).toBe("live"), 20_000);
  };
  await inviteBoth();
  await restart();
  expect([...ben.client.invitations.keys()]).toEqual([one, two]);
  await inviteBoth();
  await answerBoth();
  await restart();
  await answerBoth();
  expect(ben.client.invitations.size).toBe(0);
  const { events } = await ben.client.history(one, { after: 0 });
  expect(events.map(({ type }) => type)).toEqual(["join", "join"]);
  expect(events.at(-1)).toMatchObject({ by: ben.user, invitedBy: ann.user });
  await expect(ben.client.acceptInvitation(two)).rejects.toMatchObject({ code: "not-found" });
}, 60_000);
