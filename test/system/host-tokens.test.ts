import { afterAll, beforeAll, expect, test } from "bun:test";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as jose from "jose";
import { ShoalError, type SignedIn, serverInfo, signIn } from "../../src/client/index.ts";
import { paths } from "../../src/protocol/http.ts";
import { bearer, expectRefusal, HttpCaller } from "../support/http-caller.ts";
import { Participant } from "../support/people.ts";
import { runShoal } from "../support/server-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { startTestServer, type TestServer } from "../support/test-server.ts";

const SECRET = "a planted secret of the school, long enough";
type Token = SignedIn & { token: string };

const lines: string[] = [];
const cleanup = new AsyncDisposableStack();
let secretFile: string;
let server: TestServer;
const { call, probeCookie } = new HttpCaller(() => server);

const settings = (areRolesTaken = true) => ({
  keys: { kind: "secret" as const, place: secretFile },
  issuer: "https://school.example.org",
  audience: "shoal",
  areRolesTaken,
});

beforeAll(async () => {
  const folder = cleanup.use(await temporaryFolder());
  secretFile = join(folder.path, "secret");
  await writeFile(secretFile, SECRET, { mode: 0o600 });
  const closed = { registration: "closed", areGuestsAllowed: false } as const;
  server = cleanup.use(await startTestServer({ ...closed, hostTokens: settings(), onLog: (line) => lines.push(line) }));
});

afterAll(() => cleanup.disposeAsync());

/** As the application of the school makes it. */
function jwtOf(claims: object, at = server): Promise<string> {
  const iat = Math.floor(at.clock.now() / 1000);
  const payload = { iss: "https://school.example.org", aud: "shoal", iat, exp: iat + 300, ...claims };
  return new jose.SignJWT(payload).setProtectedHeader({ alg: "HS256" }).sign(Buffer.from(SECRET));
}

const signInBy = (jwt: string, more: object = {}, headers: Record<string, string> = {}): Promise<Response> =>
  call("POST", paths.sessions, { body: { jwt, ...more }, headers });

async function enterBy(claims: object): Promise<Token> {
  const response = await signInBy(await jwtOf(claims));
  expect(response.status).toBe(201);
  return (await response.json()) as Token;
}

test("[P160a] [P161a] a user of the application signs in where no one else can, and is the same user each time", async () => {
  const ann = await enterBy({ sub: "1", name: "Ann" });
  expect(ann).toMatchObject({ user: { nickname: "Ann" }, isAccount: true });
  const again = await enterBy({ sub: "1", name: "Renamed", device: "ignored" });
  expect(again.user).toEqual(ann.user);
  expect(again.token).not.toBe(ann.token);
  expect((await enterBy({ sub: "2", name: "ann" })).user).toMatchObject({ nickname: "ann 2" });
  expect((await enterBy({ sub: "3" })).user).toMatchObject({ nickname: "user" });
  expect(await (await call("GET", paths.account, bearer(ann.token))).json()).toMatchObject({
    isAccount: true,
    hasIdentity: true,
  });
  using participant = new Participant(server.url, ann);
  await participant.isLive();
});

test("[P160a] the options of a sign-in are those of every other", async () => {
  const jwt = await jwtOf({ sub: "4", name: "Ben", jti: "cookie" });
  const cookie = { keep: "cookie", device: "laptop" };
  await expectRefusal(await signInBy(jwt, cookie), "cookies-needed");
  const response = await signInBy(jwt, cookie, { cookie: await probeCookie() });
  expect(await response.json()).toEqual({ user: expect.anything(), sessionId: expect.any(String), isAccount: true });
  expect(response.headers.get("set-cookie")).toContain("HttpOnly");
  // The answer was lost: the same attempt has it again, another one has not.
  const once = await jwtOf({ sub: "5", name: "Cleo", jti: "attempt" });
  const attempt = "a".repeat(43);
  const first = (await (await signInBy(once, { attempt })).json()) as Token;
  expect(await (await signInBy(once, { attempt })).json()).toEqual(first);
  await expectRefusal(await signInBy(once), "sign-in-used");
});

