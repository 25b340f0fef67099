import { expect, test } from "bun:test";
import { command, newAccount, newGuest, operate, operatorCommand } from "../../../test/support/administration.ts";
import { eventually } from "../../../test/support/eventually.ts";
import { temporaryFolder } from "../../../test/support/temporary-folder.ts";
import { startTestServer } from "../../../test/support/test-server.ts";
import { LOBBY_ID } from "../../client/index.ts";
import { errorTable } from "../../protocol/errors.ts";
import { paths } from "../../protocol/http.ts";
import { labPaths } from "../../protocol/lab.ts";

const trustedProxies = ["127.0.0.1"];
/** As a proxy on the machine tells it. */
const from = (address: string) => ({ "X-Forwarded-For": address });
const hello = (token: string) => ({ type: "hello", version: 1, token, cursors: {} });

const ask = (url: string, path: string, headers: Readonly<Record<string, string>>, body?: object): Promise<Response> =>
  fetch(url + path, {
    method: body === undefined ? "GET" : "POST",
    headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });

/** A WebSocket from that address, and how it ends. */
async function openSocket(url: string, address: string, token: string) {
  const socket = new WebSocket(`${url.replace("http", "ws")}${paths.socket}`, { headers: from(address) } as never);
  const heard: string[] = [];
  const ended = new Promise<number>((resolve) => socket.addEventListener("close", ({ code }) => resolve(code)));
  socket.addEventListener("message", ({ data }) => heard.push(String(data)));
  socket.addEventListener("open", () => socket.send(JSON.stringify(hello(token))));
  return { heard, ended, close: () => socket.close() };
}

test("[P184a] [P184f] a banned address gets nothing but the page and the health, whichever way it comes", async () => {
  await using server = await startTestServer({ trustedProxies });
  const { url, dataFolder } = server;
  const ann = await newGuest(url, "ann", from("203.0.113.7"));
  await operate(dataFolder, "ban-addresses", { network: "203.0.113.0/24", reason: "spam" });
  const bearer = { Authorization: `Bearer ${ann.token}` };
  const banned = async (response: Promise<Response>): Promise<void> => {
    const answered = await response;
    expect([answered.status, await answered.json()]).toMatchObject([403, { error: "banned" }]);
  };
  for (const address of ["203.0.113.7", "203.0.113.255", "::ffff:203.0.113.9", "1.2.3.4, 203.0.113.8"]) {
    const headers = { ...bearer, ...from(address) };
    await banned(ask(url, paths.sessions, headers, { nickname: "ben" }));
    await banned(ask(url, paths.session, headers));
    await banned(ask(url, paths.server, headers));
    await banned(ask(url, paths.frames, headers, { type: "ping" }));
    await banned(ask(url, paths.poll, headers, hello(ann.token)));
    await banned(ask(url, paths.stream, headers, hello(ann.token)));
    await banned(ask(url, paths.uploads, headers, {}));
    await banned(ask(url, `${paths.pictures}/f_1`, headers));
    await banned(ask(url, "/chat", headers));
    await banned(ask(url, paths.adminCommand.replace(":command", "status"), headers, {}));
    await banned(ask(url, "/c/lobby/1", headers));
    for (const path of [paths.health, "/readyz"]) expect((await ask(url, path, headers)).status).toBe(200);
    expect([200, 404]).toContain((await ask(url, "/", headers)).status);
  }
  expect((await ask(url, paths.session, { ...bearer, ...from("203.0.114.1") })).status).toBe(200);
  expect((await ask(url, paths.session, bearer)).status).toBe(200);
  await operate(dataFolder, "unban-addresses", { network: "203.0.113.99/24" });
  expect((await ask(url, paths.session, { ...bearer, ...from("203.0.113.7") })).status).toBe(200);
});

