import { expect, test } from "bun:test";
import type { CarriedView } from "../handshake/handshake-view.ts";
import { verdictOf } from "./verdict.ts";

const carried = (offered: string[], agreedExtensions: string): CarriedView => {
  const sight = { request: "GET /", headers: [], omittedCount: 0, extensions: { offered, chosen: [] } };
  return { carriedBy: "websocket", sight: sight as unknown as CarriedView["sight"], agreedExtensions };
};

test.each([
  ["taken", ["permessage-deflate; client_max_window_bits"], "permessage-deflate; server_no_context_takeover"],
  ["refused", ["permessage-deflate; client_max_window_bits"], ""],
  ["not-offered", [], ""],
  ["not-offered", ["permessage-deflate-of-mine"], ""],
] as const)("compression is %s", (verdict, offered, agreed) => {
  expect(verdictOf(carried([...offered], agreed))).toBe(verdict);
});

test("where no WebSocket gets through, nothing was offered", () => {
  expect(verdictOf({ ...carried([], ""), carriedBy: "http" })).toBe("no-websocket");
});
