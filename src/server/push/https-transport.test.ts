import { expect, test } from "bun:test";
import type { AddressInfo } from "node:net";
import { createServer } from "node:tls";
import { selfSigned } from "../../../test/support/self-signed.ts";
import { httpsTransport } from "./https-transport.ts";

const body = Buffer.from("sealed");

function pushServiceAt(name: string, answer: () => Response) {
  const { key, certificate } = selfSigned(name);
  const requests: { host: string | null; path: string; ttl: string | null; body: string }[] = [];
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    tls: { key, cert: certificate },
    async fetch(request) {
      const { pathname, search } = new URL(request.url);
      requests.push({
        host: request.headers.get("Host"),
        path: pathname + search,
        ttl: request.headers.get("TTL"),
        body: await request.text(),
      });
      return answer();
    },
  });
  return { certificate, port: server.port ?? 0, requests, [Symbol.dispose]: () => void server.stop(true) };
}

test("posts to the address that was checked, under the endpoint's own name", async () => {
  using service = pushServiceAt("push.test", () => new Response("thanks", { status: 201 }));
  const { port, certificate: authority } = service;
  const resolve = () => Promise.resolve(["127.0.0.1"]);
  const transport = httpsTransport({ resolve, isAllowed: () => true, port, authority });
  const answer = await transport.deliver({ endpoint: "https://push.test/one?two=3", headers: { TTL: "60" }, body });
  expect(answer).toEqual({ status: 201 });
  expect(service.requests).toEqual([{ host: "push.test", path: "/one?two=3", ttl: "60", body: "sealed" }]);
  await expect(transport.deliver({ endpoint: "https://other.test/", headers: {}, body })).rejects.toThrow();
});

test("tells of Retry-After, and does not follow redirects", async () => {
  const answers = [
    new Response("", { status: 429, headers: { "Retry-After": "30" } }),
    new Response("", { status: 307, headers: { Location: "https://push.test/elsewhere" } }),
  ];
  using service = pushServiceAt("push.test", () => answers.shift() ?? new Response("", { status: 500 }));
  const { port, certificate: authority } = service;
  const resolve = () => Promise.resolve(["127.0.0.1"]);
  const transport = httpsTransport({ resolve, isAllowed: () => true, port, authority });
  const deliver = () => transport.deliver({ endpoint: "https://push.test/", headers: {}, body });
  expect(await deliver()).toEqual({ status: 429, retryAfterMs: 30_000 });
  expect(await deliver()).toEqual({ status: 307 });
  expect(service.requests).toHaveLength(2);
});

test("a service that never answers, and one whose answer trickles, are given up in time", async () => {
  const { key, certificate: authority } = selfSigned("push.test");
  const trickling = createServer({ key, cert: authority }, (socket) => {
    socket.on("error", () => {});
    socket.write("HTTP/1.1 201 Created\r\n");
    const timer = setInterval(() => socket.write("X-More: yes\r\n"), 20);
    socket.on("close", () => clearInterval(timer));
  });
  const silent = createServer({ key, cert: authority }, (socket) => socket.on("error", () => {}));
  for (const server of [trickling, silent]) {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const resolve = () => Promise.resolve(["127.0.0.1"]);
    const transport = httpsTransport({ resolve, isAllowed: () => true, port, authority, answerTimeoutMs: 200 });
    await expect(transport.deliver({ endpoint: "https://push.test/", headers: {}, body })).rejects.toThrow("no answer in time");
    server.close();
  }
});

test.each([
  ...["http://push.test/", "https://push.test:8443/", "https://user:secret@push.test/", "ftp://push.test/", "push.test", ""],
  ...["https://127.0.0.1/", "https://[::1]/", "https://169.254.169.254/latest", "https://2130706433/", "https://0x7f.1/"],
  ...["https://private.test/", "https://mixed.test/", "https://unknown.test/"],
])("[P130c] refuses %p, and sends nothing there", async (endpoint) => {
  const addresses: Record<string, readonly string[]> = {
    "push.test": ["1.1.1.1"],
    "private.test": ["10.0.0.1"],
    "mixed.test": ["1.1.1.1", "::1"],
  };
  const resolve = async (name: string) => addresses[name] ?? Promise.reject(new Error("unknown"));
  const transport = httpsTransport({ resolve });
  expect(await transport.accepts(endpoint)).toBe(false);
  await expect(transport.deliver({ endpoint, headers: {}, body })).rejects.toThrow(/not allowed|no address of a push service/);
});

test("[P130c] a name is resolved again before each delivery", async () => {
  const answers = [["1.1.1.1"], ["127.0.0.1"]];
  const transport = httpsTransport({ resolve: () => Promise.resolve(answers.shift() ?? []) });
  expect(await transport.accepts("https://rebound.test/")).toBe(true);
  await expect(transport.deliver({ endpoint: "https://rebound.test/", headers: {}, body })).rejects.toThrow("not allowed");
});
