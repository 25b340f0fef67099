import { describe, expect, test } from "bun:test";
import { FakeClock } from "../../test/support/fake-clock.ts";
import type { ShoalError } from "../protocol/errors.ts";
import { createDeviceLink, currentSession, SIGN_IN_ATTEMPTS_MAX, SIGN_IN_WAIT_MAX_MS, signIn, signOut } from "./sessions.ts";
import { ann } from "./testing/frames.ts";
import { settle } from "./testing/settle.ts";

const url = "http://shoal.test";
const token = "t".repeat(43);
const session = { user: ann, sessionId: "s_1", token };

interface Call {
  method: string;
  url: string;
  authorization: string | null;
  body: unknown;
}

/** A server that gives these answers, one after the other, and remembers what it was asked. */
function server(...answers: (() => Response)[]): { fetch: typeof fetch; calls: Call[] } {
  const calls: Call[] = [];
  const answer = async (input: unknown, init: RequestInit = {}): Promise<Response> => {
    const { method = "GET", headers, body } = init;
    calls.push({
      method,
      url: String(input),
      authorization: new Headers(headers).get("authorization"),
      body: body ? JSON.parse(String(body)) : undefined,
    });
    const next = answers[Math.min(calls.length, answers.length) - 1];
    if (next === undefined) throw new TypeError("nobody answers");
    return next();
  };
  return { fetch: Object.assign(answer, { preconnect() {} }), calls };
}

function says(status: number, body?: unknown): () => Response {
  return () => (body === undefined ? new Response(null, { status }) : Response.json(body, { status }));
}

function refuses(status: number, error: string, retryAfterMs?: number): () => Response {
  return says(status, { error, message: "No.", retryAfterMs });
}

describe("[P28] signing in", () => {
  test("[P28a] as a guest", async () => {
    const { fetch, calls } = server(says(201, session));
    expect(await signIn(url, { nickname: "ann", device: "phone" }, { fetch })).toEqual(session);
    expect(calls).toEqual([
      {
        method: "POST",
        url: `${url}/api/sessions`,
        authorization: null,
        body: { nickname: "ann", device: "phone", attempt: expect.stringMatching(/^[\w-]{43}$/) },
      },
    ]);
  });

  test("[P28c] with a cookie that the page never sees", async () => {
    const { token: _, ...withoutToken } = session;
    const { fetch, calls } = server(says(201, withoutToken));
    expect(await signIn(url, { deviceLink: token }, { fetch, keep: "cookie" })).toEqual(withoutToken);
    expect(calls[0]?.body).toEqual({ deviceLink: token, keep: "cookie", attempt: expect.any(String) });
  });

  test("[P28b] an answer that was lost is asked for again, by the same attempt, also when the user tries again", async () => {
    const clock = new FakeClock();
    const lost = (): Response => {
      throw new TypeError("the network is gone");
    };
    const { fetch, calls } = server(...Array.from({ length: SIGN_IN_ATTEMPTS_MAX + 1 }, () => lost), says(201, session));
    for (const outcome of ["unavailable", "signed in"] as const) {
      const signedIn = signIn(url, { nickname: "ann" }, { fetch, clock }).then(
        () => "signed in",
        ({ code }: ShoalError) => code,
      );
      for (let attempt = 0; attempt < SIGN_IN_ATTEMPTS_MAX; attempt += 1) {
        await settle();
        await settle();
        clock.advance(1_000);
      }
      expect(await signedIn).toBe(outcome);
    }
    const attemptOf = (call: Call | undefined) => (call?.body as { attempt?: string } | undefined)?.attempt;
    const attempts = new Set(calls.map(attemptOf));
    expect([attempts.size, calls.length]).toEqual([1, SIGN_IN_ATTEMPTS_MAX + 2]);
    await signIn(url, { nickname: "ann" }, { fetch });
    expect(attempts).not.toContain(attemptOf(calls.at(-1)));
  });

  test("[P30] throws the refusal of the table", async () => {
    const { fetch } = server(refuses(409, "nickname-taken"));
    await expect(signIn(url, { nickname: "ann" }, { fetch })).rejects.toMatchObject({ code: "nickname-taken", message: "No." });
  });

  test("waits for retryAfterMs when it is rate-limited", async () => {
    const clock = new FakeClock();
    const { fetch, calls } = server(refuses(429, "rate-limited", 700), says(201, session));
    const signedIn = signIn(url, { nickname: "ann" }, { fetch, clock });
    await settle();
    clock.advance(699);
    await settle();
    expect(calls).toHaveLength(1);
    clock.advance(1);
    expect((await signedIn).user).toEqual(ann);
  });

  test("gives up after a few times, and at once when the wait is long", async () => {
    const clock = new FakeClock();
    const busy = server(refuses(429, "rate-limited"));
    const signedIn = signIn(url, { nickname: "ann" }, { fetch: busy.fetch, clock });
    signedIn.catch(() => {});
    for (let attempt = 0; attempt < SIGN_IN_ATTEMPTS_MAX; attempt += 1) {
      await settle();
      await settle();
      clock.advance(1_000);
    }
    await expect(signedIn).rejects.toMatchObject({ code: "rate-limited" });
    expect(busy.calls).toHaveLength(SIGN_IN_ATTEMPTS_MAX);
    const full = server(refuses(429, "rate-limited", SIGN_IN_WAIT_MAX_MS + 1));
    await expect(signIn(url, { nickname: "ann" }, { fetch: full.fetch, clock })).rejects.toMatchObject({ code: "rate-limited" });
    expect(clock.pendingCount).toBe(0);
  });

  test("can be called off while it waits", async () => {
    const clock = new FakeClock();
    const { fetch } = server(refuses(429, "rate-limited", 700));
    const controller = new AbortController();
    const signedIn = signIn(url, { nickname: "ann" }, { fetch, clock, signal: controller.signal });
    signedIn.catch(() => {});
    await settle();
    await settle();
    controller.abort();
    await expect(signedIn).rejects.toMatchObject({ name: "AbortError" });
    expect(clock.pendingCount).toBe(0);
  });

  test.each([
    ["nobody", server()],
    ["a proxy's page", server(() => new Response("<h1>Bad gateway</h1>", { status: 502 }))],
    ["some other server", server(() => new Response("<h1>Hello</h1>"))],
  ])("when %s answers, it is unavailable", async (_, { fetch }) => {
    const clock = new FakeClock();
    const signedIn = signIn(url, { nickname: "ann" }, { fetch, clock });
    signedIn.catch(() => {});
    for (let attempt = 0; attempt < SIGN_IN_ATTEMPTS_MAX; attempt += 1) {
      await settle();
      await settle();
      clock.advance(1_000);
    }
    await expect(signedIn).rejects.toMatchObject({ code: "unavailable" });
  });
});

