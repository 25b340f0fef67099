import { expect, test } from "bun:test";
import { LOBBY_ID } from "../../protocol/ids.ts";
import type { Actor } from "./actor.ts";
import type { RequestContext } from "./context.ts";
import { Requests } from "./requests.ts";

test("a node that stood still changes nothing by what waited in its connections", async () => {
  let isCurrent = false;
  const sent: string[] = [];
  const context = {
    isCurrent: () => isCurrent,
    conversations: { join: async (_user: unknown, conversationId: string) => void sent.push(conversationId) },
    writeLimiter: { take: () => {}, requireToken: () => {} },
    raidPace: { take: async () => {} },
    load: { work: () => {} },
  };
  const requests = new Requests(context as unknown as RequestContext);
  const actor = { user: { id: "u_ann", nickname: "ann" }, payer: {} } as unknown as Actor;
  const join = { type: "join", requestId: 1, conversationId: LOBBY_ID } as const;
  const send = { type: "send", conversationId: LOBBY_ID, clientMessageId: "m_0000000000000000", text: "late" } as const;
  for (const frame of [join, send]) {
    expect(await requests.run(actor, frame, () => {}).catch((error) => error)).toMatchObject({ code: "unavailable" });
  }
  expect(sent).toEqual([]);
  isCurrent = true;
  // It goes on to the handler, which has less than it needs here.
  expect(await requests.run(actor, join, () => {}).catch((error) => error)).not.toMatchObject({ code: "unavailable" });
});
