import { expect, test } from "bun:test";
import { signal } from "@preact/signals";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { Emitter } from "../../client/emitter.ts";
import type { ClientEvents, Conversation, MessageEvent } from "../../client/index.ts";
import { TalkKeeper } from "./talk-keeper.ts";
import type { KeptConversation, KeptList } from "./talk-store.ts";

const me = { id: "u_me", nickname: "me" };
const ann = { id: "u_ann", nickname: "ann" };

function message(seq: number, text: string): MessageEvent {
  return { type: "message", seq, at: seq, by: ann, clientMessageId: `m_${seq}`, text };
}

function room(id: string, head: number, text?: string): Conversation {
  const last = text === undefined ? {} : { lastMessage: { seq: head, at: head, by: ann, text } };
  return {
    ...{
      id,
      kind: "room",
      name: id,
      isPrivate: false,
      role: "member",
      head,
      messageCount: head,
      readSeq: 0,
      readMessageCount: 0,
    },
    ...last,
  } as Conversation;
}

function rigOf(kept: Record<string, KeptConversation>, epoch = "e1") {
  const emitter = new Emitter<ClientEvents>();
  const clock = new FakeClock();
  const stored = new Map(Object.entries(kept));
  let list: KeptList | undefined;
  const asked: string[] = [];
  const client = {
    on: emitter.on.bind(emitter),
    state: "connecting",
    conversations: new Map<string, Conversation>(),
    async history(id: string) {
      asked.push(id);
      const head = client.conversations.get(id)?.head ?? 0;
      return { type: "history-page", requestId: 1, conversationId: id, floor: 0, head, events: [message(head, "fresh")] };
    },
  };
  const store = {
    async write(newList: KeptList | undefined, logs: ReadonlyMap<string, KeptConversation | undefined>) {
      list = newList ?? list;
      for (const [id, log] of logs) {
        if (log === undefined) stored.delete(id);
        else stored.set(id, log);
      }
    },
    async clear() {
      stored.clear();
      list = undefined;
    },
    close() {},
  };
  const whenIdle = (callback: () => void) => {
    queueMicrotask(callback);
    return () => {};
  };
  const chat = { me, client, shown: signal(undefined), logOf: () => undefined } as never;
  const keeper = new TalkKeeper(chat, { store, clock, whenIdle, logs: stored, epoch });
  return {
    ...{ stored, asked, clock, keeper },
    list: () => list,
    welcome(conversations: readonly Conversation[], newEpoch = epoch) {
      client.state = "live";
      client.conversations = new Map(conversations.map((each) => [each.id, each]));
      emitter.emit("welcome", { epoch: newEpoch } as never);
      emitter.emit("conversations", client.conversations);
    },
    event(conversationId: string, event: ClientEvents["event"]["event"], after: Conversation) {
      emitter.emit("event", { conversationId, event });
      client.conversations = new Map(client.conversations).set(after.id, after);
      emitter.emit("conversations", client.conversations);
    },
    gap: (logId: string, reason: "far" | "replaced") =>
      emitter.emit("gap", { type: "gap", logId, after: 9, messageCount: 9, reason }),
    async settle(ms = 0) {
      for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
      clock.advance(ms);
      for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
    },
  };
}

const reef = { entries: [message(1, "at the reef")], upTo: 1, shownAt: 5 };
const cave = { entries: [message(1, "in the cave")], upTo: 1, shownAt: 3 };

test("what did not move stays, what moved on unseen goes and is read again, what was left goes", async () => {
  const rig = rigOf({ reef, cave, wreck: cave });
  rig.welcome([room("reef", 1), room("cave", 4)]);
  await rig.settle(1_000);
  expect(rig.asked).toEqual(["cave"]);
  await rig.settle(1_000);
  expect([...rig.stored.keys()].toSorted()).toEqual(["cave", "reef"]);
  expect(rig.stored.get("cave")).toEqual({ entries: [message(4, "fresh")], upTo: 4, shownAt: 3 });
  expect(rig.list()?.conversations.map(({ id }) => id)).toEqual(["reef", "cave"]);
});

test("after the first welcome the events tell all, and nothing is read again", async () => {
  const rig = rigOf({ reef });
  rig.welcome([room("reef", 1)]);
  rig.event("reef", message(2, "and deeper"), room("reef", 2));
  rig.welcome([room("reef", 3)]);
  await rig.settle(2_000);
  expect(rig.asked).toEqual([]);
  expect(rig.stored.get("reef")).toMatchObject({ upTo: 2, entries: { length: 2 } });
});

test("a deleted text leaves the messages and the list at once", async () => {
  const rig = rigOf({ reef });
  rig.welcome([room("reef", 1, "at the reef")]);
  await rig.settle(2_000);
  expect(JSON.stringify([...rig.stored, rig.list()])).toContain("at the reef");
  rig.event("reef", { type: "delete", seq: 2, at: 2, by: ann, target: 1 }, room("reef", 2));
  await rig.settle();
  expect(JSON.stringify([...rig.stored, rig.list()])).not.toContain("at the reef");
});

test("[P17c] of a past that was replaced nothing stays, also when that is learnt at the first welcome", async () => {
  const rig = rigOf({ reef, cave });
  rig.welcome([room("reef", 1)], "e2");
  await rig.settle();
  expect(rig.stored.size).toBe(0);
  const running = rigOf({ reef });
  running.welcome([room("reef", 1)]);
  running.gap("reef", "replaced");
  await running.settle();
  expect(running.stored.size).toBe(0);
});

test("a hole in the events takes what is kept of that conversation, and a keeper that was stopped writes nothing", async () => {
  const rig = rigOf({ reef, cave });
  rig.welcome([room("reef", 1), room("cave", 1)]);
  rig.gap("reef", "far");
  await rig.settle(2_000);
  expect([...rig.stored.keys()]).toEqual(["cave"]);
  rig.event("cave", message(2, "too late"), room("cave", 2));
  rig.keeper.stop();
  await rig.settle(2_000);
  expect(rig.stored.get("cave")).toEqual(cave);
});
