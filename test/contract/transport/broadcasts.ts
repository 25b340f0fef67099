import { expect, test } from "bun:test";
import type { Broadcast } from "../../../src/client/index.ts";
import { type AnyErrorCode, LOBBY_ID, ShoalError } from "../../../src/client/index.ts";
import { eventually } from "../../support/eventually.ts";
import { startTestServer } from "../../support/test-server.ts";
import type { Subject } from "./subject.ts";

const data = { x: 0.5, name: "小鱼", none: null };

export function broadcastRules({ enter }: Subject): void {
  test("[P227a] [P227b] [P228a] [P228b] a broadcast reaches the members who watch, from those who may write, and is never stored", async () => {
    await using server = await startTestServer();
    using ann = await enter(server, "ann");
    using ben = await enter(server, "ben");
    using eve = await enter(server, "eve");
    const room = await ann.client.createRoom({ name: "reef" });
    await ben.client.join(room.id);
    const [byAnn, byBen, byEve]: Broadcast[][] = [[], [], []];
    ann.client.on("broadcast", (broadcast) => byAnn?.push(broadcast));
    ben.client.on("broadcast", (broadcast) => byBen?.push(broadcast));
    eve.client.on("broadcast", (broadcast) => byEve?.push(broadcast));
    await ann.client.watch(room.id);
    await eve.client.watch(LOBBY_ID);
    const { head } = await ann.client.history(room.id);

    const received = { type: "broadcast", conversationId: room.id, by: ben.user, name: "pointer" } as const;
    await ben.client.broadcast(room.id, "pointer", data);
    await ben.client.broadcast(room.id, "pointer");
    await eventually(() => expect(byAnn).toEqual([{ ...received, data }, received]));
    expect((await ann.client.history(room.id)).head).toBe(head);
    expect(await refusalOf(eve.client.broadcast(room.id, "pointer"))).toBe("not-found");
    expect(await refusalOf(ben.client.broadcast(room.id, "Pointer!"))).toBe("bad-frame");
    const large = { text: "x".repeat(5_000) };
    expect(await refusalOf(ben.client.broadcast(room.id, "pointer", large))).toBe("data-too-large");

    await ben.client.watch(room.id);
    const { moderation } = ann.client;
    for (const [code, begin, end] of [
      ["muted", () => moderation.mute(room.id, ben.user.id), () => moderation.unmute(room.id, ben.user.id)],
      [
        "room-locked",
        () => moderation.setRules(room.id, { isLocked: true }),
        () => moderation.setRules(room.id, { isLocked: false }),
      ],
    ] as const) {
      await begin();
      expect(await refusalOf(ben.client.broadcast(room.id, "pointer"))).toBe(code);
      await end();
    }
    await ben.client.leave(room.id);
    await ann.client.broadcast(room.id, "last");
    await eventually(() => expect(byAnn?.map(({ name }) => name)).toEqual(["pointer", "pointer", "last"]));
    await ben.client.history(LOBBY_ID);
    expect([byBen, byEve]).toEqual([[], []]);
  });
}

async function refusalOf(asked: Promise<void>): Promise<AnyErrorCode | undefined> {
  const error: unknown = await asked.catch((cause: unknown) => cause);
  return error instanceof ShoalError ? error.code : undefined;
}
