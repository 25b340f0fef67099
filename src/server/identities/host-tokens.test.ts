import { expect, test } from "bun:test";
import { createHmac } from "node:crypto";
import { chmod } from "node:fs/promises";
import { join } from "node:path";
import * as jose from "jose";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { temporaryFolder } from "../../../test/support/temporary-folder.ts";
import { ShoalError } from "../../protocol/errors.ts";
import type { Log } from "../log.ts";
import { boundedFetch } from "./bounded-fetch.ts";
import { HostTokens } from "./host-tokens.ts";
import { openHostTokens } from "./open-identities.ts";

const SECRET = "a secret of the school, long enough!";
const ISSUER = "https://school.example.org";
const log: Log = { info() {}, warn() {}, error() {} };
const clock = new FakeClock();
const now = Math.floor(clock.now() / 1000);
const claims = { iss: ISSUER, aud: "shoal", sub: "42", exp: now + 60 };

const tokensWith = (keys: ConstructorParameters<typeof HostTokens>[1]["keys"], areRolesTaken = false): HostTokens =>
  new HostTokens(jose, { keys, issuer: ISSUER, audience: "shoal", areRolesTaken, clock });
const bySecret = tokensWith({ kind: "secret", secret: SECRET });

function encoded(part: unknown): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}

/** By hand: a library does not make what must be refused. */
function signed(payload: object, { header = { alg: "HS256" }, secret = SECRET as string | Buffer } = {}): string {
  const text = `${encoded(header)}.${encoded(payload)}`;
  return `${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`;
}

async function refusalOf(jwt: string, tokens = bySecret): Promise<string> {
  const error: unknown = await tokens.verify(jwt).catch((reason: unknown) => reason);
  if (!(error instanceof ShoalError)) throw new Error("It was not refused.");
  expect(error.cause).toBeUndefined();
  return `${error.code}: ${error.message}`;
}

test("[P160b] a JWT with the right signature names its user", async () => {
  const jwt = signed({ ...claims, name: "Ann", preferred_username: "ann", rooms: ["7b"], role: "administrator", jti: "j1" });
  expect(await bySecret.verify(jwt)).toEqual({
    ...{ issuer: ISSUER, subject: "42", names: ["Ann", "ann", undefined], rooms: ["7b"], serverRole: undefined },
    once: { id: "j1", expiresAt: (now + 120) * 1000 },
  });
  expect(await bySecret.verify(signed({ ...claims, aud: ["other", "shoal"] }))).toMatchObject({ subject: "42", once: undefined });
});

test("[P160b] no JWT chooses its algorithm or another key", async () => {
  const unsigned = `${encoded({ alg: "none" })}.${encoded(claims)}.`;
  expect(await refusalOf(unsigned)).toBe("jwt-invalid: The JWT is invalid: `alg` must be one of HS256.");
  expect(await refusalOf(unsigned.replace("none", "None"))).toContain("jwt-invalid");
  expect(await refusalOf(signed(claims, { secret: "another secret" }))).toContain("its signature does not match the key");
  for (const alg of ["HS512", "RS256", "nOnE", "", "ES256"]) {
    expect(await refusalOf(signed(claims, { header: { alg } }))).toContain("jwt-invalid");
  }
  expect(await refusalOf(signed(claims, { header: { alg: "HS256", crit: ["x"], x: 1 } as { alg: string } }))).toContain(
    "jwt-invalid",
  );
  const [head = "", , tail = ""] = signed(claims).split(".");
  expect(await refusalOf(`${head}.${encoded({ ...claims, sub: "43" })}.${tail}`)).toContain("signature");
});

