import { expect, test } from "bun:test";
import { createPublicKey, verify } from "node:crypto";
import { statSync } from "node:fs";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { temporaryFolder } from "../../../test/support/temporary-folder.ts";
import { folderSecrets } from "../shared-secrets.ts";
import { Vapid } from "./vapid.ts";
import { openVapidKeys } from "./vapid-keys.ts";

const HOUR_MS = 60 * 60 * 1000;

test("keys are made once, and only their owner can read them", async () => {
  await using folder = await temporaryFolder();
  const keys = await openVapidKeys(folderSecrets(folder.path));
  expect(Buffer.from(keys.publicKey, "base64url")).toHaveLength(65);
  expect(await openVapidKeys(folderSecrets(folder.path))).toEqual(keys);
  expect(await readdir(folder.path)).toEqual(["push-keys.json"]);
  expect(statSync(join(folder.path, "push-keys.json")).mode & 0o777).toBe(0o600);
});

test.each(["", "{}", "null", '{"privateKey":{"kty":"EC"}}'])(
  "keys that are damaged are not replaced in silence: %p",
  async (text) => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, "push-keys.json"), text);
    expect(openVapidKeys(folderSecrets(folder.path))).rejects.toThrow("push-keys.json is damaged");
  },
);

test("the header names the operator to one push service, for half a day, signed by the key that browsers subscribed with", async () => {
  await using folder = await temporaryFolder();
  const clock = new FakeClock();
  const keys = await openVapidKeys(folderSecrets(folder.path));
  const vapid = new Vapid(keys, "mailto:ops@example.org", clock);
  const header = vapid.authorization("https://push.test/secret/path");
  const [, token = "", key] = /^vapid t=(.+), k=(.+)$/.exec(header) ?? [];
  expect(key).toBe(keys.publicKey);
  const [head = "", claims = "", signature = ""] = token.split(".");
  const read = (part: string): unknown => JSON.parse(Buffer.from(part, "base64url").toString());
  expect(read(head)).toEqual({ typ: "JWT", alg: "ES256" });
  const exp = (clock.now() + 12 * HOUR_MS) / 1000;
  expect(read(claims)).toEqual({ aud: "https://push.test", exp, sub: "mailto:ops@example.org" });
  const publicKey = createPublicKey({ key: keys.privateKey as never, format: "jwk" });
  const signed = Buffer.from(`${head}.${claims}`);
  const isGood = verify("sha256", signed, { key: publicKey, dsaEncoding: "ieee-p1363" }, Buffer.from(signature, "base64url"));
  expect(isGood).toBe(true);
  expect(vapid.authorization("https://push.test/another")).toBe(header);
  expect(vapid.authorization("https://other.test/")).not.toBe(header);
  clock.advance(HOUR_MS);
  expect(vapid.authorization("https://push.test/another")).not.toBe(header);
});
