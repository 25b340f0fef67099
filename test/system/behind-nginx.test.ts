import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { connect } from "node:net";
import { paths } from "../../src/protocol/http.ts";
import { operate } from "../support/administration.ts";
import { type Nginx, startNginx } from "../support/nginx.ts";
import { startTestServer, type TestServer } from "../support/test-server.ts";

setDefaultTimeout(60_000);

/** In front of nginx. */
const OUTER_PROXY = "127.0.0.9";

let server: TestServer;
let nginx: Nginx;

beforeAll(async () => {
  // The pace of sign-ins is limited, by a clock that stands still.
  server = await startTestServer({ messagesPerSecond: 20, trustedProxies: ["127.0.0.1", OUTER_PROXY] });
  nginx = await startNginx(server.url, { isComplete: true });
});

afterAll(async () => {
  await nginx[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

/** Asks nginx from an address of its own. Gives the statuses of `count` requests. */
async function ask(from: string, request: string, more: readonly string[] = [], body = "", count = 1): Promise<number[]> {
  const { hostname, port, host } = new URL(nginx.url);
  const length = body === "" ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
  const head = [`${request} HTTP/1.1`, `Host: ${host}`, ...length, ...more, "", ""].join("\r\n");
  const socket = connect({ host: hostname, port: Number(port), localAddress: from });
  let received = "";
  const { promise, resolve, reject } = Promise.withResolvers<number[]>();
  socket.on("data", (bytes) => {
    received += bytes.toString();
    const statuses = [...received.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
    if (statuses.length === count) resolve(statuses);
  });
  socket.once("error", reject);
  socket.once("close", () => reject(new Error(`nginx hung up after: ${received.slice(-300)}`)));
  socket.once("connect", () => socket.write((head + body).repeat(count)));
  try {
    return await promise;
  } finally {
    socket.destroy();
  }
}

const forged = (address: string) => [`X-Forwarded-For: ${address}`];

test("a banned address stays out whatever it claims, and claims of others keep no one out", async () => {
  await operate(server.dataFolder, "ban-addresses", { network: "203.0.113.0/24" });
  const info = `GET ${paths.server}`;
  const statusOf = async (from: string, forwardedFor: string) => (await ask(from, info, forged(forwardedFor)))[0];
  // Each proxy adds who came to it behind what is there.
  expect(await statusOf(OUTER_PROXY, "203.0.113.9")).toBe(403);
  for (const claim of ["198.51.100.7", "127.0.0.1", `127.0.0.3, ${OUTER_PROXY}`, "unknown", "203.0.113.9:80"]) {
    expect([claim, await statusOf(OUTER_PROXY, `${claim}, 203.0.113.9`)]).toEqual([claim, 403]);
  }
  expect(await statusOf(OUTER_PROXY, "203.0.113.9, 198.51.100.7")).toBe(200);
  expect(await statusOf("127.0.0.3", "203.0.113.9")).toBe(200);
});

test("limits count each person behind the proxy, and other claims get no share of their own", async () => {
  const signIn = `POST ${paths.sessions}`;
  const statuses = new Set<number>();
  for (let round = 0; round < 8; round += 1) {
    for (const status of await ask("127.0.0.4", signIn, forged(`203.0.113.${round}`), '{"nickname":""}', 50))
      statuses.add(status);
  }
  expect([...statuses].toSorted()).toEqual([422, 429]);
  expect(await ask("127.0.0.4", signIn, forged("198.51.100.7"), '{"nickname":"eve"}')).toEqual([429]);
  expect(await ask("127.0.0.5", signIn, [], '{"nickname":"ann"}')).toEqual([201]);
});
