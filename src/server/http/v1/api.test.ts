import { afterAll, beforeAll, expect, test } from "bun:test";
import * as v from "valibot";
import { HttpCaller } from "../../../../test/support/http-caller.ts";
import { startTestServer, type TestServer } from "../../../../test/support/test-server.ts";
import { type ErrorCode, errorTable, ShoalError } from "../../../protocol/errors.ts";
import { BasePath } from "../base-path.ts";
import { apiPrefix } from "./operation.ts";
import { operations } from "./operations.ts";
import { problem } from "./problem.ts";

let server: TestServer;
const http = new HttpCaller(() => server);
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server[Symbol.asyncDispose]());

interface Asked {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A user of the API. */
class ApiUser {
  readonly id: string;
  readonly #token: string;

  constructor({ user, token }: { readonly user: { readonly id: string }; readonly token: string }) {
    this.id = user.id;
    this.#token = token;
  }

  ask(method: string, path: string, { body, headers }: Asked = {}): Promise<Response> {
    const json = body === undefined ? {} : { "Content-Type": "application/json" };
    const all = { Authorization: `Bearer ${this.#token}`, ...json, ...headers };
    return http.call(method, apiPrefix + path, { headers: all, ...(body !== undefined && { body }) });
  }

  async read(path: string) {
    const response = await this.ask("GET", path);
    expect(response.status).toBe(200);
    return await response.json();
  }
}

const enter = async (nickname: string): Promise<ApiUser> => new ApiUser(await http.signIn(nickname));

async function expectProblem(response: Response, code: ErrorCode): Promise<{ readonly detail: string }> {
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  const body = await response.json();
  const { httpStatus: status, message: title } = errorTable[code];
  expect(body).toMatchObject({
    code,
    status,
    title,
    type: `${apiPrefix}/openapi.json#${code}`,
    isRetryable: expect.any(Boolean),
  });
  expect(response.status).toBe(status);
  return body;
}

test("[P205] every operation of the table does what it says, with the status and the shape that it says", async () => {
  const [ann, ben] = [await enter("ann"), await enter("ben")];
  const rest = new Map(operations.map((operation) => [operation.id, operation]));

  /** Carries one operation out, and holds its answer against the table. */
  async function tried(id: string, user: ApiUser, path: string, body?: unknown) {
    const operation = operations.find((each) => each.id === id);
    if (operation === undefined) throw new Error(`There is no operation ${id}.`);
    const form = new RegExp(`^${operation.path.replace(/:\w+/g, "[^/]+")}(\\?|$)`);
    expect(path).toMatch(form);
    const response = await user.ask(operation.method, path, { body });
    const text = await response.text();
    expect({ id, status: response.status, text }).toMatchObject({ status: operation.status });
    const answer = text === "" ? undefined : JSON.parse(text);
    if (operation.answer !== undefined) v.parse(operation.answer, answer);
    rest.delete(id);
    return answer;
  }

  const room = await tried("createRoom", ann, "/rooms", { name: "Reef" });
  const place = `/conversations/${room.id}`;
  await tried("listRooms", ben, "/rooms?query=re");
  await tried("joinRoom", ben, `${place}/members/me`);
  await tried("listMembers", ann, `${place}/members?query=be`);
  await tried("getConversation", ann, place);
  await tried("listConversations", ann, "/conversations");
  await tried("describeRoom", ann, place, { description: "About reefs" });
  await tried("configureConversation", ann, `${place}/settings`, { isPinned: true });
  const { seq } = await tried("sendMessage", ben, `${place}/messages`, { text: "hello coral", data: { reef: 7 } });
  const message = `${place}/messages/${seq}`;
  expect(await tried("getMessage", ann, message)).toMatchObject({ text: "hello coral", data: { reef: 7 } });
  await tried("broadcast", ben, `${place}/broadcasts`, { name: "tide", data: { height: 3 } });
  await tried("editMessage", ben, message, { text: "hello corals" });
  expect(await tried("listMessages", ann, `${place}/messages?limit=5`)).toMatchObject({ messages: [{ text: "hello corals" }] });
  await tried("listEvents", ann, `${place}/events?after=0`);
  await tried("react", ann, `${message}/reactions/${encodeURIComponent("👍")}`);
  expect(await tried("listReactors", ben, `${message}/reactions/${encodeURIComponent("👍")}`)).toMatchObject({
    people: [{ nickname: "ann" }],
  });
  await tried("unreact", ann, `${message}/reactions/${encodeURIComponent("👍")}`);
  await tried("pin", ann, `${place}/pins/${seq}`);
  expect(await tried("listPins", ben, `${place}/pins`)).toMatchObject({ messages: [{ seq }] });
  await tried("unpin", ann, `${place}/pins/${seq}`);
  await tried("markRead", ann, `${place}/read-marker`, { seq });
  await tried("markAllRead", ann, "/read-markers");
  await tried("searchMessages", ann, "/search?query=corals");
  await tried("listMentions", ann, "/mentions?limit=5");

  await tried("setRules", ann, `${place}/rules`, { hasHands: true });
  await tried("raiseHand", ben, `${place}/hands/me`);
  await tried("lowerHand", ben, `${place}/hands/me`);
  await tried("lowerHandOf", ann, `${place}/hands/${ben.id}`);
  await tried("lowerAllHands", ann, `${place}/hands`);
  await tried("reportMessage", ann, `${place}/reports`, { seq, reason: "spam" });
  const { reports } = await tried("listReports", ann, `${place}/reports`);
  await tried("resolveReport", ann, `${place}/reports/${reports[0].id}`);
  await tried("setRole", ann, `${place}/members/${ben.id}/role`, { role: "member" });
  await tried("giveVoice", ann, `${place}/members/${ben.id}/voice`);
  await tried("takeVoice", ann, `${place}/members/${ben.id}/voice`);
  await tried("muteMember", ann, `${place}/members/${ben.id}/mute`, { seconds: 60 });
  expect(await tried("listRestrictions", ann, `${place}/restrictions`)).toMatchObject({ restrictions: [{ kind: "mute" }] });
  await tried("unmuteMember", ann, `${place}/members/${ben.id}/mute`);
  const { bot } = await tried("createBot", ann, `${place}/bots`, { nickname: "buoy", scopes: ["read"] });
  expect(await tried("listBots", ann, `${place}/bots`)).toMatchObject({ bots: [{ user: { nickname: "buoy" } }] });
  const reset = await tried("resetBotToken", ann, `${place}/bots/${bot.user.id}/token`);
  const buoy = new ApiUser({ user: bot.user, token: reset.token });
  expect(await buoy.read(`${place}/messages`)).toMatchObject({ messages: [{ text: "hello corals" }] });
  await buoy.read("/conversations");
  await expectProblem(await buoy.ask("POST", `${place}/messages`, { body: { text: "tide" } }), "not-allowed");
  await expectProblem(await buoy.ask("GET", "/sessions"), "not-allowed");
  await tried("deleteBot", ann, `${place}/bots/${bot.user.id}`);
  await tried("removeMember", ann, `${place}/members/${ben.id}?reason=enough`);
  await tried("banUser", ann, `${place}/bans/${ben.id}`, {});
  await tried("unbanUser", ann, `${place}/bans/${ben.id}`);
  await tried("deleteMessage", ann, `${message}?reason=spam`);

  await tried("invite", ann, `${place}/invitations/${ben.id}`);
  expect(await tried("listInvitations", ben, "/invitations")).toMatchObject({ invitations: [{ name: "Reef" }] });
  await tried("acceptInvitation", ben, `/invitations/${room.id}`);
  await tried("leaveRoom", ben, `${place}/members/me`);
  const [lou, mia] = [await enter("lou"), await enter("mia")];
  for (const { id } of [lou, mia]) await ann.ask("PUT", `${place}/invitations/${id}`);
  await tried("withdrawInvitation", ann, `${place}/invitations/${lou.id}`);
  await tried("declineInvitation", mia, `/invitations/${room.id}`);
  const { code } = await tried("createInviteLink", ann, `${place}/invite-links`, { usesMax: 2 });
  await tried("listInviteLinks", ann, `${place}/invite-links`);
  await tried("previewInviteLink", ben, `/invite-links/${code}`);
  await tried("useInviteLink", ben, `/invite-links/${code}/use`);
  await tried("revokeInviteLink", ann, `/invite-links/${code}`);

  await tried("getPerson", ann, `/people/${ben.id}`);
  await tried("openDirect", ann, `/people/${ben.id}/conversation`);
  await tried("blockUser", ann, `/me/blocks/${ben.id}`);
  expect(await tried("listBlocks", ann, "/me/blocks")).toEqual({ userIds: [ben.id] });
  await tried("unblockUser", ann, `/me/blocks/${ben.id}`);
  await tried("getMe", ann, "/me");
  await tried("updateProfile", ann, "/me", { status: "diving" });
  await tried("shareReads", ann, "/me/read-sharing", { isShared: true });
  // This server sends no push messages.
  await expectProblem(await ann.ask("DELETE", "/me/push-subscription?endpoint=https://push.test/1"), "unsupported");
  const push = { endpoint: "https://push.test/1", keys: { p256dh: "a", auth: "b" }, content: "nothing", level: "calls" };
  await expectProblem(await ann.ask("PUT", "/me/push-subscription", { body: push }), "unsupported");
  for (const id of ["subscribePush", "unsubscribePush"]) rest.delete(id);

  await tried("getServer", ann, "/server");
  const { token } = await tried("signIn", ann, "/sessions", { nickname: "cleo" });
  expect(token).toBeString();
  const { sessions } = await tried("listSessions", ben, "/sessions");
  await tried("signOutOthers", ben, "/sessions");
  await tried("signOut", ben, `/sessions/${sessions[0].sessionId}`);
  await expectProblem(await ben.ask("GET", "/me"), "unauthenticated");
  expect([...rest.keys()]).toEqual([]);
});

test("[P205] strangers, and members of another room, are told nothing", async () => {
  const [dan, eva] = [await enter("dan"), await enter("eva")];
  const room = await (await dan.ask("POST", "/rooms", { body: { name: "Den", isPrivate: true } })).json();
  await dan.ask("POST", `/conversations/${room.id}/messages`, { body: { text: "secret" } });
  for (const path of ["", "/messages", "/messages/2", "/events", "/members", "/pins"]) {
    await expectProblem(await eva.ask("GET", `/conversations/${room.id}${path}`), "not-found");
  }
  await expectProblem(await http.call("GET", `${apiPrefix}/conversations/lobby/messages?limit=5`), "unauthenticated");
});

test("[P206] what was made has an address, and pages lead from one to the next, to the end", async () => {
  const fay = await enter("fay");
  const made = await fay.ask("POST", "/rooms", { body: { name: "Pages" } });
  expect(made.status).toBe(201);
  const address = made.headers.get("location")?.slice(apiPrefix.length) ?? "";
  expect((await fay.read(address)).name).toBe("Pages");
  for (let index = 1; index <= 5; index += 1) await fay.ask("POST", `${address}/messages`, { body: { text: `m${index}` } });

  for (const [query, expected] of [
    ["limit=2", ["m5", "m4", "m3", "m2", "m1"]],
    ["limit=2&after=0", ["m1", "m2", "m3", "m4", "m5"]],
  ] as const) {
    const texts: string[] = [];
    let next: string | undefined = `?${query}`;
    while (next !== undefined) {
      const response = await fay.ask("GET", `${address}/messages${next}`);
      const page = await response.json();
      expect(page.messages.length).toBeLessThanOrEqual(2);
      texts.push(...page.messages.map(({ text }: { readonly text: string }) => text));
      next = /^<(.+)>; rel="next"$/.exec(response.headers.get("link") ?? "")?.[1];
      expect(next === undefined).toBe(page.next === undefined);
    }
    expect(texts).toEqual([...expected]);
  }
});

test("[P206] a field is refused by its name, in the path, the query and the body", async () => {
  const gus = await enter("gus");
  const detail = async (method: string, path: string, asked?: Asked) =>
    (await expectProblem(await gus.ask(method, path, asked), "bad-frame")).detail;
  const lobby = "/conversations/lobby/messages";
  expect(await detail("GET", `${lobby}?limit=many`)).toContain("`limit` must be a number");
  expect(await detail("GET", `${lobby}?limit=9999`)).toContain("`limit` must be at most 200");
  expect(await detail("GET", `${lobby}?cursor=abc`)).toContain("`cursor`");
  expect(await detail("GET", `${lobby}/first`)).toContain("`seq`");
  expect(await detail("POST", lobby, { body: {} })).toContain("`text` is missing");
  expect(await detail("POST", lobby, { body: "[1]" })).toContain("one JSON object");
  expect(await detail("POST", lobby, { body: "{" })).toContain("must be JSON");
  expect(await detail("POST", lobby, { body: "[".repeat(5000) })).toContain("not read");
  const form = { body: "text=hello", headers: { "Content-Type": "application/x-www-form-urlencoded" } };
  expect(await detail("POST", lobby, form)).toContain("Content-Type: application/json");
  const large = await gus.ask("POST", lobby, { body: JSON.stringify({ text: "x".repeat(70_000) }) });
  await expectProblem(large, "frame-too-large");
  // The path has the last word.
  const other = await gus.ask("POST", lobby, { body: { text: "hi", conversationId: "elsewhere" } });
  expect((await other.json()).conversationId).toBe("lobby");
});

test("[P207] unknown paths, other methods and refusals before the route are problems, too", async () => {
  await expectProblem(await http.call("GET", `${apiPrefix}/nothing`), "not-found");
  const refused = await http.call("PUT", `${apiPrefix}/conversations`);
  expect(refused.headers.get("allow")).toBe("GET, HEAD, OPTIONS");
  await expectProblem(refused, "method-not-allowed");
  const foreign = await http.call("GET", `${apiPrefix}/server`, { headers: { Origin: "https://elsewhere.test" } });
  expect(foreign.headers.get("access-control-allow-origin")).toBe("*");
  expect(foreign.status).toBe(403);
});

test("[P208] what a client has already is not sent again", async () => {
  const hal = await enter("hal");
  const first = await hal.ask("GET", "/me");
  const etag = first.headers.get("etag") ?? "";
  const again = await hal.ask("GET", "/me", { headers: { "If-None-Match": etag } });
  expect([again.status, await again.text(), again.headers.get("etag")]).toEqual([304, "", etag]);
  await hal.ask("PATCH", "/me", { body: { nickname: "hale" } });
  expect((await hal.ask("GET", "/me", { headers: { "If-None-Match": etag } })).status).toBe(200);
});

test("[P209] the same key stores a message once; with another text it is a conflict; of another user it is another message", async () => {
  const [ida, jon] = [await enter("ida"), await enter("jon")];
  const send = (user: ApiUser, text: string, key: string) =>
    user.ask("POST", "/conversations/lobby/messages", { body: { text }, headers: { "Idempotency-Key": key } });
  for (const key of ["order 17", '"quoted: 18"', "m_validAsItIs"]) {
    const first = await send(ida, "once", key);
    const again = await send(ida, "once", key);
    expect([first.status, again.status]).toEqual([201, 200]);
    const [one, other] = [await first.json(), await again.json()];
    expect(other).toEqual({ ...one, isDuplicate: true });
    await expectProblem(await send(ida, "twice", key), "conflict");
    expect((await send(jon, "mine", key)).status).toBe(201);
  }
  expect((await (await send(ida, "id", "m_anotherId")).json()).clientMessageId).toBe("m_anotherId");
  await expectProblem(await send(ida, "long", "x".repeat(256)), "bad-frame");
});

test("[P210] an answer tells what is left of the pace, and a refusal when to come back", async () => {
  await using slow = await startTestServer({ messagesPerSecond: 2 });
  const caller = new HttpCaller(() => slow);
  const { token } = await caller.signIn("kim");
  const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
  const send = () => caller.call("POST", `${apiPrefix}/conversations/lobby/messages`, { headers, body: { text: "hi" } });
  const first = await send();
  expect([first.headers.get("ratelimit-policy"), first.headers.get("ratelimit")]).toEqual([
    '"writes";q=2;w=1',
    '"writes";r=1;t=1',
  ]);
  expect((await send()).headers.get("ratelimit")).toBe('"writes";r=0;t=1');

  const refused = problem(new ShoalError("rate-limited", { retryAfterMs: 1_500 }), new BasePath());
  expect(refused.headers.get("retry-after")).toBe("2");
  expect(await expectProblem(refused, "rate-limited")).toMatchObject({ retryAfterMs: 1_500 });
});