test("[P160d] a JWT with an id works once, of many at once and after a restart; one without works until it expires", async () => {
  await using folder = await temporaryFolder();
  const place = { dataFolder: folder.path, hostTokens: settings() };
  const jwts = { once: "", open: "" };
  {
    await using before = await startTestServer(place);
    jwts.once = await jwtOf({ sub: "1", jti: "j1" }, before);
    jwts.open = await jwtOf({ sub: "1" }, before);
    const enter = (jwt: string) => fetch(before.url + paths.sessions, { method: "POST", body: JSON.stringify({ jwt }) });
    const answers = await Promise.all(Array.from({ length: 20 }, () => enter(jwts.once)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    for (const refused of answers.filter(({ status }) => status !== 201)) await expectRefusal(refused, "sign-in-used");
  }
  await using after = await startTestServer(place);
  const enter = (jwt: string) => fetch(after.url + paths.sessions, { method: "POST", body: JSON.stringify({ jwt }) });
  await expectRefusal(await enter(jwts.once), "sign-in-used");
  expect((await enter(jwts.open)).status).toBe(201);
  after.clock.advance(361_000);
  for (const jwt of [jwts.once, jwts.open]) await expectRefusal(await enter(jwt), "jwt-invalid");
});

test("[P160e] [P160f] the application says which rooms its users are in and what they are to the server", async () => {
  const teacher = await enterBy({ sub: "6", name: "Teacher", role: "administrator" });
  using participant = new Participant(server.url, teacher);
  await participant.isLive();
  const { id } = await participant.client.createRoom({ name: "7b" });
  const secret = await participant.client.createRoom({ name: "Staff", isPrivate: true });
  const pupil = await enterBy({ sub: "7", name: "Pupil", rooms: ["7B ", "No such room", "staff"] });
  using listener = new Participant(server.url, pupil);
  await listener.isLive();
  expect([...listener.client.conversations.keys()].toSorted()).toEqual(["lobby", id].toSorted());
  expect(listener.client.conversations.get(id)).not.toHaveProperty("role");
  // By its id, of an open connection.
  await enterBy({ sub: "7", rooms: [secret.id] });
  await listener.client.history(secret.id);

  const reset = (token: string) => call("POST", paths.resetLinks, { ...bearer(token), body: { userId: pupil.user.id } });
  expect((await reset(teacher.token)).status).toBe(201);
  await expectRefusal(await reset(pupil.token), "not-allowed");
  await enterBy({ sub: "6", role: "member" });
  await expectRefusal(await reset(teacher.token), "not-allowed");
});

test("[P160b] [P160c] a JWT that is wrong signs no one in, and says why without quoting it", async () => {
  const wrong = [await jwtOf({ sub: "8", aud: "planted" }), await jwtOf({ name: "planted" }), "planted", "planted".repeat(2_000)];
  for (const jwt of wrong) {
    const response = await signInBy(jwt);
    expect(await response.clone().text()).not.toContain("planted");
    await expectRefusal(response, "jwt-invalid");
  }
  for (const jwt of [7, null, ["planted"], {}]) expect((await call("POST", paths.sessions, { body: { jwt } })).status).toBe(400);
  expect((await signInBy("planted".repeat(20_000))).status).toBe(413);
  expect(lines.join("\n")).not.toContain("planted");
});

test("[P160a] a server without an application takes no JWTs, and the SDK says so of an older one too", async () => {
  await using plain = await startTestServer();
  expect(await serverInfo(plain.url)).not.toHaveProperty("oidc");
  const refusal = (options = {}) => signIn(plain.url, { jwt: "x" }, options).catch((error: unknown) => error);
  expect(await refusal()).toMatchObject({ code: "unsupported" });
  const older = (() =>
    Promise.resolve(Response.json({ error: "bad-frame", message: "" }, { status: 400 }))) as unknown as typeof fetch;
  const answer = await refusal({ fetch: older });
  expect(answer).toBeInstanceOf(ShoalError);
  expect(answer).toMatchObject({ code: "unsupported" });
  const { user } = await signIn(server.url, { jwt: await jwtOf({ sub: "9", name: "Emil" }) });
  expect(user.nickname).toBe("Emil");
});

test("the command says which flags are missing, and does not start without its keys", async () => {
  await using folder = await temporaryFolder();
  const open = join(folder.path, "open");
  await writeFile(open, SECRET, { mode: 0o644 });
  const jwt = ["--jwt-issuer", "https://school.example.org", "--jwt-audience", "shoal"];
  const refused: readonly (readonly [string[], string])[] = [
    [jwt, "either --jwt-secret-file or --jwt-jwks"],
    [["--jwt-secret-file", secretFile, "--jwt-jwks", secretFile, ...jwt], "either --jwt-secret-file or --jwt-jwks"],
    [["--jwt-secret-file", secretFile], "--jwt-issuer and --jwt-audience"],
    [["--jwt-secret-file", open, ...jwt], "chmod 600"],
    [["--jwt-jwks", "http://school.example.org/jwks", ...jwt], "An https: address"],
    [["--oidc-issuer", "https://id.example.org"], "--oidc-client-id"],
    [["--oidc-issuer", "http://id.example.org", "--oidc-client-id", "x"], "An https: address"],
    [["--oidc-scope", "profile"], "openid"],
  ];
  for (const [flags, sentence] of refused) {
    await using command = runShoal(["serve", "--port", "0", "--data", join(folder.path, "data"), ...flags]);
    expect(await command.exited).toBe(1);
    expect(command.stderr).toContain(sentence);
    expect(command.stderr).not.toContain("planted");
  }
}, 60_000);
