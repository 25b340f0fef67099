import { afterAll, beforeAll, expect, test } from "bun:test";
import { generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
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

/** A certificate [RFC 5280] for one name, signed by itself, good for this hour. */
function selfSigned(name: string): { readonly key: string; readonly certificate: string } {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const algorithm = der(0x30, Buffer.from("06082a8648ce3d040302", "hex")); // ecdsa-with-SHA256
  const commonName = der(0x30, Buffer.from("0603550403", "hex"), der(0x0c, Buffer.from(name)));
  const issuer = der(0x30, der(0x31, commonName));
  const alternativeName = der(0x04, der(0x30, der(0x82, Buffer.from(name))));
  const extensions = der(0xa3, der(0x30, der(0x30, Buffer.from("0603551d11", "hex"), alternativeName)));
  const hour = 60 * 60 * 1000;
  const content = der(
    0x30,
    der(0xa0, der(0x02, Buffer.of(2))), // version 3
    der(0x02, Buffer.of(1, ...randomBytes(8))),
    algorithm,
    issuer,
    der(0x30, time(Date.now() - hour), time(Date.now() + hour)),
    issuer,
    publicKey.export({ type: "spki", format: "der" }),
    extensions,
  );
  const signature = der(0x03, Buffer.of(0), sign("sha256", content, privateKey));
  const base64 = der(0x30, content, algorithm, signature).toString("base64");
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    certificate: `-----BEGIN CERTIFICATE-----\n${base64.replaceAll(/.{1,64}/g, "$&\n")}-----END CERTIFICATE-----\n`,
  };
}

function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length < 0x100 ? [length] : [length >> 8, length & 0xff];
  const prefix = length < 0x80 ? [] : [0x80 + size.length];
  return Buffer.concat([Buffer.of(tag, ...prefix, ...size), content]);
}

function time(at: number): Buffer {
  return der(
    0x17,
    Buffer.from(
      new Date(at)
        .toISOString()
        .slice(2)
        .replaceAll(/\.\d+|[-:T]/g, ""),
    ),
  );
}