test("[P160b] a public key is no secret: with a JWKS nothing signed by HMAC counts", async () => {
  for (const alg of ["RS256", "ES256", "EdDSA"]) {
    const { publicKey, privateKey } = await jose.generateKeyPair(alg, { extractable: true });
    const jwk = { ...(await jose.exportJWK(publicKey)), kid: "k1", use: "sig" };
    const tokens = tokensWith({ kind: "jwks", find: jose.createLocalJWKSet({ keys: [jwk] }) });
    const jwt = await new jose.SignJWT(claims).setProtectedHeader({ alg, kid: "k1" }).sign(privateKey);
    expect(await tokens.verify(jwt)).toMatchObject({ subject: "42" });
    const pem = await jose.exportSPKI(publicKey);
    for (const secret of [pem, pem.trim(), JSON.stringify(jwk), Buffer.from(jwk.n ?? jwk.x ?? "", "base64url")]) {
      const confused = signed(claims, { header: { alg: "HS256", kid: "k1" } as { alg: string }, secret });
      expect(await refusalOf(confused, tokens)).toContain("`alg` must be one of RS256, ES256, EdDSA, Ed25519");
    }
    const { privateKey: foreign } = await jose.generateKeyPair(alg);
    const forged = await new jose.SignJWT(claims).setProtectedHeader({ alg, kid: "k1" }).sign(foreign);
    expect(await refusalOf(forged, tokens)).toContain("its signature does not match the key");
    const unknown = await new jose.SignJWT(claims).setProtectedHeader({ alg, kid: "k2" }).sign(privateKey);
    expect(await refusalOf(unknown, tokens)).toContain("no key of the JWKS has its `kid`");
    const own = await new jose.SignJWT(claims).setProtectedHeader({
      alg,
      kid: "k1",
      jwk: await jose.exportJWK(foreign).catch(() => jwk),
    });
    expect(await refusalOf(await own.sign(foreign), tokens)).toContain("its signature does not match the key");
  }
});

test("[P160c] a JWT is for this server, from its application, for a user and for a day at most", async () => {
  const wrong: readonly (readonly [object, string])[] = [
    [{ ...claims, iss: "https://evil.example.org" }, "`iss` is missing or wrong"],
    [{ ...claims, iss: undefined }, "`iss` is missing or wrong"],
    [{ ...claims, aud: "other" }, "`aud` is missing or wrong"],
    [{ ...claims, aud: undefined }, "`aud` is missing or wrong"],
    [{ ...claims, aud: [] }, "`aud` is missing or wrong"],
    [{ ...claims, sub: undefined }, "`sub` is missing or wrong"],
    [{ ...claims, sub: "" }, "`sub` is missing or wrong"],
    [{ ...claims, sub: 42 }, "`sub` is missing or wrong"],
    [{ ...claims, sub: "x".repeat(256) }, "`sub` is missing or wrong"],
    [{ ...claims, exp: undefined }, "`exp` is missing or wrong"],
    [{ ...claims, exp: "tomorrow" }, "`exp` is missing or wrong"],
    [{ ...claims, exp: now - 61 }, "`exp` is in the past"],
    [{ ...claims, exp: now + 24 * 3600 + 61 }, "`exp` must be at most 24 hours ahead"],
    [{ ...claims, nbf: now + 61 }, "`nbf` is missing or wrong"],
    [{ ...claims, iat: now + 61 }, "`iat` must not be in the future"],
    [{ ...claims, iat: "now" }, "`iat` is missing or wrong"],
    [{ ...claims, jti: "" }, "`jti` is missing or wrong"],
    [{ ...claims, name: ["Ann"] }, "`name` is missing or wrong"],
    [{ ...claims, rooms: "7b" }, "`rooms` is missing or wrong"],
    [{ ...claims, rooms: Array(101).fill("7b") }, "`rooms` is missing or wrong"],
  ];
  for (const [payload, reason] of wrong) expect(await refusalOf(signed(payload))).toContain(reason);
  // JSON has no infinity, but 1e999 is read as one.
  const endless = signed(claims).split(".");
  const text = `${endless[0]}.${Buffer.from(JSON.stringify(claims).replace(/"exp":\d+/, '"exp":1e999')).toString("base64url")}`;
  const signature = createHmac("sha256", SECRET).update(text).digest("base64url");
  expect(await refusalOf(`${text}.${signature}`)).toContain("24 hours");
  for (const fine of [{ nbf: now + 60 }, { iat: now + 60 }, { exp: now - 59 }, { exp: now + 24 * 3600 }]) {
    expect(await bySecret.verify(signed({ ...claims, ...fine }))).toMatchObject({ subject: "42" });
  }
});

test("[P160f] a role counts only where the operator wants it", async () => {
  const byRoles = tokensWith({ kind: "secret", secret: SECRET }, true);
  const jwt = (role: unknown) => signed({ ...claims, role });
  expect(await byRoles.verify(jwt("administrator"))).toMatchObject({ serverRole: "administrator" });
  expect((await byRoles.verify(jwt(undefined))).serverRole).toBeUndefined();
  expect(await refusalOf(jwt("owner"), byRoles)).toContain("`role` is missing or wrong");
  for (const role of ["administrator", "owner", 7]) expect((await bySecret.verify(jwt(role))).serverRole).toBeUndefined();
});

