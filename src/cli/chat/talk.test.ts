import { expect, test } from "bun:test";
import { ClientRig } from "../../client/testing/client-rig.ts";
import { events, gap, messages, room } from "../../client/testing/frames.ts";
import { settle } from "../../client/testing/settle.ts";
import { Talk } from "./talk.ts";

test("[P17a] a page that was asked for before a gap does not stay in the log after it", async () => {
  const rig = await ClientRig.open();
  const talk = new Talk(rig.client);
  rig.becomeLive({ conversations: [room("lobby", { head: 3, messageCount: 3 })] });
  const before = askedPages(rig);
  rig.transport.channel.say(gap("lobby", 9));
  rig.transport.channel.say(events("lobby", 9, ...messages(10)));
  const after = askedPages(rig);
  for (const requestId of before) answer(rig, requestId, [1, 2, 3]);
  await settle();
  expect(seqsOf(talk)).toEqual([]);
  for (const requestId of after) answer(rig, requestId, [1, 2, 3, 4, 5, 6, 7, 8, 9]);
  await settle();
  expect(seqsOf(talk)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

test("[P17a] older messages that were asked for before a gap are not taken after it", async () => {
  const rig = await ClientRig.open();
  const talk = new Talk(rig.client);
  rig.becomeLive({ conversations: [room("lobby", { head: 5, messageCount: 5 })] });
  for (const requestId of askedPages(rig)) answer(rig, requestId, [4, 5]);
  await settle();
  const older = talk.loadOlder();
  const before = askedPages(rig);
  rig.transport.channel.say(gap("lobby", 9, "replaced"));
  for (const requestId of askedPages(rig)) answer(rig, requestId, [4, 5, 6, 7, 8, 9]);
  await settle();
  for (const requestId of before) answer(rig, requestId, [2, 3]);
  expect(await older).toBe(true);
  expect(seqsOf(talk)).toEqual([4, 5, 6, 7, 8, 9]);
});

function askedPages(rig: ClientRig): readonly number[] {
  return rig.takeSent().flatMap((frame) => (frame.type === "history" ? [frame.requestId] : []));
}

function answer(rig: ClientRig, requestId: number, seqs: readonly number[]): void {
  const page = { type: "history-page", conversationId: "lobby", floor: 0, head: 10 } as const;
  rig.transport.channel.say({ ...page, requestId, events: messages(...seqs) });
}

function seqsOf(talk: Talk): readonly number[] {
  return talk.log.entries.map(({ seq }) => seq);
}
