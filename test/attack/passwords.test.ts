import { expect, test } from "bun:test";
import { paths, type SignedIn } from "../../src/protocol/http.ts";
import { eventually } from "../support/eventually.ts";
import { bearer, HttpCaller } from "../support/http-caller.ts";
import { startTestServer } from "../support/test-server.ts";

const PASSWORD = "correct horse battery";
const AT_ONCE = 200;

type Token = SignedIn & { token: string };

async function codesOf(responses: readonly Response[]): Promise<Record<string, number>> {
  const codes: Record<string, number> = {};
  for (const response of responses) {
    const { error = "ok" } = response.status === 204 ? {} : ((await response.clone().json()) as { error?: string });
    codes[error] = (codes[error] ?? 0) + 1;
  }
  return codes;
}

const atOnce = (send: (index: number) => Promise<Response>): Promise<Response[]> =>
  Promise.all(Array.from({ length: AT_ONCE }, (_, index) => send(index)));

test("[P150a] of 200 claims of one nickname at once one wins, and its password is the one", async () => {
  await using server = await startTestServer();
  const { call, signIn } = new HttpCaller(() => server);
  const { token } = await signIn("ann");
  const claims = await atOnce((index) =>
    call("PUT", paths.account, { ...bearer(token), body: { password: `${PASSWORD} ${index}` } }),
  );
  expect(await codesOf(claims)).toEqual({ ok: 1, "password-needed": AT_ONCE - 1 });
  const won = claims.findIndex(({ status }) => status === 204);
  const body = { nickname: "ann", password: `${PASSWORD} ${won}` };
  expect((await call("POST", paths.sessions, { body })).status).toBe(201);
}, 60_000);

test("[P150b] 200 sign-ins of one account at once open 200 sessions, each with a token of its own", async () => {
  await using server = await startTestServer();
  const { call } = new HttpCaller(() => server);
  const body = { nickname: "ann", password: PASSWORD };
  await call("POST", paths.sessions, { body: { ...body, isNew: true } });
  const responses = await atOnce(() => call("POST", paths.sessions, { body }));
  expect(await codesOf(responses)).toEqual({ ok: AT_ONCE });
  const signedIn = (await Promise.all(responses.map((response) => response.json()))) as Token[];
  expect(new Set(signedIn.map(({ token }) => token)).size).toBe(AT_ONCE);
  expect(new Set(signedIn.map(({ user }) => user.id)).size).toBe(1);
}, 60_000);

test("of 200 new accounts of one nickname at once one is made", async () => {
  await using server = await startTestServer();
  const { call } = new HttpCaller(() => server);
  const body = { nickname: "ann", password: PASSWORD, isNew: true };
  const responses = await atOnce(() => call("POST", paths.sessions, { body }));
  expect(await codesOf(responses)).toEqual({ ok: 1, "nickname-taken": AT_ONCE - 1 });
}, 60_000);

test("[P151b] of 200 guesses at once one is tried, and the others are told to wait", async () => {
  await using server = await startTestServer();
  const { call } = new HttpCaller(() => server);
  await call("POST", paths.sessions, { body: { nickname: "ann", password: PASSWORD, isNew: true } });
  const guess = (index: number) => call("POST", paths.sessions, { body: { nickname: "ann", password: `guess number ${index}` } });
  expect(await codesOf(await atOnce(guess))).toEqual({ "credentials-invalid": 1, "rate-limited": AT_ONCE - 1 });
}, 60_000);

test("[P151c] guesses from 60 networks behind a proxy lock the owner out neither at home nor elsewhere", async () => {
  await using server = await startTestServer({ trustedProxies: ["127.0.0.1"] });
  const { call } = new HttpCaller(() => server);
  const from = (address: string, password: string, isNew = false): Promise<Response> =>
    call("POST", paths.sessions, { body: { nickname: "ann", password, isNew }, headers: { "X-Forwarded-For": address } });
  await from("10.1.1.1", PASSWORD, true);
  expect((await from("10.1.1.1", PASSWORD)).status).toBe(201);
  const guesses = await Promise.all(Array.from({ length: 60 }, (_, index) => from(`10.2.${index}.1`, "a wrong password")));
  expect(await codesOf(guesses)).toEqual({ "credentials-invalid": 60 });
  expect(await codesOf([await from("10.2.1.1", PASSWORD)])).toEqual({ "rate-limited": 1 });
  expect((await from("10.1.1.1", PASSWORD)).status).toBe(201);
  expect((await from("10.3.1.1", PASSWORD)).status).toBe(201);
  // A forged chain in front of the proxy's own entry changes nothing.
  expect(await codesOf([await from("10.9.9.9, 10.2.2.1", PASSWORD)])).toEqual({ "rate-limited": 1 });
}, 60_000);

test("a session that was planted before the sign-in is not the one after it", async () => {
  await using server = await startTestServer();
  const { call, signIn, probeCookie } = new HttpCaller(() => server);
  await call("POST", paths.sessions, { body: { nickname: "ann", password: PASSWORD, isNew: true } });
  const planted = await signIn("mallory");
  const cookieName = (await probeCookie()).replace(/-probe=.*/, "");
  const headers = { Origin: server.url, Cookie: `${cookieName}=${planted.token}`, Authorization: `Bearer ${planted.token}` };
  const response = await call("POST", paths.sessions, { body: { nickname: "ann", password: PASSWORD, keep: "cookie" }, headers });
  expect(response.status).toBe(201);
  expect(response.headers.getSetCookie().join()).not.toContain(planted.token);
  const whoAmI = (await (await call("GET", paths.session, bearer(planted.token))).json()) as SignedIn;
  await eventually(() => expect(whoAmI.user.nickname).toBe("mallory"));
}, 60_000);
