import { afterEach, beforeEach, expect, test } from "bun:test";
import { generateKeyPairSync } from "node:crypto";
import { mkdir, rename, rm, symlink, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { selfSigned } from "../../../test/support/self-signed.ts";
import { type TemporaryFolder, temporaryFolder } from "../../../test/support/temporary-folder.ts";
import type { Log } from "../log.ts";
import { StartError } from "../start-error.ts";
import type { TlsFiles } from "./certificate-pair.ts";
import { CERTIFICATE_LOOK_MS, Certificates } from "./certificates.ts";

const DAY_MS = 24 * 60 * 60 * 1000;
const now = Date.now();
/** Long enough for nobody to be warned. */
const good = (name: string) => selfSigned(name, { from: now - DAY_MS, until: now + 90 * DAY_MS });

let folder: TemporaryFolder;
let files: TlsFiles;
let clock: FakeClock;
let lines: string[];
const log: Log = {
  info: (message) => lines.push(message),
  warn: (message, fields) => lines.push(`${message}: ${fields?.reason ?? fields?.until}`),
  error: (message, error) => lines.push(`${message} ${error}`),
};

beforeEach(async () => {
  folder = await temporaryFolder();
  files = { certFile: join(folder.path, "tls.crt"), keyFile: join(folder.path, "tls.key") };
  clock = new FakeClock(now);
  lines = [];
});

afterEach(async () => {
  await folder[Symbol.asyncDispose]();
});

async function write({ certificate, key }: { certificate: string; key: string }): Promise<void> {
  await writeFile(files.certFile, certificate);
  await writeFile(files.keyFile, key);
}

function open(): Promise<Certificates> {
  return Certificates.open(files, { clock, log });
}

async function look(certificates: Certificates): Promise<void> {
  clock.advance(CERTIFICATE_LOOK_MS);
  await certificates.looked();
}

/** Looks once, a long time later. */
async function lookAfter(ms: number, certificates: Certificates): Promise<void> {
  clock.advance(ms);
  const cancel = certificates.watch(() => {});
  await look(certificates);
  cancel();
}

const stays = "the new certificate cannot be used; the one before stays";

test("a certificate that is replaced is taken, once, and nothing else is said", async () => {
  await write(good("one.test"));
  const certificates = await open();
  let replacedCount = 0;
  const cancel = certificates.watch(() => {
    replacedCount += 1;
  });
  await look(certificates);
  await write(good("two.test"));
  await look(certificates);
  await look(certificates);
  expect(certificates.names).toEqual(["two.test"]);
  expect([certificates.isFor("two.test"), certificates.isFor("one.test"), certificates.isFor("127.0.0.1")]).toEqual([
    ...[true, false, false],
  ]);
  expect(replacedCount).toBe(1);
  expect(lines).toEqual(["the certificate was replaced"]);
  cancel();
  await write(good("three.test"));
  await look(certificates);
  expect(certificates.names).toEqual(["two.test"]);
});

test("links that lead to other files count as replaced, as certbot does it", async () => {
  for (const [index, pair] of [good("one.test"), good("two.test")].entries()) {
    await mkdir(join(folder.path, `${index}`));
    await writeFile(join(folder.path, `${index}/cert`), pair.certificate);
    await writeFile(join(folder.path, `${index}/key`), pair.key);
  }
  const linkTo = async (index: number) => {
    for (const [file, name] of [
      [files.certFile, "cert"],
      [files.keyFile, "key"],
    ] as const) {
      await symlink(join(folder.path, `${index}/${name}`), `${file}.new`);
      await rename(`${file}.new`, file);
    }
  };
  await linkTo(0);
  const certificates = await open();
  certificates.watch(() => {});
  await linkTo(1);
  await look(certificates);
  expect(certificates.names).toEqual(["two.test"]);
});

const other = good("other.test");
const encrypted = generateKeyPairSync("ec", {
  namedCurve: "P-256",
  privateKeyEncoding: { type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "reef" },
  publicKeyEncoding: { type: "spki", format: "pem" },
}).privateKey;
const broken: readonly (readonly [string, () => Promise<void>, RegExp])[] = [
  ["garbage", () => writeFile(files.certFile, "garbage"), /tls\.crt holds no certificate in PEM/],
  ["64 KiB of bytes", () => writeFile(files.certFile, Buffer.alloc(65_536, 0xa7)), /tls\.crt holds no certificate in PEM/],
  ["an empty file", () => writeFile(files.certFile, ""), /tls\.crt holds no certificate in PEM/],
  ["a file that is cut", () => writeFile(files.certFile, other.certificate.slice(0, 300)), /or only a part of one/],
  [
    "a chain that is cut",
    () => write({ ...other, certificate: other.certificate + other.certificate.slice(0, 300) }),
    /or only a part of one/,
  ],
  ["the key of another", () => writeFile(files.certFile, other.certificate), /tls\.key does not belong to the first certificate/],
  ["a key that is none", () => write({ ...other, key: "x" }), /tls\.key holds no private key in PEM/],
  ["a key with a passphrase", () => write({ ...other, key: encrypted }), /has a passphrase/],
  ["nothing", () => unlink(files.certFile), /Cannot read .*tls\.crt: .*give a file/],
  ["a folder", () => rm(files.keyFile).then(() => mkdir(files.keyFile)), /Cannot read .*tls\.key: it is not a file/],
  ["300 KiB", () => writeFile(files.keyFile, Buffer.alloc(300 * 1024)), /it has more than 262144 bytes/],
];

test.each(broken)("%s is refused at the start with a sentence", async (_, breakIt, sentence) => {
  await write(good("one.test"));
  await breakIt();
  await expect(open()).rejects.toThrow(StartError);
  await expect(open()).rejects.toThrow(sentence);
});

test.each([
  ...broken,
  [
    "an expired one",
    () => write(selfSigned("old.test", { from: now - 9 * DAY_MS, until: now - DAY_MS })),
    /has expired; renew it/,
  ],
] as typeof broken)(
  "where a certificate is replaced by %s, the one before stays, and the log says so once",
  async (_, breakIt, sentence) => {
    await write(good("one.test"));
    const certificates = await open();
    certificates.watch(() => {});
    await breakIt();
    await look(certificates);
    expect(lines).toEqual([]); // it may be half replaced
    for (let count = 0; count < 5; count += 1) await look(certificates);
    expect(lines).toEqual([expect.stringMatching(sentence)]);
    expect(lines[0]).toStartWith(stays);
    expect(certificates.names).toEqual(["one.test"]);

    await rm(files.keyFile, { recursive: true });
    await write(good("two.test"));
    await look(certificates);
    expect(certificates.names).toEqual(["two.test"]);
    expect(lines.slice(1)).toEqual(["the certificate was replaced"]);
  },
);

test("a certificate that ends soon is said once a day, and an expired one starts", async () => {
  await write(selfSigned("one.test", { from: now - 84 * DAY_MS, until: now + 6 * DAY_MS }));
  const certificates = await open();
  await lookAfter(DAY_MS / 2, certificates);
  expect(lines).toEqual([expect.stringMatching(/^the certificate ends soon, or has ended; renew it: /)]);
  await lookAfter(DAY_MS / 2, certificates);
  expect(lines).toHaveLength(2);

  lines = [];
  await write(selfSigned("one.test", { from: now - 9 * DAY_MS, until: now - DAY_MS }));
  await open();
  expect(lines).toEqual([expect.stringMatching(/^the certificate ends soon, or has ended; renew it: /)]);
});

test("a certificate that lives for six days is not warned of in its first five", async () => {
  await write(selfSigned("one.test", { from: now - 4 * DAY_MS, until: now + 2 * DAY_MS }));
  const certificates = await open();
  expect(lines).toEqual([]);
  await lookAfter(1.5 * DAY_MS, certificates);
  expect(lines).toHaveLength(1);
});

test("certificate and key may be in one file, and a chain behind the certificate", async () => {
  const { certificate, key } = good("one.test");
  const authority = good("authority.test").certificate;
  await write({ certificate: certificate + authority + key, key: certificate + authority + key });
  const certificates = await open();
  expect(certificates.names).toEqual(["one.test"]);
});

test("a wildcard is for the names below it, and is no address by itself", async () => {
  await write(good("*.chat.test"));
  const certificates = await open();
  expect(certificates.names).toEqual([]);
  expect(["reef.chat.test", "chat.test", "a.b.chat.test", "chat.test.evil.test"].map((name) => certificates.isFor(name))).toEqual(
    [...[true, false, false, false]],
  );
});
