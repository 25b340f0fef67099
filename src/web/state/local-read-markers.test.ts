import { beforeEach, describe, expect, test } from "bun:test";
import { Emitter } from "../../client/emitter.ts";
import { type ClientEvents, type Conversation, type Gap, LOBBY_ID } from "../../client/index.ts";
import { LocalReadMarkers } from "./local-read-markers.ts";

let events: Emitter<ClientEvents>;
let told: number[];
let markers: LocalReadMarkers;

beforeEach(() => {
  events = new Emitter();
  told = [];
  markers = new LocalReadMarkers({
    on: (type, listener) => events.on(type, listener),
    markRead: (_conversationId, seq) => void told.push(seq),
  });
});

describe("the markers of this page", () => {
  test("[P24a] is sent forward only, and not when it was read elsewhere", () => {
    for (const seq of [90, 95, 94, 95, 100]) markers.mark(lobby({ head: 100, readSeq: 90 }), seq);
    expect(told).toEqual([95, 100]);
  });

  test("covers a conversation up to its head, until a new message", () => {
    markers.mark(lobby({ head: 100, readSeq: 90 }), 100);
    expect(markers.coversAll(lobby({ head: 100, readSeq: 90 }))).toBe(true);
    expect(markers.coversAll(lobby({ head: 101, readSeq: 90 }))).toBe(false);
  });

  test("[P17c] does not count in another past: new messages are unread there, and their marker is sent", () => {
    markers.mark(lobby({ head: 100, readSeq: 90 }), 100);
    events.emit("gap", gap("replaced"));
    expect(markers.coversAll(lobby({ head: 60, readSeq: 40 }))).toBe(false);
    markers.mark(lobby({ head: 60, readSeq: 40 }), 60);
    expect(told).toEqual([100, 60]);
  });

  test("[P17b] stays read when only events in between are not delivered", () => {
    markers.mark(lobby({ head: 100, readSeq: 90 }), 100);
    events.emit("gap", gap("far"));
    expect(markers.coversAll(lobby({ head: 100, readSeq: 90 }))).toBe(true);
  });
});

function lobby({ head, readSeq }: Pick<Conversation, "head" | "readSeq">): Conversation {
  const counts = { head, messageCount: head, readSeq, readMessageCount: readSeq };
  return { id: LOBBY_ID, kind: "room", name: "Lobby", isPrivate: false, ...counts };
}

function gap(reason: Gap["reason"]): Gap {
  return { type: "gap", logId: LOBBY_ID, after: 40, messageCount: 40, reason };
}
