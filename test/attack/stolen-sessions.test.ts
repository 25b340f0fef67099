import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { LOBBY_ID } from "../../src/client/index.ts";
import { CONTROL_SOCKET, controlPaths } from "../../src/protocol/control.ts";
import { type DeviceLink, paths, type SignedIn } from "../../src/protocol/http.ts";
import { command, newAccount, newGuest, operate, type Token } from "../support/administration.ts";
import { pause } from "../support/eventually.ts";
import { HttpCaller } from "../support/http-caller.ts";
import { RawConnection } from "../support/raw-socket.ts";
import { startTestServer, type TestServer } from "../support/test-server.ts";

const PASSWORD = "correct horse battery";
const OTHER_PASSWORD = "wrong donkey charger";

let server: TestServer;
const caller = new HttpCaller(() => server);

beforeAll(async () => {
  server = await startTestServer();
  await newAccount(server, "root", "administrator"); // so that others can lose the role
});
afterAll(() => server[Symbol.asyncDispose]());

let count = 0;
const name = (): string => `ann ${++count}`;

/** The cookie of a session, as a page of the server sends it. */
function cookieOf(token: string): Record<string, string> {
  return { Origin: server.url, Cookie: `shoal-${new URL(server.url).port}=${token}` };
}

/** What a thief does with a cookie, and the statuses of the answers. */
async function statuses(token: string): Promise<Record<string, number>> {
  const headers = cookieOf(token);
  const requests: readonly [method: string, path: string, body?: object][] = [
    ["GET", paths.session],
    ["GET", paths.sessions],
    ["GET", paths.account],
    ["GET", paths.accountExport],
    ["PUT", paths.account, { password: OTHER_PASSWORD }],
    ["DELETE", paths.account, {}],
    ["DELETE", paths.sessions],
    ["POST", paths.deviceLinks],
    ["POST", paths.frames, { type: "ping" }],
    ["POST", paths.poll, { version: 1 }],
    ["POST", paths.stream, { version: 1 }],
    ["POST", paths.adminCommand.replace(":command", "people"), {}],
    ["POST", paths.uploads],
  ];
  const answers: Record<string, number> = {};
  for (const [method, path, body] of requests) {
    const response = await caller.call(method, path, { headers, ...(body !== undefined && { body }) });
    answers[`${method} ${path}`] = response.status;
    await response.body?.cancel();
  }
  return answers;
}

async function deviceLinkOf(token: string): Promise<string> {
  const response = await caller.call("POST", paths.deviceLinks, { headers: { Authorization: `Bearer ${token}` } });
  return ((await response.json()) as DeviceLink).code;
}

const asOwner = (token: string) => ({ headers: { Authorization: `Bearer ${token}` } });

/** How an owner, or the staff, ends what was stolen: `own` is the owner's other session. */
const ends: Readonly<Record<string, (victim: { readonly own: Token; readonly stolen: Token }) => Promise<unknown>>> = {
  "signing out all other devices": ({ own }) => caller.call("DELETE", paths.sessions, asOwner(own.token)),
  "signing out that device": ({ own, stolen }) =>
    caller.call("DELETE", paths.sessionOfUser.replace(":sessionId", stolen.sessionId), asOwner(own.token)),
  "a new password": ({ own }) =>
    caller.call("PUT", paths.account, { ...asOwner(own.token), body: { password: OTHER_PASSWORD, current: PASSWORD } }),
  "a reset link": async ({ own }) => {
    const { code } = await operate(server.dataFolder, "make-reset-link", { userId: own.user.id });
    await caller.call("POST", paths.sessions, { body: { resetLink: code, password: OTHER_PASSWORD } });
  },
  "a ban": ({ own }) => operate(server.dataFolder, "ban", { userId: own.user.id }),
  "a sign-out by the staff": ({ own }) => operate(server.dataFolder, "sign-out", { userId: own.user.id }),
  "a deletion": ({ own }) => caller.call("DELETE", paths.account, { ...asOwner(own.token), body: { password: PASSWORD } }),
};

