import { expect, test } from "bun:test";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { Emitter } from "../../client/emitter.ts";
import type { ClientEvents, Conversation, ShoalClient } from "../../client/index.ts";
import { CoalescedConversations } from "./conversations.ts";

function room(id: string, head: number): [string, Conversation] {
  const counts = { head, messageCount: head, readSeq: 0, readMessageCount: 0 };
  return [id, { kind: "room", id, name: id, isPrivate: false, role: "member", ...counts }];
}

function followed() {
  const [clock, events] = [new FakeClock(), new Emitter<ClientEvents>()];
  let present = new Map([room("r_pier", 1)]);
  let changeCount = 0;
  const client: Pick<ShoalClient, "on" | "conversations"> = {
    get conversations() {
      return present;
    },
    on: (type, listener) => events.on(type, listener),
  };
  const count = (): void => {
    changeCount += 1;
  };
  const conversations = new CoalescedConversations(client, count, { clock });
  return {
    ...{ clock, events, conversations },
    headOfPier: () => conversations.signal.value.get("r_pier")?.head,
    ids: () => [...conversations.signal.value.keys()],
    changeCount: () => changeCount,
    become(...rooms: [string, Conversation][]) {
      present = new Map(rooms);
      events.emit("conversations", present);
    },
  };
}

test("conversations follow the first message at once, and those that come close behind it together", () => {
  const { clock, become, headOfPier, changeCount } = followed();
  become(room("r_pier", 2));
  expect(headOfPier()).toBe(2);
  for (let head = 3; head <= 9; head += 1) become(room("r_pier", head));
  expect(headOfPier()).toBe(2);
  clock.advance(100);
  expect([headOfPier(), changeCount()]).toEqual([9, 2]);
  clock.advance(1_000);
  expect(changeCount()).toBe(2);
  become(room("r_pier", 10));
  expect(headOfPier()).toBe(10);
});

test("a conversation that is joined or left while messages arrive is there, or gone, at once", () => {
  const { become, ids, headOfPier } = followed();
  become(room("r_pier", 2));
  become(room("r_pier", 3), room("r_beach", 1));
  expect([ids(), headOfPier()]).toEqual([["r_pier", "r_beach"], 3]);
  become(room("r_beach", 1));
  expect(ids()).toEqual(["r_beach"]);
});

test("conversations are told before their time together with something else, and not again", () => {
  const { clock, conversations, become, headOfPier, changeCount } = followed();
  become(room("r_pier", 2));
  clock.advance(60);
  become(room("r_pier", 3));
  conversations.flush();
  expect(headOfPier()).toBe(3);
  conversations.flush();
  clock.advance(1_000);
  expect(changeCount()).toBe(2);
});

test("what a welcome tells is there at once", () => {
  const { become, events, headOfPier } = followed();
  become(room("r_pier", 2));
  events.emit("welcome", {} as ClientEvents["welcome"]);
  become(room("r_pier", 40));
  expect(headOfPier()).toBe(40);
});
