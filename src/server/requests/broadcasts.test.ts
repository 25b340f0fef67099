import { expect, test } from "bun:test";
import type { Broadcast } from "../../protocol/frames/broadcast.ts";
import { limits } from "../../protocol/limits.ts";
import type { Actor } from "./actor.ts";
import { broadcastRequests } from "./broadcasts.ts";
import type { RequestContext } from "./context.ts";

const ann = { id: "u_ann", nickname: "ann" };
const actor: Actor = { user: ann, userId: ann.id, sessionId: "s_ann", address: "127.0.0.1" };
const asked = { type: "broadcast", requestId: 1, conversationId: "r_reef", name: "pointer" } as const;

function setUp({ isRaid = false, isOverloaded = false } = {}) {
  const told: Broadcast[] = [];
  const costs: number[][] = [];
  const context = {
    broadcasts: { watcherCount: () => 7, tell: (broadcast: Broadcast) => told.push(broadcast) },
    moderation: { requireSpeech: () => Promise.resolve() },
    broadcastLimiter: { spend: () => {} },
    raidPace: { isOn: isRaid },
    load: {
      message: (_payer: unknown, _conversationId: string, ...cost: number[]) => {
        costs.push(cost);
        if (isOverloaded) throw new Error("overloaded");
      },
    },
  };
  return { told, costs, ...broadcastRequests(context as unknown as RequestContext) };
}

test("[P227a] watchers are told the user, the name and the data; empty data is none", async () => {
  const { told, broadcast } = setUp();
  expect(await broadcast(actor, { ...asked, data: { x: 1 } })).toEqual({ type: "done", requestId: 1 });
  await broadcast(actor, { ...asked, data: {} });
  const received = { type: "broadcast", conversationId: "r_reef", by: ann, name: "pointer" } as const;
  expect(told).toEqual([{ ...received, data: { x: 1 } }, received]);
});

test("[P228c] one costs by its bytes and by the connections that watch, and what is refused for that is not told", async () => {
  const { told, costs, broadcast } = setUp({ isOverloaded: true });
  await broadcast(actor, { ...asked, data: { text: "鱼" } }).catch(() => {});
  expect([told, costs]).toEqual([[], [['{"text":"鱼"}'.length + 2, 7]]]);
});

test("[P228c] during a raid there are none", async () => {
  const { told, broadcast } = setUp({ isRaid: true });
  expect(await broadcast(actor, asked).catch((error: unknown) => error)).toMatchObject({
    code: "rate-limited",
    isRetryable: true,
  });
  expect(told).toEqual([]);
});

test("[P227a] data beyond the bound is refused", async () => {
  const { told, broadcast } = setUp();
  const data = { text: "x".repeat(limits.dataBytesMax) };
  expect(await broadcast(actor, { ...asked, data }).catch((error: unknown) => error)).toMatchObject({ code: "data-too-large" });
  expect(told).toEqual([]);
});