test("[P184b] connections of a banned network end at once, and others stay", async () => {
  await using server = await startTestServer({ trustedProxies });
  const { url, dataFolder } = server;
  const ann = await newGuest(url, "ann", from("203.0.113.7"));
  const ben = await newGuest(url, "ben", from("198.51.100.1"));
  const [bad, good, six] = await Promise.all([
    openSocket(url, "203.0.113.7", ann.token),
    openSocket(url, "198.51.100.1", ben.token),
    openSocket(url, "2001:db8:1:2::9", ann.token),
  ]);
  for (const { heard } of [bad, good, six]) await eventually(() => expect(heard[0]).toContain('"welcome"'));
  const echo = new WebSocket(`${url.replace("http", "ws")}/echo`, { headers: from("203.0.113.9") } as never);
  const echoEnded = new Promise<number>((resolve) => echo.addEventListener("close", ({ code }) => resolve(code)));
  await new Promise((resolve) => echo.addEventListener("open", resolve));
  const feed = await fetch(url + labPaths.feed, { headers: from("203.0.113.9") });
  const polled = fetch(url + paths.poll, {
    method: "POST",
    headers: { ...from("203.0.113.8"), Prefer: "wait=20" },
    body: JSON.stringify(hello(ann.token)),
  });
  await polled;
  await operate(dataFolder, "ban-addresses", { network: "203.0.113.0/24" });
  expect(await bad.ended).toBe(errorTable.banned.closeCode);
  expect(await echoEnded).toBe(errorTable.banned.closeCode);
  await feed.text(); // it ends
  await operate(dataFolder, "ban-addresses", { network: "2001:db8:1:2::1" });
  expect(await six.ended).toBe(errorTable.banned.closeCode);
  const frame = { type: "send", conversationId: LOBBY_ID, clientMessageId: "message-1", text: "still here" };
  await ask(url, paths.frames, { Authorization: `Bearer ${ben.token}`, ...from("198.51.100.1") }, frame);
  await eventually(() => expect(good.heard.join()).toContain("still here"));
  const refused = new WebSocket(`${url.replace("http", "ws")}${paths.socket}`, { headers: from("203.0.113.200") } as never);
  const isOpened = await new Promise((resolve) => {
    refused.addEventListener("open", () => resolve(true));
    refused.addEventListener("close", () => resolve(false));
  });
  expect(isOpened).toBe(false);
  expect((await operate(dataFolder, "status")).connections).toMatchObject({ websocket: 1 });
  good.close();
});

test("[P184c] the machine, the administrator's own address and too wide networks are not banned", async () => {
  await using server = await startTestServer({ trustedProxies });
  const administrator = await newAccount(server, "ann", "administrator");
  const ban = async (network: string): Promise<unknown> => {
    const headers = from("192.0.2.44");
    return (await command(server.url, administrator.token, "ban-addresses", { network }, { headers })).json();
  };
  for (const own of ["192.0.2.44", "192.0.2.0/24", "127.0.0.1", "127.0.0.0/8", "127.9.9.9", "::1", "::ffff:127.0.0.1"]) {
    expect(await ban(own)).toMatchObject({ error: "network-own" });
  }
  for (const wide of [
    "0.0.0.0/0",
    "10.0.0.0/7",
    "2001::/31",
    "::/0",
    "reef.example",
    "1.2.3",
    "1.2.3.4/33",
    "1.2.3.4/x",
    "x".repeat(64),
  ]) {
    expect(await ban(wide)).toMatchObject({ error: "network-invalid" });
  }
  expect(await ban("10.0.0.0/8")).toMatchObject({ network: "10.0.0.0/8" });
  expect(await ban("2001:db8::/32")).toMatchObject({ network: "2001:db8::/32" });
  expect(await ban("2001:db8:5::77")).toMatchObject({ network: "2001:db8:5::/64" });
  const { bans } = await operate(server.dataFolder, "address-bans");
  expect(bans.map(({ network }) => network).toSorted()).toEqual(["10.0.0.0/8", "2001:db8:5::/64", "2001:db8::/32"]);
  expect(bans[0]?.by?.nickname).toBe("ann");
});

