import { afterAll, beforeAll, expect, test } from "bun:test";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { selfSigned } from "../support/self-signed.ts";
import { runShoal } from "../support/server-process.ts";
import { type TemporaryFolder, temporaryFolder } from "../support/temporary-folder.ts";

const { key, certificate } = selfSigned("localhost");
let folder: TemporaryFolder;
let server: Bun.Server<undefined>;
/** Under the name that the certificate is for, by which it is trusted when it is among the system's authorities. */
let trusting: { readonly environment: Readonly<Record<string, string>> };

beforeAll(async () => {
  folder = await temporaryFolder();
  const path = join(folder.path, "certificate.pem");
  await writeFile(path, certificate);
  trusting = { environment: { NODE_EXTRA_CA_CERTS: path } };
  server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    tls: { key, cert: certificate },
    fetch: (request, own) => (own.upgrade(request) ? undefined : new Response("hello")),
    websocket: {
      open: (socket) => void socket.send("hello 小鱼"),
      message: () => {},
    },
  });
});

afterAll(async () => {
  await server.stop(true);
  await folder[Symbol.asyncDispose]();
});

test("a certificate of an unknown authority is refused, and --insecure takes it", async () => {
  const url = `wss://127.0.0.1:${server.port}/`;
  await using careful = runShoal(["inspect", url]);
  expect(await careful.exited).toBe(1);
  expect(careful.stdout).toContain("the certificate is signed by itself (--insecure accepts it).");
  expect(careful.stdout).not.toContain("GET /");

  await using careless = runShoal(["inspect", url, "--insecure"]);
  await careless.says(/│ hello 小鱼/);
  expect(careless.stdout).toMatch(/connected to 127\.0\.0\.1 port \d+, TLSv1\.\d, \S+\n/);
  expect(careless.stdout).toContain("✓ the same as the server's Sec-WebSocket-Accept");
  expect(await careless.end("SIGINT")).toBe(0);
  expect(careless.stdout).toContain("Closed by us: 1000 normal closure");
});

test("a certificate of a known authority is taken for the right name, and refused for another", async () => {
  await using right = runShoal(["inspect", `https://localhost:${server.port}/`], trusting);
  expect(await right.exited).toBe(0);
  expect(right.stdout).toMatch(/← HTTP\/1\.1 200 OK[\s\S]*│ hello\n/);
  await using wrong = runShoal(["inspect", `https://127.0.0.1:${server.port}/`], trusting);
  expect(await wrong.exited).toBe(1);
  expect(wrong.stdout).toContain("the certificate is for another name (--insecure accepts it).");
});

test("a server without TLS is named as such", async () => {
  using plain = Bun.serve({ hostname: "127.0.0.1", port: 0, fetch: () => new Response("hello") });
  await using command = runShoal(["inspect", `wss://127.0.0.1:${plain.port}/`, "--insecure"]);
  expect(await command.exited).toBe(1);
  expect(command.stdout).toContain(`No connection to 127.0.0.1 port ${plain.port}: no TLS is spoken there.`);
});
