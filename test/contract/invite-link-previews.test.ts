import { expect, test } from "bun:test";
import { inviteLinkAddress } from "../../src/client/index.ts";
import { paths } from "../../src/protocol/http.ts";
import { newToken } from "../../src/protocol/ids.ts";
import { enter } from "../support/people.ts";
import { startTestServer } from "../support/test-server.ts";

test("[P95d] without a session, a link that does not work and anything else are not found", async () => {
  await using server = await startTestServer();
  using ann = await enter(server.url, "ann");
  const { id } = await ann.client.createRoom({ name: "cave", isPrivate: true });
  const { code } = await ann.client.createInviteLink(id);
  const ask = (path: string, init: RequestInit = {}) => fetch(new URL(`${paths.inviteLinks}/${path}`, server.url), init);
  const found = await ask(code);
  expect(found.status).toBe(200);
  expect(found.headers.get("cache-control")).toBe("no-store");
  expect(await found.json()).toEqual({ name: "cave", memberCount: 1, by: ann.user });
  const strange = [newToken(), id, "x", "%00", "小鱼", "a".repeat(5_000), `${code}x`, code.toLowerCase(), `${code}/x`, ""];
  for (const path of strange) expect([path.slice(0, 50), (await ask(path)).status]).toEqual([path.slice(0, 50), 404]);
  expect((await ask(code, { method: "POST" })).status).toBe(405);
  expect((await ask(code, { headers: { origin: "https://elsewhere.example" } })).status).toBe(403);
  await ann.client.revokeInviteLink(code);
  expect(await (await ask(code)).json()).toMatchObject({ error: "not-found" });
});

test("[P95d] the address of a link keeps its code behind the #, also of a server below a path", () => {
  expect(inviteLinkAddress("https://chat.example.org/shoal", "CODE")).toBe("https://chat.example.org/shoal/#join=CODE");
  expect(inviteLinkAddress("wss://chat.example.org", "CODE")).toBe("https://chat.example.org/#join=CODE");
});

test("[P93] asking for one link after the other ends with rate-limited", async () => {
  await using server = await startTestServer({ messagesPerSecond: 20 });
  const path = new URL(`${paths.inviteLinks}/${newToken()}`, server.url);
  const statuses = new Set<number>();
  for (let count = 0; count < 10_000 && !statuses.has(429); count += 100) {
    const answers = await Promise.all(Array.from({ length: 100 }, () => fetch(path)));
    for (const { status } of answers) statuses.add(status);
  }
  expect(statuses).toEqual(new Set([404, 429]));
});
