import { expect, test } from "bun:test";
import { boundedFetch, PROVIDER_ANSWER_BYTES_MAX } from "./bounded-fetch.ts";

test("[P162h] an answer of a provider is bounded in bytes and in time, and a redirect is not followed", async () => {
  const hits: string[] = [];
  using provider = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    async fetch(request) {
      const { pathname } = new URL(request.url);
      hits.push(pathname);
      if (pathname === "/redirect") return new Response(null, { status: 302, headers: { location: "/elsewhere" } });
      if (pathname === "/large") return new Response("x".repeat(PROVIDER_ANSWER_BYTES_MAX + 1));
      if (pathname === "/zipped") {
        const body = Bun.gzipSync(Buffer.alloc(20 * 1024 * 1024));
        return new Response(body, { headers: { "content-encoding": "gzip" } });
      }
      if (pathname === "/down") return new Response("down", { status: 502 });
      if (pathname === "/silent") await new Promise(() => {});
      if (pathname === "/trickle") {
        const trickle = new ReadableStream({
          async pull(controller) {
            await Bun.sleep(20);
            controller.enqueue(Buffer.from("x"));
          },
        });
        return new Response(trickle);
      }
      return new Response(await request.text(), { status: 400, headers: { "content-type": "text/plain" } });
    },
  });
  const ask = boundedFetch({ timeoutMs: 300 });
  const at = (path: string): URL => new URL(path, provider.url);
  const echoed = await ask(at("/echo"), { method: "POST", body: "hello" });
  expect([echoed.status, await echoed.text(), echoed.headers.get("content-type")]).toEqual([400, "hello", "text/plain"]);
  expect((await ask(at("/redirect"), {})).status).toBe(302);
  for (const path of ["/large", "/zipped", "/down", "/silent", "/trickle"]) {
    await expect(ask(at(path), {})).rejects.toMatchObject({ code: "provider-unavailable", cause: undefined });
  }
  await expect(ask("http://127.0.0.1:1/", {})).rejects.toMatchObject({ code: "provider-unavailable" });
  expect(hits).not.toContain("/elsewhere");
});