describe("[P29] the user's session", () => {
  test("[P29a] is the bearer's", async () => {
    const { fetch, calls } = server(says(200, { user: ann, sessionId: "s_1" }));
    expect((await currentSession(url, { fetch, token }))?.user).toEqual(ann);
    expect(calls).toEqual([{ method: "GET", url: `${url}/api/session`, authorization: `Bearer ${token}`, body: undefined }]);
  });

  test("is invalid when it has ended", async () => {
    const { fetch } = server(refuses(401, "unauthenticated"));
    expect(await currentSession(url, { fetch })).toBeUndefined();
  });

  test("[P29b] can be ended twice", async () => {
    const { fetch, calls } = server(says(204), refuses(401, "unauthenticated"), refuses(503, "unavailable"));
    await signOut(url, { fetch });
    await signOut(url, { fetch });
    await expect(signOut(url, { fetch })).rejects.toMatchObject({ code: "unavailable" });
    expect(calls[0]?.method).toBe("DELETE");
  });
});

test("[P28e] makes a code for one more device", async () => {
  const { fetch, calls } = server(says(201, { code: token, expiresAt: 1 }));
  expect(await createDeviceLink(url, { fetch, token })).toEqual({ code: token, expiresAt: 1 });
  expect(calls[0]).toMatchObject({ method: "POST", url: `${url}/api/device-links` });
});

test("what a proxy says of when to come back is told, as the server's own refusals tell it", async () => {
  const refusedBy = (retryAfter: string): Promise<unknown> => {
    const proxy = server(() => new Response("busy", { status: 503, headers: { "retry-after": retryAfter } }));
    return currentSession(url, { token, fetch: proxy.fetch });
  };
  await expect(refusedBy("7")).rejects.toMatchObject({ code: "unavailable", retryAfterMs: 7_000 });
  await expect(refusedBy("Fri, 31 Dec 2049 23:59:59 GMT")).rejects.toMatchObject({
    code: "unavailable",
    retryAfterMs: undefined,
  });
});
