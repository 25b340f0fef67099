import { expect, test } from "bun:test";
import { ShoalError } from "../../protocol/errors.ts";
import type { CheckedRequest } from "./checked-request.ts";
import { type Route, type RouteGuard, Router, type ShoalServer } from "./router.ts";

const session = { id: "s_ann", user: { id: "u_ann", nickname: "ann" }, lastSeenAt: 0 };
const server = {} as ShoalServer;
const charged: string[] = [];
const guard: RouteGuard = {
  charge: ({ address }) => charged.push(address),
  authenticate: async ({ request }) => {
    if (!request.headers.has("authorization")) throw new ShoalError("unauthenticated");
    return session;
  },
  requireLive: ({ id }) => {
    if (ended.has(id)) throw new ShoalError("banned");
  },
};
const ended = new Set<string>();

const routes: readonly Route[] = [
  { method: "GET", path: "/rooms", load: "address", auth: "open", handle: () => new Response("rooms") },
  {
    method: "POST",
    path: "/rooms",
    load: "own",
    auth: "session",
    handle: ({ session: { user } }) => new Response(user.nickname),
  },
  { method: "GET", path: "/rooms/new", load: "own", auth: "open", handle: () => new Response("new") },
  { method: "GET", path: "/rooms/:roomId", load: "own", auth: "open", handle: ({ params }) => new Response(params.roomId ?? "") },
  {
    method: "DELETE",
    path: "/rooms/:roomId/members/:userId",
    load: "own",
    auth: "open",
    handle: ({ params }) => Response.json(params),
  },
];
const router = new Router(guard, routes);

async function ask(method: string, path: string, headers: Record<string, string> = {}): Promise<Response | undefined> {
  const request = new Request(`http://shoal.test${path}`, { method, headers });
  const checked: CheckedRequest = { request, origin: { kind: "none" }, address: "192.0.2.1" };
  return await router.answer(path, checked, server)?.answer;
}

test("a route is found by its path and method", async () => {
  expect(await (await ask("GET", "/rooms"))?.text()).toBe("rooms");
  expect(await ask("GET", "/elsewhere")).toBeUndefined();
  expect(await ask("GET", "/rooms/")).toBeUndefined();
});

test("a parameter stands for one part of the path, decoded; a literal part goes first", async () => {
  expect(await (await ask("GET", "/rooms/r_1"))?.text()).toBe("r_1");
  expect(await (await ask("GET", "/rooms/%E5%B0%8F%E9%B1%BC"))?.text()).toBe("小鱼");
  expect(await (await ask("GET", "/rooms/new"))?.text()).toBe("new");
  expect(await (await ask("DELETE", "/rooms/r_1/members/u_1"))?.json()).toEqual({ roomId: "r_1", userId: "u_1" });
  expect(await ask("GET", "/rooms/r_1/members")).toBeUndefined();
});

test("every path names its methods", async () => {
  const refused = await ask("PUT", "/rooms");
  expect([refused?.status, refused?.headers.get("allow")]).toEqual([405, "GET, POST, HEAD, OPTIONS"]);
  expect((await ask("OPTIONS", "/rooms/r_1"))?.headers.get("allow")).toBe("GET, HEAD, OPTIONS");
});

test("HEAD is answered like GET", async () => {
  expect((await ask("HEAD", "/rooms"))?.status).toBe(200);
});

test("a route that needs a session is not reached without one", async () => {
  await expect(ask("POST", "/rooms")).rejects.toMatchObject({ code: "unauthenticated" });
  expect(await (await ask("POST", "/rooms", { authorization: "Bearer x" }))?.text()).toBe("ann");
});

test("[P93a] the address pays where the route says so", async () => {
  charged.length = 0;
  await ask("GET", "/rooms");
  await ask("GET", "/rooms/r_1");
  expect(charged).toEqual(["192.0.2.1"]);
});

test("[P179f] what was read for a session that ended meanwhile is not answered; what was written is", async () => {
  const handle = () => {
    ended.add(session.id);
    return new Response("secret");
  };
  const router = new Router(guard, [
    { method: "GET", path: "/read", load: "own", auth: "session", handle },
    { method: "POST", path: "/write", load: "own", auth: "session", handle },
  ]);
  const ask = (method: string, path: string) => {
    ended.clear();
    const request = new Request(`http://shoal${path}`, { method, headers: { authorization: "Bearer x" } });
    return router.answer(path, { request, origin: { kind: "none" }, address: "::1" }, server)?.answer;
  };
  await expect(Promise.resolve(ask("GET", "/read"))).rejects.toMatchObject({ code: "banned" });
  expect(await (await ask("POST", "/write"))?.text()).toBe("secret");
});
