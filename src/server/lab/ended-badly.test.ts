import { expect, test } from "bun:test";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { labLimits } from "../../protocol/lab.ts";
import type { SocketListener } from "../gateway/websocket.ts";
import { cutShort, SilentHandshakes } from "./ended-badly.ts";

const handshake = (signal?: AbortSignal) => {
  const headers = { Connection: "Upgrade", Upgrade: "websocket", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==" };
  const request = new Request("http://127.0.0.1/", { headers, ...(signal !== undefined && { signal }) });
  return { request, address: "192.0.2.1" } as Parameters<typeof cutShort>[0];
};

test("[P142c] a socket is ended without a close frame after a second, and no timer is left of one that ends before", () => {
  const clock = new FakeClock();
  const listeners: SocketListener[] = [];
  const upgrade = (_request: Request, { data }: { data: SocketListener }) => listeners.push(data) > 0;
  let terminations = 0;
  const socket = { terminate: () => (terminations += 1) } as unknown as Parameters<SocketListener["opened"]>[0];
  for (const _ of ["stays", "leaves"]) expect(cutShort(handshake(), { upgrade }, clock)).toBeUndefined();
  for (const listener of listeners) listener.opened(socket);
  clock.advance(labLimits.cutAfterMs - 1);
  expect(terminations).toBe(0);
  listeners[1]?.closed();
  clock.advance(1);
  expect(terminations).toBe(1);
  expect(clock.pendingCount).toBe(0);
});

test("[P142d] a handshake is held until the client gives up or 5 s have passed, and only so many are", async () => {
  const clock = new FakeClock();
  const silent = new SilentHandshakes(clock);
  const client = new AbortController();
  const held = Array.from({ length: labLimits.silentMax }, () => silent.hold(handshake(client.signal)));
  expect((await silent.hold(handshake())).status).toBe(503);
  client.abort();
  await Promise.all(held);
  expect(clock.pendingCount).toBe(0);

  const patient = silent.hold(handshake());
  clock.advance(labLimits.silentForMs);
  expect((await patient).status).toBe(503);
  const plain = { ...handshake(), request: new Request("http://127.0.0.1/") };
  expect((await silent.hold(plain)).status).toBe(426);
});
