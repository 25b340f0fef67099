import { expect, test } from "bun:test";
import { startClusterNginx } from "../support/cluster-nginx.ts";
import { enter } from "../support/people.ts";
import { startTestServer } from "../support/test-server.ts";

test("each request goes to the next node, and a node that is down is passed over", async () => {
  const nodes = ["one", "two", "three"].map((name) => standIn(() => new Response(name)));
  await using nginx = await startClusterNginx(nodes.map(({ url }) => url.href));
  const seen = async (method: string): Promise<Set<string>> =>
    new Set(await Promise.all(Array.from({ length: 12 }, async () => await (await fetch(nginx.url, { method })).text())));
  expect(await seen("GET")).toEqual(new Set(["one", "two", "three"]));
  await nodes[1]?.stop(true);
  for (const method of ["GET", "POST"]) expect(await seen(method)).toEqual(new Set(["one", "three"]));
  await Promise.all(nodes.map((node) => node.stop(true)));
});

test("a request that may have been carried out is not tried at another node", async () => {
  const requests: string[] = [];
  const nodes = [1, 2, 3].map(() =>
    standIn(async (request, server) => {
      requests.push(await request.text());
      // The connection ends without an answer.
      void server.stop(true);
      return await new Promise<Response>(() => {});
    }),
  );
  await using nginx = await startClusterNginx(nodes.map(({ url }) => url.href));
  const answer = await fetch(nginx.url, { method: "POST", body: "once" });
  expect(answer.status).toBe(502);
  expect(requests).toEqual(["once"]);
  await Promise.all(nodes.map((node) => node.stop(true)));
});

test.each(["websocket", "stream", "long-poll", "poll"] as const)("a client talks over %s", async (transport) => {
  await using server = await startTestServer();
  await using nginx = await startClusterNginx([server.url]);
  using ann = await enter(nginx.url, "ann", { transport });
  await ann.client.send("lobby", "hello");
});

function standIn(answer: (request: Request, server: Bun.Server<undefined>) => Response | Promise<Response>) {
  return Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: answer });
}
