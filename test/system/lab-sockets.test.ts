import { expect, test } from "bun:test";
import * as v from "valibot";
import { handshakeView, handshakeViewPath } from "../../src/protocol/http.ts";
import { type LabSlowReport, labLimits, labPaths } from "../../src/protocol/lab.ts";
import { eventually } from "../support/eventually.ts";
import { PlainClient } from "../support/plain-client.ts";
import { handshake, RawConnection, RawSocket } from "../support/raw-socket.ts";
import { ServerProcess } from "../support/server-process.ts";
import { startTestServer } from "../support/test-server.ts";

test("[P142a] [P142b] a plain request and a handshake are shown in the same form, with what the server chose", async () => {
  await using server = await ServerProcess.start({ flags: ["--trust-proxy", "127.0.0.1"] });
  const headers = { Cookie: "shoal=abc; b=c", "X-Forwarded-For": "198.51.100.7" };
  const plain = v.parse(handshakeView, await (await fetch(server.url + handshakeViewPath, { headers })).json());
  expect(plain).toMatchObject({
    ...{ request: `GET ${handshakeViewPath}`, httpVersion: "HTTP/1", clientAddress: "198.51.100.7" },
    ...{ cookieNames: ["shoal", "b"], extensions: { offered: [], chosen: [] }, remote: { address: "127.0.0.1" } },
  });
  using connection = await RawConnection.open(server.url);
  const offer = "Sec-WebSocket-Extensions: permessage-deflate\r\nSec-WebSocket-Protocol: chat\r\nCookie: shoal=abc\r\n";
  connection.write(handshake(server.url, handshakeViewPath).replace(/\r\n\r\n$/, `\r\n${offer}\r\n`));
  const answer = await connection.answers(/^(HTTP\/1\.1 101 .*\{.*\})/s);
  expect(answer).not.toMatch(/sec-websocket-(extensions|protocol): *\S/i);
  expect(answer).not.toContain("abc");
  const shown = v.parse(handshakeView, JSON.parse(/\{.*\}/s.exec(answer)?.[0] ?? ""));
  expect(shown).toMatchObject({
    extensions: { offered: ["permessage-deflate"], chosen: [] },
    subprotocols: { offered: ["chat"], chosen: [] },
    ...{ cookieNames: ["shoal"], clientAddress: "127.0.0.1" },
  });
  expect(shown.remote?.port).toBeGreaterThan(0);
});

test("[P144a] a socket is cut without a close frame", async () => {
  await using server = await startTestServer();
  using client = await PlainClient.open(server.url, labPaths.cut);
  using raw = await RawSocket.open(server.url, labPaths.cut);
  client.say("ignored");
  server.clock.advance(labLimits.cutAfterMs - 1);
  expect(client.closed).toBeUndefined();
  server.clock.advance(1);
  expect((await client.isClosed()).code).toBe(1006);
  await raw.connection.ended();
  expect([raw.texts, raw.closeCode]).toEqual([[], undefined]);
});

test("[P144b] a slow reader leaves what it does not read with its client, and ends after a while", async () => {
  await using server = await startTestServer();
  using client = await RawSocket.open(server.url, labPaths.slow);
  const message = new Uint8Array(64 * 1024);
  const messageCount = 512;
  for (let count = 0; count < messageCount; count += 1) client.sendFrame(0x2, message);
  const waiting = () => client.connection.waitingBytes;
  await eventually(() => expect(waiting()).toBeGreaterThan(0));
  let lastWaiting = waiting();
  const reports = () => client.texts.map((text) => (JSON.parse(text) as LabSlowReport).readBytes);
  for (let round = 1; round <= 3; round += 1) {
    await eventually(() => {
      server.clock.advance(labLimits.slowRestMs / 10);
      expect(reports().length).toBeGreaterThanOrEqual(round);
    });
    expect(waiting()).toBeLessThanOrEqual(lastWaiting);
    lastWaiting = waiting();
  }
  expect(reports()).toEqual(reports().toSorted((one, other) => one - other));
  expect(reports().at(-1)).toBeLessThan((messageCount * message.length) / 2);
  expect(lastWaiting).toBeGreaterThan(0);
  server.clock.advance(labLimits.slowLifetimeMs);
  await client.connection.ended();
});

test("[P144b] slow readers are few, one that is killed makes room, and they do not hold up a server that stops", async () => {
  await using server = await startTestServer();
  const clients: RawSocket[] = [];
  for (let count = 0; count < labLimits.slowSocketsPerAddressMax; count += 1) {
    clients.push(await RawSocket.open(server.url, labPaths.slow));
  }
  await expect(RawSocket.open(server.url, labPaths.slow)).rejects.toThrow("503");
  clients[0]?.connection.reset();
  await eventually(async () => clients.push(await RawSocket.open(server.url, labPaths.slow)));
  clients[1]?.sendFrame(0x2, new Uint8Array(1_000));
  await server.stop();
  for (const client of clients) await client.connection.ended();
});

test("[P30] a handshake at an address that does not exist is refused like any request", async () => {
  await using server = await startTestServer();
  using connection = await RawConnection.open(server.url);
  connection.write(handshake(server.url, "/api/lab/nowhere"));
  expect(await connection.answers(/^HTTP\/1\.1 (\d+) .*not-found/s)).toBe("404");
});
