import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { paths } from "../../src/protocol/http.ts";
import { newToken } from "../../src/protocol/ids.ts";
import { newAccount, newGuest, operate, type Token } from "../support/administration.ts";
import { HttpCaller } from "../support/http-caller.ts";
import { startTestServer, type TestServer } from "../support/test-server.ts";

const PASSWORD = "correct horse battery";
const SAMPLES = 8;
/** Of the medians of interleaved samples: the work is the hash, some 50 ms, and without it there is none. */
const FACTOR_MAX = 2;

let server: TestServer;
let guest: Token;
const caller = new HttpCaller(() => server);
const asGuest = () => ({ headers: { Authorization: `Bearer ${guest.token}` } });

beforeAll(async () => {
  server = await startTestServer({ trustedProxies: ["127.0.0.1"] });
  guest = await newGuest(server.url, "mallory");
});
afterAll(() => server[Symbol.asyncDispose]());

test("[P150c] neither the answer nor its time tells whether a nickname is that of an account, of a guest or of no user", async () => {
  const kinds = ["account", "guest", "unknown", "banned"] as const;
  const names = kinds.flatMap((kind) => Array.from({ length: SAMPLES }, (_, index) => ({ kind, nickname: `${kind} ${index}` })));
  await Promise.all(
    names.map(async ({ kind, nickname }) => {
      if (kind === "guest") await newGuest(server.url, nickname);
      if (kind !== "account" && kind !== "banned") return;
      const { user } = await newAccount(server, nickname);
      if (kind === "banned") await operate(server.dataFolder, "ban", { userId: user.id });
    }),
  );
  const times = new Map<string, number[]>(kinds.map((kind) => [kind, []]));
  const answers = new Set<string>();
  for (let index = 0; index < SAMPLES; index += 1) {
    for (const [place, kind] of kinds.entries()) {
      const beginsAt = performance.now();
      const response = await caller.call("POST", paths.sessions, {
        // Of a network of its own: the delay of the network is not what is measured.
        headers: { "X-Forwarded-For": `10.${place}.${index}.1` },
        body: { nickname: `${kind} ${index}`, password: "a wrong password" },
      });
      times.get(kind)?.push(performance.now() - beginsAt);
      answers.add(`${response.status} ${await response.text()}`);
    }
  }
  expect([...answers]).toHaveLength(1);
  expect([...answers][0]).toContain("credentials-invalid");
  const medians = [...times.values()].map((values) => values.toSorted((one, other) => one - other)[SAMPLES / 2] ?? 0);
  expect(Math.max(...medians) / Math.min(...medians)).toBeLessThan(FACTOR_MAX);
}, 60_000);

test("[P177] that a user is banned is told only to one who knows the password", async () => {
  const { user } = await newAccount(server, "ben");
  await operate(server.dataFolder, "ban", { userId: user.id });
  const signIn = async (password: string) =>
    (await (await caller.call("POST", paths.sessions, { body: { nickname: "ben", password } })).json()) as { error: string };
  expect((await signIn(PASSWORD)).error).toBe("banned");
  expect((await signIn("a wrong password")).error).toBe("credentials-invalid");
});

describe("one-time codes of every fate have one answer", () => {
  test("[P152] reset links", async () => {
    const { user } = await newAccount(server, "cid");
    const link = async () => (await operate(server.dataFolder, "make-reset-link", { userId: user.id })).code;
    const replaced = await link();
    const used = await link();
    const redeem = async (resetLink: string) =>
      (await caller.call("POST", paths.sessions, { body: { resetLink, password: `${PASSWORD} 2` } })).text();
    await redeem(used);
    expect(new Set([await redeem(used), await redeem(replaced), await redeem(newToken())]).size).toBe(1);
  });

  test("[P28e] [P95] device links and invite links", async () => {
    const made = await caller.call("POST", paths.deviceLinks, asGuest());
    const { code } = (await made.json()) as { code: string };
    const redeem = async (deviceLink: string) => (await caller.call("POST", paths.sessions, { body: { deviceLink } })).text();
    await redeem(code);
    expect(new Set([await redeem(code), await redeem(newToken())]).size).toBe(1);
    const { conversationId, inviteCode } = await privateRoom();
    await ask(asOwner, { type: "revoke-invite-link", code: inviteCode });
    const look = async (inviteLink: string) => (await caller.call("GET", `${paths.inviteLinks}/${inviteLink}`)).text();
    expect(new Set([await look(inviteCode), await look(newToken())]).size).toBe(1);
    expect(conversationId).not.toBe("");
  });
});

test("[P27] a stranger gets one answer about a private room that exists and about one that does not", async () => {
  const { conversationId } = await privateRoom();
  const missing = conversationId.slice(0, -3) + (conversationId.endsWith("AAA") ? "BBB" : "AAA");
  const requests: readonly ((id: string) => object)[] = [
    (id) => ({ type: "join", conversationId: id }),
    (id) => ({ type: "history", conversationId: id }),
    (id) => ({ type: "members", conversationId: id }),
    (id) => ({ type: "accept-invitation", conversationId: id }),
    (id) => ({ type: "reports", conversationId: id }),
    (id) => ({ type: "restrictions", conversationId: id }),
    (id) => ({ type: "report", conversationId: id, seq: 1 }),
    (id) => ({ type: "raise-hand", conversationId: id }),
    (id) => ({ type: "kick", conversationId: id, userId: guest.user.id }),
    (id) => ({ type: "unban", conversationId: id, userId: guest.user.id }),
    (id) => ({ type: "resolve-report", conversationId: id, reportId: 1 }),
    (id) => ({ type: "create-invite-link", conversationId: id }),
    (id) => ({ type: "search", query: "a", conversationId: id }),
  ];
  for (const request of requests) {
    const [there, notThere] = [await ask(asGuest, request(conversationId)), await ask(asGuest, request(missing))];
    expect({ request: request("…"), answer: there }).toEqual({ request: request("…"), answer: notThere });
  }
});

test("[P180] a guest gets one answer of the administration about users and rooms that exist and about others", async () => {
  const { conversationId } = await privateRoom();
  const answer = async (command: string, body: object) =>
    (await caller.call("POST", paths.adminCommand.replace(":command", command), { ...asGuest(), body })).text();
  for (const command of ["person", "ban", "set-role", "make-reset-link", "delete-user"]) {
    expect(await answer(command, { userId: guest.user.id })).toBe(await answer(command, { userId: "u_nobody" }));
  }
  expect(await answer("delete-room", { conversationId })).toBe(await answer("delete-room", { conversationId: "r_none" }));
});

let owner: Token | undefined;
const asOwner = () => ({ headers: { Authorization: `Bearer ${owner?.token}` } });

async function privateRoom(): Promise<{ readonly conversationId: string; readonly inviteCode: string }> {
  owner ??= await newGuest(server.url, "ann");
  const made = JSON.parse(await ask(asOwner, { type: "create-room", name: "reef", isPrivate: true }));
  const conversationId: string = made.conversation.id;
  const { link } = JSON.parse(await ask(asOwner, { type: "create-invite-link", conversationId }));
  return { conversationId, inviteCode: link.code };
}

async function ask(as: () => { headers: Record<string, string> }, frame: object): Promise<string> {
  const response = await caller.call("POST", paths.frames, { ...as(), body: { requestId: 1, ...frame } });
  return (await response.text()).trim();
}