describe("[P29] [P150d] [P179f] a stolen cookie, and the links that were made with it, end with", () => {
  test.each(Object.entries(ends))("%s", async (_, end) => {
    const nickname = name();
    const stolen = await newAccount(server, nickname);
    const own = (await (await caller.call("POST", paths.sessions, { body: { nickname, password: PASSWORD } })).json()) as Token;
    const link = await deviceLinkOf(stolen.token);
    const socket = await openSocket(stolen.token);
    expect((await caller.call("GET", paths.session, { headers: cookieOf(stolen.token) })).status).toBe(200);
    await end({ own, stolen });
    for (const [request, status] of Object.entries(await statuses(stolen.token))) {
      expect({ request, isRefused: status === 401 || status === 403 }).toEqual({ request, isRefused: true });
    }
    expect(await socket.closed).toBeOneOf([4501, 4508]);
    expect(await (await openSocket(stolen.token)).closed).toBe(4500);
    const redeemed = await caller.call("POST", paths.sessions, { body: { deviceLink: link } });
    expect([410, 403]).toContain(redeemed.status);
  });
});

test("[P180f] the cookie of an administrator who was dismissed administers nothing, nor does a link that they made", async () => {
  const stolen = await newAccount(server, name(), "administrator");
  const target = await newAccount(server, name());
  const made = await caller.call("POST", paths.resetLinks, { ...asOwner(stolen.token), body: { userId: target.user.id } });
  const { code } = (await made.json()) as DeviceLink;
  await operate(server.dataFolder, "set-role", { userId: stolen.user.id, serverRole: "member" });
  expect((await command(server.url, undefined, "people", {}, { headers: cookieOf(stolen.token) })).status).toBe(403);
  const again = await caller.call("POST", paths.resetLinks, { ...asOwner(stolen.token), body: { userId: target.user.id } });
  expect(again.status).toBe(403);
  const reset = await caller.call("POST", paths.sessions, { body: { resetLink: code, password: OTHER_PASSWORD } });
  expect(reset.status).toBe(410);
});

describe("[P28] a session that was planted in the browser before is not the one after", () => {
  const signIns: Readonly<Record<string, () => Promise<object>>> = {
    "a device link": async () => ({ deviceLink: await deviceLinkOf((await newAccount(server, name())).token) }),
    "a password": async () => ({ nickname: (await newAccount(server, name())).user.nickname, password: PASSWORD }),
    "a reset link": async () => {
      const { user } = await newAccount(server, name());
      const { code } = await operate(server.dataFolder, "make-reset-link", { userId: user.id });
      return { resetLink: code, password: OTHER_PASSWORD };
    },
    "an administrator link": async () => ({ nickname: name(), password: PASSWORD, administratorLink: await administratorLink() }),
    "a new account": async () => ({ nickname: name(), password: PASSWORD, isNew: true }),
    "a guest's nickname": async () => ({ nickname: name() }),
  };
  test.each(Object.entries(signIns))("%s", async (_, body) => {
    const planted = await newGuest(server.url, name());
    const headers = { ...cookieOf(planted.token), Authorization: `Bearer ${planted.token}` };
    const response = await caller.call("POST", paths.sessions, { headers, body: { ...(await body()), keep: "cookie" } });
    expect(response.status).toBe(201);
    const signedIn = (await response.json()) as SignedIn;
    expect(signedIn.sessionId).not.toBe(planted.sessionId);
    const cookies = response.headers.getSetCookie();
    expect(cookies.join()).not.toContain(planted.token);
    for (const cookie of cookies) expect(cookie).toMatch(/HttpOnly/i);
    for (const cookie of cookies) expect(cookie).toMatch(/SameSite=Strict/i);
    const whoAmI = (await (await caller.call("GET", paths.session, asOwner(planted.token))).json()) as SignedIn;
    expect(whoAmI.user.id).toBe(planted.user.id);
  });
});

