import { expect, test } from "bun:test";
import { ShoalClient } from "./shoal-client.ts";
import { ClientRig } from "./testing/client-rig.ts";
import { events, messages, room } from "./testing/frames.ts";

const position = { epoch: "e1", cursors: { lobby: 7, r_left: 3 } };

function textsOf(client: ShoalClient): string[] {
  const texts: string[] = [];
  client.on("message", ({ event }) => texts.push(event.text));
  return texts;
}

test("[P2] a client goes on where an earlier one stopped: its first greeting has the cursors, and what follows them is told", async () => {
  const rig = await ClientRig.open({ position });
  const texts = textsOf(rig.client);
  rig.transport.channel.open();
  expect(rig.transport.channel.takeSent()).toMatchObject([{ type: "hello", epoch: "e1", cursors: position.cursors }]);
  rig.becomeLive();
  rig.transport.channel.say(events("lobby", 7, ...messages(8, 9, 10)));
  expect(texts).toHaveLength(3);
  expect(rig.client.position).toEqual({ epoch: "e1", cursors: { lobby: 10 } });
});

test("[P17] cursors of a past that was replaced are told as a gap, and nothing is told twice", async () => {
  const rig = await ClientRig.open({ position });
  const gaps: unknown[] = [];
  rig.client.on("gap", (gap) => gaps.push([gap.logId, gap.after, gap.reason]));
  rig.becomeLive({ epoch: "e2", conversations: [room("lobby", { head: 4 }), room("r_new", { head: 2 })] });
  expect(gaps).toEqual([["lobby", 4, "replaced"]]);
  expect(rig.client.position).toEqual({ epoch: "e2", cursors: { lobby: 4, r_new: 2 } });
});

test("cursors without an epoch mean nothing; a position that no server could read is refused at once", async () => {
  const rig = await ClientRig.open({ position: { cursors: { lobby: 7 } } });
  expect(rig.client.position).toEqual({ cursors: {} });
  for (const cursors of [{ lobby: -1 }, { lobby: 0.5 }, { "not an id": 1 }]) {
    const open = (): ShoalClient =>
      new ShoalClient("http://shoal.test", { transport: rig.transport, position: { epoch: "e1", cursors } });
    expect(open).toThrow("cursors");
  }
});
