import { expect, test } from "bun:test";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { labLimits } from "../../protocol/lab.ts";
import { SilentHandshakes } from "./silent-handshakes.ts";

const handshake = (signal?: AbortSignal) => {
  const headers = { Connection: "Upgrade", Upgrade: "websocket", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==" };
  const request = new Request("http://127.0.0.1/", { headers, ...(signal !== undefined && { signal }) });
  return { request, address: "192.0.2.1" } as Parameters<SilentHandshakes["hold"]>[0];
};

test("[P144c] a handshake is held until the client gives up or 5 s have passed, and only so many are", async () => {
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
  const last = silent.hold(handshake());
  silent.drain();
  expect((await last).status).toBe(503);
  expect(clock.pendingCount).toBe(0);
  const plain = { ...handshake(), request: new Request("http://127.0.0.1/") };
  expect((await silent.hold(plain)).status).toBe(426);
});