describe("[P30] with the cookie of a user a page of another origin does nothing", () => {
  const requests: readonly [method: string, path: string, body: object | undefined][] = [
    ["PUT", paths.account, { password: OTHER_PASSWORD, current: PASSWORD }],
    ["DELETE", paths.account, { password: PASSWORD }],
    ["GET", paths.accountExport, undefined],
    ["POST", paths.administrators, { administratorLink: "x".repeat(43) }],
    ["POST", paths.resetLinks, { userId: "nobody" }],
    ["DELETE", paths.sessions, undefined],
    ["POST", paths.deviceLinks, undefined],
    ["POST", paths.sessions, { nickname: "mallory", keep: "cookie" }],
    ["POST", paths.frames, { type: "update-profile", requestId: 1, status: "pwned" }],
  ];
  test.each(requests)("%s %s", async (method, path, body) => {
    const victim = await newAccount(server, name());
    const forged = [{ Origin: "https://evil.example" }, { Origin: "null" }, { "Sec-Fetch-Site": "cross-site", Origin: "" }];
    for (const origin of forged) {
      for (const type of ["text/plain", "application/x-www-form-urlencoded"]) {
        const headers = { ...cookieOf(victim.token), "Content-Type": type, ...origin };
        const response = await caller.call(method, path, { headers, ...(body !== undefined && { body }) });
        expect([response.status, await response.json()]).toMatchObject([403, { error: "forbidden-origin" }]);
        expect(response.headers.getSetCookie()).toEqual([]);
      }
    }
    expect((await caller.call("GET", paths.session, asOwner(victim.token))).status).toBe(200);
    const again = await caller.call("POST", paths.sessions, { body: { nickname: victim.user.nickname, password: PASSWORD } });
    expect(again.status).toBe(201);
  });
});

describe("[P179f] a request whose body comes after the session has ended does nothing", () => {
  const requests: readonly [path: string, body: object][] = [
    [paths.frames, { type: "send", clientMessageId: "too-late", conversationId: LOBBY_ID, text: "too late" }],
    [paths.adminCommand.replace(":command", "set-settings"), { welcome: "too late" }],
    [paths.adminCommand.replace(":command", "ban-addresses"), { network: "203.0.113.9" }],
    [paths.account, { password: OTHER_PASSWORD, current: PASSWORD }],
  ];
  test.each(requests)("%s", async (path, input) => {
    const stolen = await newAccount(server, name(), "administrator");
    const { host } = new URL(server.url);
    const body = JSON.stringify(input);
    using connection = await RawConnection.open(server.url);
    connection.write(
      [
        `${path === paths.account ? "PUT" : "POST"} ${path} HTTP/1.1`,
        `Host: ${host}`,
        `Authorization: Bearer ${stolen.token}`,
        `Content-Length: ${body.length}`,
        "Connection: close",
        "",
        body.slice(0, 5),
      ].join("\r\n"),
    );
    await pause(100); // the server has checked the token, which it tells no one
    await operate(server.dataFolder, "sign-out", { userId: stolen.user.id });
    const before = await operate(server.dataFolder, "audit", {});
    connection.write(body.slice(5));
    await connection.ended();
    expect(connection.received.toString("latin1")).toMatch(/^HTTP\/1\.1 401 .*"signed-out"/s);
    expect(await operate(server.dataFolder, "audit", {})).toEqual(before);
    const reader = await newGuest(server.url, name());
    const history = await caller.call("POST", paths.frames, {
      ...asOwner(reader.token),
      body: { type: "history", requestId: 1, conversationId: LOBBY_ID },
    });
    expect(await history.text()).not.toContain("too late");
    const again = await caller.call("POST", paths.sessions, { body: { nickname: stolen.user.nickname, password: PASSWORD } });
    expect(again.status).toBe(201);
  });
});

async function administratorLink(): Promise<string> {
  const unix = `${server.dataFolder}/${CONTROL_SOCKET}`;
  const response = await fetch(`http://shoal${controlPaths.administratorLinks}`, { method: "POST", unix });
  return ((await response.json()) as { url: string }).url.split("#admin=")[1] ?? "";
}

/** A page's WebSocket, which the cookie signs in. */
async function openSocket(token: string): Promise<{ readonly closed: Promise<number> }> {
  const options = { headers: cookieOf(token) } as unknown as string[]; // of Bun; the types are those of browsers
  const socket = new WebSocket(server.url.replace(/^http/, "ws") + paths.socket, options);
  const closed = new Promise<number>((resolve) => socket.addEventListener("close", ({ code }) => resolve(code)));
  await new Promise((resolve) => socket.addEventListener("open", resolve));
  const answered = new Promise((resolve) => socket.addEventListener("message", resolve));
  socket.send(JSON.stringify({ type: "hello", version: 1 }));
  await Promise.race([answered, closed]);
  return { closed };
}