test("[P160b] garbage is refused in a sentence that quotes none of it", async () => {
  const jwt = signed({ ...claims, sub: "planted" });
  const garbage = [
    "",
    "planted",
    "planted.planted.planted",
    "..",
    "a.b.c.d.e",
    `${jwt}.planted`,
    jwt.slice(0, -10),
    "planted".repeat(9_000),
  ];
  const deep = `${encoded({ alg: "HS256" })}.${Buffer.from("[".repeat(5_000)).toString("base64url")}.planted`;
  for (const text of [...garbage, deep, signed(["planted"]), `${encoded("planted")}.${encoded(claims)}.planted`]) {
    const refusal = await refusalOf(text);
    expect(refusal).toStartWith("jwt-invalid: ");
    expect(refusal).not.toContain("planted");
  }
});

test("the keys of a file: a secret that others cannot read, or public keys", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "key");
  const open = async (kind: "secret" | "jwks-file", text: string, mode = 0o600): Promise<HostTokens> => {
    await Bun.write(file, text);
    await chmod(file, mode);
    return await openHostTokens(
      { keys: { kind, place: file }, issuer: ISSUER, audience: "shoal", areRolesTaken: false },
      { clock, log },
    );
  };
  expect(await (await open("secret", `${SECRET}\n`)).verify(signed(claims))).toMatchObject({ subject: "42" });
  await expect(open("secret", SECRET, 0o644)).rejects.toThrow("chmod 600");
  await expect(open("secret", "too short")).rejects.toThrow("at least 32 bytes");
  await expect(open("secret", `${SECRET}\n${SECRET}`)).rejects.toThrow("printable ASCII");
  await expect(open("secret", "x".repeat(5_000))).rejects.toThrow("more than 4096 bytes");
  const { publicKey, privateKey } = await jose.generateKeyPair("ES256", { extractable: true });
  const jwt = await new jose.SignJWT(claims).setProtectedHeader({ alg: "ES256" }).sign(privateKey);
  const keys = async (key: jose.CryptoKey) => JSON.stringify({ keys: [await jose.exportJWK(key)] });
  expect(await (await open("jwks-file", await keys(publicKey), 0o644)).verify(jwt)).toMatchObject({ subject: "42" });
  for (const text of [await keys(privateKey), '{"keys":[]}', "{", '{"keys":[{"kty":"oct","k":"YQ"}]}']) {
    await expect(open("jwks-file", text)).rejects.toThrow("public keys only");
  }
  const missing = { kind: "secret", place: join(folder.path, "none") } as const;
  const options = { keys: missing, issuer: ISSUER, audience: "shoal", areRolesTaken: false };
  await expect(openHostTokens(options, { clock, log })).rejects.toThrow("Cannot read");
});

test("[P160b] keys at an address are asked for once, and their absence is not the token's fault", async () => {
  const { publicKey, privateKey } = await jose.generateKeyPair("EdDSA", { extractable: true });
  const jwk = { ...(await jose.exportJWK(publicKey)), kid: "k1" };
  const sign = (kid: string) => new jose.SignJWT(claims).setProtectedHeader({ alg: "EdDSA", kid }).sign(privateKey);
  let answer = (): Response => new Response("down", { status: 503 });
  let asked = 0;
  const send = boundedFetch({
    send: () => {
      asked += 1;
      return Promise.resolve(answer());
    },
  });
  const keys = { kind: "jwks-address", place: "https://school.example.org/jwks" } as const;
  const options = { keys, issuer: ISSUER, audience: "shoal", areRolesTaken: false };
  const tokens = await openHostTokens(options, { clock, log, send });
  expect(await refusalOf(await sign("k1"), tokens)).toContain("provider-unavailable");
  for (const bad of ["[]", "{", "x".repeat(300_000), '{"keys":7}']) {
    answer = () => new Response(bad);
    expect(await refusalOf(await sign("k1"), tokens)).toContain("provider-unavailable");
  }
  answer = () => Response.json({ keys: [jwk] });
  asked = 0;
  for (let count = 0; count < 5; count += 1) expect(await tokens.verify(await sign("k1"))).toMatchObject({ subject: "42" });
  for (let count = 0; count < 5; count += 1) expect(await refusalOf(await sign(`other ${count}`), tokens)).toContain("`kid`");
  expect(asked).toBe(1);
});
