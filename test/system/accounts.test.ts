import { afterAll, beforeAll, expect, test } from "bun:test";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { paths, type SignedIn } from "../../src/protocol/http.ts";
import { limits } from "../../src/protocol/limits.ts";
import { eventually } from "../support/eventually.ts";
import { bearer, expectRefusal, HttpCaller } from "../support/http-caller.ts";
import { enter, Participant } from "../support/people.ts";
import { runShoal, ServerProcess } from "../support/server-process.ts";
import { startTestServer, type TestServer } from "../support/test-server.ts";

const PASSWORD = "correct horse battery";
const OTHER_PASSWORD = "another horse battery";
type Token = SignedIn & { token: string };

let server: TestServer;
const { call, signIn, probeCookie } = new HttpCaller(() => server);

beforeAll(async () => {
  server = await startTestServer();
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

const signInAs = (body: object, at = call): Promise<Response> => at("POST", paths.sessions, { body });
const claim = (token: string, body: object): Promise<Response> => call("PUT", paths.account, { ...bearer(token), body });
const account = async (token: string): Promise<unknown> => (await call("GET", paths.account, bearer(token))).json();

/** A link as the operator gets it. */
async function administratorLink(dataFolder: string): Promise<string> {
  await using command = runShoal(["admin-link", "--data", dataFolder, "--json"]);
  expect(await command.exited).toBe(0);
  const { url } = JSON.parse(command.stdout) as { url: string };
  return url.split("#admin=")[1] ?? "";
}

test("[P150a] [P150b] [P151a] a guest claims the nickname, and signs in on another device with it", async () => {
  const { token, user } = await signIn("ann");
  expect(await account(token)).toEqual({ isAccount: false, hasPassword: false, serverRole: "member" });
  expect((await claim(token, { password: PASSWORD })).status).toBe(204);
  expect(await account(token)).toEqual({ isAccount: true, hasPassword: true, serverRole: "member" });
  const phone = (await (await signInAs({ nickname: " ANN ", password: PASSWORD, device: "phone" })).json()) as Token;
  expect(phone).toMatchObject({ user, isAccount: true });
  expect(phone.token).not.toBe(token);
  expect(await account(phone.token)).toMatchObject({ isAccount: true });
  await expectRefusal(await signInAs({ nickname: "ann" }), "password-needed");
  await expectRefusal(await signInAs({ nickname: "аnn" }), "nickname-taken");
  await expectRefusal(await call("GET", paths.account), "unauthenticated");
});

test("[P150c] the answer is the same for a wrong password, a guest's nickname and one that no user has", async () => {
  const { token } = await signIn("bea");
  await claim(token, { password: PASSWORD });
  await signIn("guest");
  const answers = await Promise.all(
    ["bea", "guest", "no one"].map(async (nickname) => {
      const response = await signInAs({ nickname, password: OTHER_PASSWORD });
      const headers = Object.fromEntries([...response.headers].filter(([name]) => name !== "date"));
      return { status: response.status, headers, body: await response.text() };
    }),
  );
  expect(answers[0]).toMatchObject({ status: 403, body: expect.stringContaining("credentials-invalid") });
  expect(answers[1]).toEqual(answers[0]);
  expect(answers[2]).toEqual(answers[0]);
});

test("[P150d] another password needs the current one and signs out every other device", async () => {
  const { token } = await signIn("cleo");
  await claim(token, { password: PASSWORD });
  const phone = (await (await signInAs({ nickname: "cleo", password: PASSWORD })).json()) as Token;
  await expectRefusal(await claim(token, { password: OTHER_PASSWORD }), "password-needed");
  await expectRefusal(await claim(token, { password: OTHER_PASSWORD, current: "wrong password" }), "credentials-invalid");
  await expectRefusal(await claim(token, { password: OTHER_PASSWORD, current: PASSWORD }), "rate-limited");
  server.clock.advance(1_000);
  expect((await claim(token, { password: OTHER_PASSWORD, current: PASSWORD })).status).toBe(204);
  await expectRefusal(await call("GET", paths.session, bearer(phone.token)), "unauthenticated");
  expect((await call("GET", paths.session, bearer(token))).status).toBe(200);
  await expectRefusal(await signInAs({ nickname: "cleo", password: PASSWORD }), "credentials-invalid");
});

test("[P150d] an open connection of another device is closed when the password changes", async () => {
  using laptop = await enter(server.url, "dana");
  await claim(laptop.token, { password: PASSWORD });
  using phone = new Participant(server.url, (await (await signInAs({ nickname: "dana", password: PASSWORD })).json()) as Token);
  await phone.isLive();
  expect((await claim(laptop.token, { password: OTHER_PASSWORD, current: PASSWORD })).status).toBe(204);
  await eventually(() => expect(phone.closedBy?.code).toBe("signed-out"));
  expect(laptop.client.state).toBe("live");
});

test("[P150e] an account stays when it signs out of its last device, and a guest does not", async () => {
  const { token, user } = await signIn("edda");
  await claim(token, { password: PASSWORD });
  await call("DELETE", paths.session, bearer(token));
  await expectRefusal(await signInAs({ nickname: "edda" }), "password-needed");
  expect(await (await signInAs({ nickname: "edda", password: PASSWORD })).json()).toMatchObject({ user });
});

test("[P150f] a password has 8 to 128 characters, and none appears in an answer", async () => {
  const { token } = await signIn("finn");
  for (const password of ["planted", "planted\u0000planted", "planted".repeat(100), "planted".repeat(8_000)]) {
    const response = await claim(token, { password });
    const text = await response.clone().text();
    expect(text).not.toContain("planted");
    await expectRefusal(response, "password-invalid");
    await expectRefusal(await signInAs({ nickname: "finn", password }), "password-invalid");
  }
  for (const password of [["planted"], { planted: "planted" }, 7, null]) {
    const response = await claim(token, { password });
    expect(response.status).toBe(400);
    expect(await response.text()).not.toContain("planted");
  }
  expect((await claim(token, { password: "planted".repeat(10_000) })).status).toBe(413);
});

test("[P151c] a browser that signed in with a password before keeps a proof of that, which signs no one in", async () => {
  const { token } = await signIn("gina");
  await claim(token, { password: PASSWORD });
  const headers = { Origin: server.url, Cookie: await probeCookie() };
  const body = { nickname: "gina", password: PASSWORD, keep: "cookie" };
  const response = await call("POST", paths.sessions, { body, headers });
  const [cookie = "", proof = ""] = response.headers.getSetCookie();
  expect(proof).toMatch(/-device=[\w-]{43}\.[\w-]{43};.*HttpOnly; SameSite=Strict/);
  expect(cookie).not.toContain(token);
  const proofCookie = proof.split(";")[0] ?? "";
  await expectRefusal(await call("GET", paths.session, { headers: { Cookie: proofCookie } }), "unauthenticated");
  // The user's own network guesses, and the user's own browser does not wait for it.
  for (let guess = 0; guess < 3; guess += 1) {
    await expectRefusal(await signInAs({ nickname: "gina", password: OTHER_PASSWORD }), "credentials-invalid");
    server.clock.advance(60_000);
  }
  await expectRefusal(await signInAs({ nickname: "gina", password: OTHER_PASSWORD }), "credentials-invalid");
  await expectRefusal(await signInAs({ nickname: "gina", password: PASSWORD }), "rate-limited");
  const again = await call("POST", paths.sessions, {
    body,
    headers: { ...headers, Cookie: `${headers.Cookie}; ${proofCookie}` },
  });
  expect(again.status).toBe(201);
});

test("[P152a] [P152b] [P153b] an administrator link works once, and an administrator makes reset links that work once", async () => {
  const { token: annaToken } = await signIn("anna");
  await claim(annaToken, { password: PASSWORD });
  const { token: hugoToken, user: hugo } = await signIn("hugo");
  await claim(hugoToken, { password: PASSWORD });
  const resetLink = (token: string, userId: string): Promise<Response> =>
    call("POST", paths.resetLinks, { ...bearer(token), body: { userId } });
  await expectRefusal(await resetLink(annaToken, hugo.id), "not-allowed");

  const code = await administratorLink(server.dataFolder);
  const become = (token: string, link: string): Promise<Response> =>
    call("POST", paths.administrators, { ...bearer(token), body: { administratorLink: link } });
  const { token: guestToken } = await signIn("a guest");
  await expectRefusal(await become(guestToken, code), "password-needed");
  const both = await Promise.all([become(annaToken, code), become(hugoToken, code)]);
  expect(both.map(({ status }) => status).toSorted()).toEqual([200, 410]);
  await expectRefusal(await become(guestToken, code), "account-link-invalid");
  await expectRefusal(await become(guestToken, "x".repeat(43)), "account-link-invalid");
  const [administrator, other] = both[0]?.status === 200 ? [annaToken, hugoToken] : [hugoToken, annaToken];
  expect(await account(administrator)).toMatchObject({ serverRole: "administrator" });
  await expectRefusal(await resetLink(other, hugo.id), "not-allowed");
  await expectRefusal(await resetLink(administrator, "u_nobody"), "not-found");

  const { token: idaToken, user: ida } = await signIn("ida");
  const made = await resetLink(administrator, ida.id);
  expect(made.status).toBe(201);
  const { code: reset } = (await made.json()) as { code: string };
  await expectRefusal(await signInAs({ resetLink: reset, password: "short" }), "password-invalid");
  const resets = await Promise.all([1, 2].map((index) => signInAs({ resetLink: reset, password: `${PASSWORD} ${index}` })));
  expect(resets.map(({ status }) => status).toSorted()).toEqual([201, 410]);
  await expectRefusal(await call("GET", paths.session, bearer(idaToken)), "unauthenticated");
  const won = resets.findIndex(({ status }) => status === 201) + 1;
  expect(await (await signInAs({ nickname: "ida", password: `${PASSWORD} ${won}` })).json()).toMatchObject({ user: ida });

  const { code: late } = (await (await resetLink(administrator, ida.id)).json()) as { code: string };
  server.clock.advance(limits.accountLinkLifetimeMs + 1);
  await expectRefusal(await signInAs({ resetLink: late, password: PASSWORD }), "account-link-invalid");
});

test("[P154a] [P154b] [P154c] a closed server lets nobody new in but by an administrator link, one for invited users the bearers of an invite link", async () => {
  await using closed = await startTestServer({ registration: "closed", areGuestsAllowed: false });
  const { call: callClosed } = new HttpCaller(() => closed);
  expect(await (await callClosed("GET", paths.server)).json()).toMatchObject({ registration: "closed", areGuestsAllowed: false });
  await expectRefusal(await signInAs({ nickname: "ann" }, callClosed), "guests-not-allowed");
  await expectRefusal(await signInAs({ nickname: "ann", password: PASSWORD, isNew: true }, callClosed), "registration-closed");
  await expectRefusal(await signInAs({ nickname: "ann", password: PASSWORD }, callClosed), "credentials-invalid");
  closed.clock.advance(1_000);
  const links = await Promise.all([administratorLink(closed.dataFolder), administratorLink(closed.dataFolder)]);
  const first = { administratorLink: links[0], nickname: "ann", password: PASSWORD };
  const { token } = (await (await signInAs(first, callClosed)).json()) as Token;
  expect(await (await callClosed("GET", paths.account, bearer(token))).json()).toMatchObject({ serverRole: "administrator" });
  await expectRefusal(await signInAs(first, callClosed), "account-link-invalid");
  await expectRefusal(
    await signInAs({ ...first, administratorLink: links[1], password: OTHER_PASSWORD }, callClosed),
    "credentials-invalid",
  );
  closed.clock.advance(60_000);
  expect((await signInAs({ ...first, administratorLink: links[1] }, callClosed)).status).toBe(201);

  await using invited = await startTestServer({ registration: "invite" });
  const { call: callInvited } = new HttpCaller(() => invited);
  await expectRefusal(await signInAs({ nickname: "ben" }, callInvited), "invite-needed");
  await expectRefusal(await signInAs({ nickname: "ben", inviteLink: "x".repeat(43) }, callInvited), "invite-link-invalid");
});

test("[P154d] without guests a new user brings a password", async () => {
  await using open = await startTestServer({ areGuestsAllowed: false });
  const { call: callOpen } = new HttpCaller(() => open);
  await expectRefusal(await signInAs({ nickname: "ann" }, callOpen), "guests-not-allowed");
  expect((await signInAs({ nickname: "ann", password: PASSWORD, isNew: true }, callOpen)).status).toBe(201);
  await expectRefusal(await signInAs({ nickname: "Ann", password: PASSWORD, isNew: true }, callOpen), "nickname-taken");
});

test("an attempt that is repeated has the same answer with the same password only", async () => {
  const { token } = await signIn("jo");
  await claim(token, { password: PASSWORD });
  const attempt = "a".repeat(43);
  const first = (await (await signInAs({ nickname: "jo", password: PASSWORD, attempt })).json()) as Token;
  const again = (await (await signInAs({ nickname: "jo", password: PASSWORD, attempt })).json()) as Token;
  expect(again.token).toBe(first.token);
  await expectRefusal(await signInAs({ nickname: "jo", password: OTHER_PASSWORD, attempt }), "credentials-invalid");
});

test("[P153a] the first start prints an administrator link until there is a user, the socket is private, and the log has no password", async () => {
  await using process = await ServerProcess.start({ flags: ["--registration", "closed"] });
  const mode = (await stat(join(process.dataFolder, "control.sock"))).mode & 0o777;
  expect(mode).toBe(0o600);
  await using command = runShoal(["admin-link", "--data", process.dataFolder]);
  expect(await command.exited).toBe(0);
  expect(command.stdout).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#admin=[\w-]{43}\nIt works once, until /);
  await process.kill9();
  await using without = runShoal(["admin-link", "--data", process.dataFolder]);
  expect(await without.exited).toBe(1);
  expect(without.stderr).toContain("no server runs");
  await process.restart();
  const { call: callProcess } = new HttpCaller(() => process);
  const code = await administratorLink(process.dataFolder);
  const body = { administratorLink: code, nickname: "ann", password: "planted horse battery" };
  expect((await signInAs(body, callProcess)).status).toBe(201);
  await expectRefusal(await signInAs({ nickname: "ann", password: "planted wrong battery" }, callProcess), "credentials-invalid");
  await eventually(() => expect(process.log).not.toMatch(/planted|#admin/));
});
