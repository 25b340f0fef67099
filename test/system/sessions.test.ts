import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import {
  createDeviceLink,
  currentSession,
  endOtherSessions,
  endSession,
  listSessions,
  signIn as signInAt,
} from "../../src/client/index.ts";
import { paths, type SignedIn } from "../../src/protocol/http.ts";
import { limits } from "../../src/protocol/limits.ts";
import { eventually } from "../support/eventually.ts";
import { bearer, expectRefusal, HttpCaller } from "../support/http-caller.ts";
import { enter } from "../support/people.ts";
import { ServerProcess } from "../support/server-process.ts";
import { startTestServer } from "../support/test-server.ts";

const ALLOWED_ORIGIN = "https://school.example.org";
let server: ServerProcess;
const { call, signIn, probeCookie } = new HttpCaller(() => server);

beforeAll(async () => {
  server = await ServerProcess.start({ flags: ["--allow-origin", ALLOWED_ORIGIN] });
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

describe("[P28] [P29] sessions", () => {
  test("a guest signs in, is known by the token, and signs out", async () => {
    const { user, sessionId, token } = await signIn("ann");
    expect(user.nickname).toBe("ann");
    expect(await (await call("GET", paths.session, bearer(token))).json()).toEqual({ user, sessionId });
    expect((await call("DELETE", paths.session, bearer(token))).status).toBe(204);
    await expectRefusal(await call("GET", paths.session, bearer(token)), "unauthenticated");
    await expectRefusal(await call("DELETE", paths.session, bearer(token)), "unauthenticated");
  });

  test("[P29c] a request without a token has no user, and a token in the address does not count", async () => {
    const { token } = await signIn("ben");
    await expectRefusal(await call("GET", paths.session), "unauthenticated");
    await expectRefusal(await call("GET", `${paths.session}?token=${token}`), "unauthenticated");
    await expectRefusal(await call("GET", paths.session, bearer("A".repeat(43))), "unauthenticated");
    await expectRefusal(await call("GET", paths.session, bearer("../../etc/passwd")), "unauthenticated");
  });

  test("a nickname is taken once, in every spelling of it, and some are invalid", async () => {
    await signIn("小鱼");
    await signIn("Paul");
    for (const nickname of ["paul", "PAUL", " Paul ", "Ｐaul", "Раul"]) {
      await expectRefusal(await call("POST", paths.sessions, { body: { nickname } }), "nickname-taken");
    }
    for (const nickname of ["", "  ", "\u200b", "a\u202eb", "x".repeat(33), "a\u0000b"]) {
      await expectRefusal(await call("POST", paths.sessions, { body: { nickname } }), "nickname-invalid");
    }
  });

  test("an invalid sign-in request is a bad frame", async () => {
    const bodies = ["", "{", "[]", "null", {}, { nickname: 7 }, { nickname: "carl", keep: "forever" }, { deviceLink: "short" }];
    for (const body of bodies) await expectRefusal(await call("POST", paths.sessions, { body }), "bad-frame");
    const tooLarge = { nickname: "carl", padding: "x".repeat(limits.frameBytesMax) };
    await expectRefusal(await call("POST", paths.sessions, { body: tooLarge }), "frame-too-large");
    expect((await call("POST", paths.sessions, { body: "x".repeat(1_000_000) })).status).toBe(413);
  });

  test("the page's cookie cannot be read by scripts nor sent by other sites, and ends with the session", async () => {
    const signedIn = await call("POST", paths.sessions, {
      body: { nickname: "dora", keep: "cookie" },
      headers: { Origin: server.url, Cookie: await probeCookie() },
    });
    expect(signedIn.status).toBe(201);
    expect(await signedIn.json()).not.toHaveProperty("token");
    const setCookie = signedIn.headers.get("set-cookie") ?? "";
    for (const attribute of ["HttpOnly", "SameSite=Strict", "Path=/"]) expect(setCookie).toContain(attribute);
    const [cookie = ""] = setCookie.split(";");
    const own = { headers: { Cookie: cookie } };
    expect(await (await call("GET", paths.session, own)).json()).toMatchObject({ user: { nickname: "dora" } });

    const fromElsewhere = { headers: { Cookie: cookie, Origin: ALLOWED_ORIGIN } };
    await expectRefusal(await call("GET", paths.session, fromElsewhere), "unauthenticated");

    const signedOut = await call("DELETE", paths.session, own);
    expect(signedOut.headers.get("set-cookie")).toMatch(/^[\w-]+=;.*Max-Age=0/);
    await expectRefusal(await call("GET", paths.session, own), "unauthenticated");
  });

  test("[P28b] the same attempt is the same session, and another one finds the nickname taken", async () => {
    const body = { nickname: "greta", attempt: "g".repeat(43) };
    const [first, second] = await Promise.all([call("POST", paths.sessions, { body }), call("POST", paths.sessions, { body })]);
    const answer = await first.json();
    expect(await second.json()).toEqual(answer);
    expect(await (await call("POST", paths.sessions, { body })).json()).toEqual(answer);
    await expectRefusal(await call("POST", paths.sessions, { body: { ...body, attempt: "h".repeat(43) } }), "nickname-taken");
    await expectRefusal(await call("POST", paths.sessions, { body: { ...body, attempt: "short" } }), "bad-frame");
  });

  test("[P28d] a browser that keeps no cookie is not signed in, and the nickname stays free", async () => {
    const request = { body: { nickname: "erna", keep: "cookie" }, headers: { Origin: server.url } };
    await expectRefusal(await call("POST", paths.sessions, request), "cookies-needed");
    const probe = (await call("GET", paths.session)).headers.get("set-cookie") ?? "";
    for (const attribute of ["HttpOnly", "SameSite=Strict", "Path=/"]) expect(probe).toContain(attribute);
    expect((await call("GET", paths.session, { headers: { Origin: ALLOWED_ORIGIN } })).headers.get("set-cookie")).toBeNull();
    const [cookie = ""] = probe.split(";");
    expect((await call("GET", paths.session, { headers: { Cookie: cookie } })).headers.get("set-cookie")).toBeNull();
    const withProbe = { ...request, headers: { ...request.headers, Cookie: cookie } };
    expect((await call("POST", paths.sessions, withProbe)).status).toBe(201);
  });

  test("[P29a] the cookie is kept for 30 days after the last visit, not after the first", async () => {
    const request = { body: { nickname: "小雨", keep: "cookie" }, headers: { Origin: server.url, Cookie: await probeCookie() } };
    const kept = (await call("POST", paths.sessions, request)).headers.get("set-cookie") ?? "";
    const [cookie = ""] = kept.split(";");
    expect(kept).toContain(`Max-Age=${limits.guestLifetimeMs / 1000};`);
    expect((await call("GET", paths.session, { headers: { Cookie: cookie } })).headers.get("set-cookie")).toBe(kept);

    const { token } = await signIn("kim");
    expect((await call("GET", paths.session, bearer(token))).headers.get("set-cookie")).toBeNull();
    const both = { headers: { Authorization: `Bearer ${token}`, Cookie: cookie } };
    expect((await call("GET", paths.session, both)).headers.get("set-cookie")).toBeNull();
    await call("DELETE", paths.session, { headers: { Cookie: cookie } });
    const late = await call("GET", paths.session, { headers: { Cookie: cookie } });
    expect(late.headers.get("set-cookie")).toBeNull();
    await expectRefusal(late, "unauthenticated");
  });

  test("[P29c] signing out by bearer from a page leaves that page's own cookie alone", async () => {
    const headers = { Origin: server.url, Cookie: await probeCookie() };
    const request = { body: { nickname: "lena", keep: "cookie" }, headers };
    const kept = (await call("POST", paths.sessions, request)).headers.get("set-cookie") ?? "";
    const [cookie = ""] = kept.split(";");
    const { token } = await signIn("theo");
    const signedOut = await call("DELETE", paths.session, { headers: { Authorization: `Bearer ${token}`, Cookie: cookie } });
    expect(signedOut.status).toBe(204);
    expect(signedOut.headers.get("set-cookie")).toBeNull();
    expect((await call("GET", paths.session, { headers: { Cookie: cookie } })).status).toBe(200);
  });

  test("servers on any free port of one machine do not share a cookie", async () => {
    await using one = await startTestServer();
    await using other = await startTestServer();
    const names = [one, other].map(async ({ url }) => {
      const headers = { Origin: url, Cookie: await probeCookie(url) };
      const request = { method: "POST", body: JSON.stringify({ nickname: "小雨", keep: "cookie" }), headers };
      const response = await fetch(url + paths.sessions, request);
      return response.headers.get("set-cookie")?.split("=")[0];
    });
    expect(await Promise.all(names)).toEqual([one, other].map(({ url }) => `shoal-${new URL(url).port}`));
  });

  test("behind HTTPS the cookie never travels without it, also after a visit that does not say how it came", async () => {
    const headers = { Origin: server.url.replace("http:", "https:"), Cookie: await probeCookie() };
    const response = await call("POST", paths.sessions, { body: { nickname: "ines", keep: "cookie" }, headers });
    const kept = response.headers.get("set-cookie") ?? "";
    expect(kept).toContain("Secure");
    const visit = await call("GET", paths.session, { headers: { Cookie: kept.slice(0, kept.indexOf(";")) } });
    expect(visit.headers.get("set-cookie")).toBe(kept);
  });

  test("a cookie is not kept for another site's page", async () => {
    const request = { body: { nickname: "emil", keep: "cookie" }, headers: { Origin: ALLOWED_ORIGIN } };
    await expectRefusal(await call("POST", paths.sessions, request), "forbidden-origin");
  });

  test("a device link signs in the same person once", async () => {
    const { user, sessionId, token } = await signIn("fred");
    await expectRefusal(await call("POST", paths.deviceLinks), "unauthenticated");
    const created = await call("POST", paths.deviceLinks, bearer(token));
    expect(created.status).toBe(201);
    const { code, expiresAt } = (await created.json()) as { code: string; expiresAt: number };
    expect(expiresAt).toBeGreaterThan(0);

    const redeemed = await call("POST", paths.sessions, { body: { deviceLink: code, device: "phone" } });
    expect(redeemed.status).toBe(201);
    const phone = (await redeemed.json()) as SignedIn & { token: string };
    expect(phone.user).toEqual(user);
    expect(phone.sessionId).not.toBe(sessionId);
    expect(phone.token).not.toBe(token);
    await expectRefusal(await call("POST", paths.sessions, { body: { deviceLink: code } }), "device-link-invalid");

    // One device signs out, the other stays.
    await call("DELETE", paths.session, bearer(token));
    expect((await call("GET", paths.session, bearer(phone.token))).status).toBe(200);
  });

  test("[P28e] the newest five of a person's device links are good", async () => {
    await using quiet = await startTestServer();
    const { token } = await signInAt(quiet.url, { nickname: "ann" });
    const codes: string[] = [];
    for (let count = 0; count < 7; count += 1) {
      codes.push((await createDeviceLink(quiet.url, { token })).code);
      quiet.clock.advance(1);
    }
    const answers = codes.map((deviceLink) =>
      signInAt(quiet.url, { deviceLink }).then(
        () => "good",
        ({ code }) => code,
      ),
    );
    expect(await Promise.all(answers)).toEqual([...Array(2).fill("device-link-invalid"), ...Array(5).fill("good")]);
  });

  test("[P28g] a visit without a connection is over after ten minutes, and its nickname is free", async () => {
    await using quiet = await startTestServer();
    const { token } = await signInAt(quiet.url, { nickname: "ann" }, { isVisit: true });
    quiet.clock.advance(9 * 60_000);
    expect((await currentSession(quiet.url, { token }))?.user.nickname).toBe("ann");
    await expect(signInAt(quiet.url, { nickname: "ann" })).rejects.toMatchObject({ code: "nickname-taken" });
    quiet.clock.advance(2 * 60_000);
    expect(await currentSession(quiet.url, { token })).toBeUndefined();
    await signInAt(quiet.url, { nickname: "ann" });
  });

  test("too many device links of one user are refused with the time to come back, other users' are not", async () => {
    const [eager, patient] = [await signIn("hanna"), await signIn("ivo")];
    const attempt = () => call("POST", paths.deviceLinks, bearer(eager.token));
    const answers = await Promise.all(Array.from({ length: 60 }, attempt));
    const refused = answers.find(({ status }) => status === 429);
    if (refused === undefined) throw new Error("Sixty device links at once were made.");
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
    await expectRefusal(refused, "rate-limited");
    expect((await call("POST", paths.deviceLinks, bearer(patient.token))).status).toBe(201);
  });

  test("too many sign-ins of one address are refused with the time to come back", async () => {
    await using busy = await ServerProcess.start();
    const attempt = () => fetch(busy.url + paths.sessions, { method: "POST", body: '{"nickname":""}' });
    let refused: Response | undefined;
    for (let count = 0; count < 2_000 && refused === undefined; count += 50) {
      const answers = await Promise.all(Array.from({ length: 50 }, attempt));
      refused = answers.find(({ status }) => status === 429);
    }
    if (refused === undefined) throw new Error("Two thousand sign-ins in a row were answered.");
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
    const { error, retryAfterMs } = (await refused.json()) as { error: string; retryAfterMs: number };
    expect(error).toBe("rate-limited");
    expect(retryAfterMs).toBeGreaterThan(0);
    expect((await fetch(busy.url + paths.health)).status).toBe(200);
  });
});

describe("[P113a] [P113b] [P113c] a user's devices", () => {
  test("are listed, and each of them can sign the others out", async () => {
    const laptop = await enter(server.url, "otto");
    using phone = await laptop.onAnotherDevice();
    using tablet = await laptop.onAnotherDevice();
    using eve = await enter(server.url, "oona");
    laptop.client.close();
    const listed = await listSessions(server.url, { token: phone.token });
    expect(listed).toHaveLength(3);
    expect(listed[0]).toMatchObject({ sessionId: phone.sessionId, isCurrent: true, isOnline: true, device: "" });
    expect(listed.find(({ sessionId }) => sessionId === tablet.sessionId)).toMatchObject({ isCurrent: false, isOnline: true });

    await endSession(server.url, tablet.sessionId, { token: phone.token });
    await eventually(() => expect(tablet.closedBy?.code).toBe("signed-out"));
    for (const sessionId of [tablet.sessionId, eve.sessionId, "s_nobody", "../session"])
      await expect(endSession(server.url, sessionId, { token: phone.token })).rejects.toMatchObject({ code: "not-found" });
    expect(eve.client.state).toBe("live");

    const { code } = await createDeviceLink(server.url, { token: laptop.token });
    await endOtherSessions(server.url, { token: phone.token });
    await expectRefusal(await call("GET", paths.session, bearer(laptop.token)), "unauthenticated");
    await expect(signInAt(server.url, { deviceLink: code })).rejects.toMatchObject({ code: "device-link-invalid" });
    expect(await listSessions(server.url, { token: phone.token })).toHaveLength(1);
    expect(phone.client.state).toBe("live");
    await expectRefusal(await call("GET", paths.sessions), "unauthenticated");
    await expectRefusal(await call("DELETE", paths.sessions, bearer(laptop.token)), "unauthenticated");

    await endSession(server.url, phone.sessionId, { token: phone.token });
    await eventually(() => expect(phone.closedBy?.code).toBe("signed-out"));
    await signIn("otto");
  });

  test("of the page are listed by its cookie, never for a page of another origin, and the cookie goes with its own session", async () => {
    const signedIn = await call("POST", paths.sessions, {
      body: { nickname: "pia", keep: "cookie", device: "Firefox" },
      headers: { Origin: server.url, Cookie: await probeCookie() },
    });
    const { sessionId } = (await signedIn.json()) as SignedIn;
    const [cookie = ""] = (signedIn.headers.get("set-cookie") ?? "").split(";");
    const own = { headers: { Cookie: cookie } };
    expect(await (await call("GET", paths.sessions, own)).json()).toMatchObject({ sessions: [{ sessionId, device: "Firefox" }] });
    for (const [method, path] of [
      ["GET", paths.sessions],
      ["DELETE", paths.sessions],
      ["DELETE", `${paths.sessions}/${sessionId}`],
    ] as const) {
      const foreign = { headers: { Cookie: cookie, Origin: ALLOWED_ORIGIN } };
      await expectRefusal(await call(method, path, foreign), "unauthenticated");
      const stranger = { headers: { Cookie: cookie, Origin: "https://evil.example" } };
      await expectRefusal(await call(method, path, stranger), "forbidden-origin");
    }
    const ended = await call("DELETE", `${paths.sessions}/${sessionId}`, own);
    expect([ended.status, ended.headers.get("set-cookie")]).toEqual([204, expect.stringContaining("Max-Age=0")]);
    await expectRefusal(await call("GET", paths.sessions, own), "unauthenticated");
  });
});