test("[P184d] a forged X-Forwarded-For neither lifts a ban nor shuts out another client", async () => {
  await using behindNothing = await startTestServer();
  await operate(behindNothing.dataFolder, "ban-addresses", { network: "203.0.113.0/24" });
  expect((await ask(behindNothing.url, paths.server, from("203.0.113.7"))).status).toBe(200);

  await using server = await startTestServer({ trustedProxies: ["127.0.0.1", "10.0.0.0/8"] });
  await operate(server.dataFolder, "ban-addresses", { network: "203.0.113.0/24" });
  const statusOf = async (chain: string): Promise<number> => (await ask(server.url, paths.server, from(chain))).status;
  // The proxies append: what is nearest to them counts, and what the client claims stands before it.
  expect(await statusOf("198.51.100.1, 203.0.113.7")).toBe(403);
  expect(await statusOf("127.0.0.1, 203.0.113.7, 10.1.2.3")).toBe(403);
  expect(await statusOf("203.0.113.7, 198.51.100.1")).toBe(200);
  expect(await statusOf("203.0.113.7, 198.51.100.1, 10.1.2.3")).toBe(200);
  expect(await statusOf(`${"203.0.113.7, ".repeat(400)}198.51.100.1`)).toBe(200);
  expect(await statusOf("203.0.113.7:1234")).toBe(200); // no address: the proxy itself
});

test("[P184e] 1,000 networks can be banned; a ban ends by itself, and all of them survive a restart", async () => {
  await using folder = await temporaryFolder();
  const first = await startTestServer({ dataFolder: folder.path, trustedProxies });
  await operate(folder.path, "ban-addresses", { network: "198.51.100.7", seconds: 60 });
  for (let index = 0; index < 999; index += 1) {
    await operate(folder.path, "ban-addresses", { network: `10.${index >> 8}.${index & 255}.1` });
  }
  const more = { network: "203.0.113.7" };
  expect(await (await operatorCommand(folder.path, "ban-addresses", more)).json()).toMatchObject({
    error: "too-many-address-bans",
  });
  await operate(folder.path, "ban-addresses", { network: "10.0.0.1", reason: "the same again" });
  await first[Symbol.asyncDispose]();

  await using server = await startTestServer({ dataFolder: folder.path, trustedProxies });
  const statusOf = async (address: string): Promise<number> => (await ask(server.url, paths.server, from(address))).status;
  expect([await statusOf("198.51.100.7"), await statusOf("10.3.231.1"), await statusOf("10.3.231.2")]).toEqual([403, 200, 200]);
  expect(await statusOf("10.3.230.1")).toBe(403);
  server.clock.advance(60_000);
  expect(await statusOf("198.51.100.7")).toBe(200);
  await operate(folder.path, "ban-addresses", more);
  expect((await operate(folder.path, "address-bans")).bans).toHaveLength(1_000);
});

test("[P184g] a ban of a user takes the networks of their live connections along, for a day, but not those of staff or the machine", async () => {
  await using server = await startTestServer({ trustedProxies });
  const { url, dataFolder } = server;
  const administrator = await newAccount(server, "administrator", "administrator");
  const ann = await newGuest(url, "ann", from("203.0.113.7"));
  const sockets = await Promise.all(
    ["203.0.113.7", "2001:db8::7", "192.0.2.1", "127.0.0.1"].map((address) => openSocket(url, address, ann.token)),
  );
  for (const { heard } of sockets) await eventually(() => expect(heard[0]).toContain('"welcome"'));
  const input = { userId: ann.user.id, withAddresses: true, reason: "spam" };
  const response = await command(url, administrator.token, "ban", input, { headers: from("192.0.2.1") });
  expect(await response.json()).toEqual({ bannedNetworks: ["203.0.113.7", "2001:db8::/64"] });
  for (const { ended } of sockets) expect(await ended).toBe(errorTable.banned.closeCode);
  const day = 24 * 60 * 60 * 1_000;
  expect((await operate(dataFolder, "address-bans")).bans).toMatchObject([
    { network: "2001:db8::/64", until: server.clock.now() + day, reason: "spam" },
    { network: "203.0.113.7", until: server.clock.now() + day, reason: "spam" },
  ]);
  expect((await ask(url, paths.sessions, from("203.0.113.7"), { nickname: "again" })).status).toBe(403);
  expect((await ask(url, paths.sessions, from("192.0.2.1"), { nickname: "again" })).status).toBe(201);
});
