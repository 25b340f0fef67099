import { beforeEach, describe, expect, test } from "bun:test";
import type { ShoalClient } from "./shoal-client.ts";
import { ClientRig } from "./testing/client-rig.ts";
import { ann, at, ben, events, xiaoyu } from "./testing/frames.ts";
import { settle } from "./testing/settle.ts";

let rig: ClientRig;
let client: ShoalClient;

beforeEach(async () => {
  rig = await ClientRig.open();
  client = rig.client;
});

describe("read markers of others", () => {
  test("[P24e] are told of the watched conversation, and of no other", async () => {
    const told: string[] = [];
    client.on("readers", ({ conversationId, markers }) => told.push(`${conversationId} ${markers.length}`));
    rig.becomeLive();
    client.watch("lobby").catch(() => {});
    await settle();
    for (const conversationId of ["lobby", "r_before"])
      rig.transport.channel.say({ type: "readers", conversationId, markers: [{ userId: ben.id, readSeq: 3 }] });
    expect(told).toEqual(["lobby 1"]);
  });

  test("[P24f] sharing one's own is kept up to date from the welcome on, and told once for each change", async () => {
    expect(client.isReadShared).toBe(true);
    rig.becomeLive({ isReadShared: false });
    expect(client.isReadShared).toBe(false);
    rig.listen("isReadShared");
    const shared = client.shareReads(true);
    expect(rig.takeSent()).toEqual([{ type: "share-reads", requestId: 1, isShared: true }]);
    rig.transport.channel.say({ type: "done", requestId: 1 });
    await shared;
    const event = { type: "reads-shared", seq: 1, at, isShared: true } as const;
    rig.transport.channel.say(events(ann.id, 0, event));
    rig.transport.channel.say(events(ann.id, 1, { ...event, seq: 2 }));
    expect([client.isReadShared, rig.told]).toEqual([true, ["isReadShared"]]);
    rig.comeBack();
    expect(client.isReadShared).toBe(true);
  });

  test("[P74] cannot be chosen on a server that lacks them", async () => {
    rig.becomeLive({ features: [] });
    await expect(client.shareReads(false)).rejects.toMatchObject({ code: "unsupported" });
    expect([client.isReadShared, client.onlinePeers.size]).toEqual([true, 0]);
  });
});

test("[P22f] [P22g] online peers are those of the welcome with all changes since, or the whole where it comes", () => {
  const told: string[][] = [];
  client.on("onlinePeers", (peers) => told.push([...peers]));
  rig.becomeLive({ onlinePeers: [ben.id] });
  const before = client.onlinePeers;
  rig.transport.channel.say({ type: "peers", online: [xiaoyu.id], offline: [ben.id, "u_unknown"] });
  expect([...before]).toEqual([ben.id]); // never changed in place
  rig.transport.channel.say({ type: "peers", online: [ben.id] });
  expect(told).toEqual([[ben.id], [xiaoyu.id], [ben.id]]);
  rig.comeBack();
  expect(client.onlinePeers.size).toBe(0);
});
