import { expect, test } from "bun:test";
import { BareChannel } from "../../test/support/bare-channel.ts";
import { eventually } from "../../test/support/eventually.ts";
import { startTestServer, type TestServer } from "../../test/support/test-server.ts";
import { socketAddressOf } from "../client/address.ts";
import { LOBBY_ID, listSessions, signIn } from "../client/index.ts";
import { webSocketTransport } from "../client/transports/websocket.ts";
import { errorTable } from "../protocol/errors.ts";
import { paths } from "../protocol/http.ts";
import { limits } from "../protocol/limits.ts";

const MINUTE_MS = 60 * 1000;
const DAY_MS = 24 * 60 * MINUTE_MS;

async function greet({ url }: TestServer, token = ""): Promise<BareChannel> {
  return await BareChannel.greet(webSocketTransport(socketAddressOf(url, paths.socket), WebSocket), token);
}

test("a user who stays connected is never retired", async () => {
  await using server = await startTestServer();
  const { token } = await signIn(server.url, { nickname: "ann" });
  using channel = await greet(server, token);
  for (let nap = 1; nap <= 2; nap += 1) {
    server.clock.sleep(limits.guestLifetimeMs - DAY_MS);
    channel.say({ type: "ping" });
    await channel.hears("pong", nap);
    // What is overdue happens now: the hourly housekeeping, too.
    server.clock.advance(1);
  }
  await eventually(async () => {
    const { status } = await fetch(server.url + paths.session, { headers: { Authorization: `Bearer ${token}` } });
    expect(status).toBe(200);
  });
});

test("a session that stays connected is written once an hour, not with each look at it", async () => {
  await using server = await startTestServer();
  const { token, sessionId } = await signIn(server.url, { nickname: "ann" });
  using channel = await greet(server, token);
  const lastSeen = async () => {
    const sessions = await listSessions(server.url, { token });
    return sessions.find((session) => session.sessionId === sessionId)?.lastSeenAt;
  };
  const seen = new Set<number | undefined>();
  for (let minute = 1; minute <= 130; minute += 1) {
    server.clock.sleep(MINUTE_MS - 1);
    channel.say({ type: "ping" });
    await channel.hears("pong", minute);
    server.clock.advance(1);
    if (minute % 5 === 0) seen.add(await lastSeen());
  }
  expect(seen.size).toBe(3);
});

test.each([-DAY_MS, DAY_MS])(
  "a silent client is pinged and then ended, also where the time of day is set by %d ms",
  async (jumpMs) => {
    await using server = await startTestServer();
    const { token } = await signIn(server.url, { nickname: "ann" });
    using channel = await greet(server, token);
    server.clock.setWall(server.clock.now() + jumpMs);
    server.clock.advance(limits.heartbeatIntervalMs);
    await channel.hears("ping");
    server.clock.advance(limits.heartbeatTimeoutMs - limits.heartbeatIntervalMs + 1_000);
    expect(await channel.isClosed()).toBe(errorTable["heartbeat-lost"].closeCode);
  },
);

test("a user who stays away for 30 days leaves every room", async () => {
  await using server = await startTestServer();
  const { user: ann } = await signIn(server.url, { nickname: "ann" });
  server.clock.sleep(limits.guestLifetimeMs + DAY_MS);
  const { token } = await signIn(server.url, { nickname: "ben" });
  using ben = await greet(server, token);
  server.clock.advance(1);
  const { logId, events } = await ben.hears("events");
  expect({ logId, events }).toMatchObject({ logId: LOBBY_ID, events: [{ type: "leave", by: ann }] });
});

test("a server that stops finishes its housekeeping first", async () => {
  await using server = await startTestServer();
  // More than are retired at once.
  await Promise.all(Array.from({ length: 101 }, (_, index) => signIn(server.url, { nickname: `fish ${index}` })));
  server.clock.sleep(limits.guestLifetimeMs + DAY_MS);
  server.clock.advance(1);
  // The test server throws when anything went wrong.
  await server.stop();
});
