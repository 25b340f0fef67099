import { expect, test } from "bun:test";
import { LOBBY_ID, type Person } from "../../../src/client/index.ts";
import type { ErrorCode } from "../../../src/protocol/errors.ts";
import { paths } from "../../../src/protocol/http.ts";
import { BareChannel } from "../../support/bare-channel.ts";
import { eventually } from "../../support/eventually.ts";
import { enter } from "../../support/people.ts";
import { startTestServer, type TestServer } from "../../support/test-server.ts";
import { closeCodeOf, type Subject } from "./subject.ts";

/** What the operator does, and the reason with which connections end. */
const acts: Readonly<Record<string, { readonly code: ErrorCode; run(server: TestServer, user: Person): Promise<void> }>> = {
  "a ban": { code: "banned", run: ({ people }, { id }) => people.ban(undefined, id, { reason: "spam" }) },
  "a sign-out": { code: "signed-out", run: ({ people }, { id }) => people.signOut(undefined, id) },
  "a deletion": { code: "signed-out", run: ({ people }, { id }) => people.delete(undefined, id) },
};
const WITHIN_MS = 1_000;

export function revocationRules({ enter: enterHere, create }: Subject): void {
  for (const [name, { code, run }] of Object.entries(acts)) {
    test(`[P179f] ${name} ends every connection within a second, and what is on its way is not delivered`, async () => {
      await using server = await startTestServer();
      using ann = await enter(server.url, "ann");
      using ben = await enterHere(server, "ben");
      using tab = await ben.inAnotherTab({ transport: create(server.url) });
      using bare = await BareChannel.greet(create(server.url), ben.token);
      await ann.client.send(LOBBY_ID, "before");
      await eventually(() => expect(ben.texts(LOBBY_ID)).toEqual(["before"]));
      await eventually(() => expect(textsOf(bare)).toEqual(["before"]));
      // Some of them are told before, and some come after.
      const sent = Promise.all(Array.from({ length: 50 }, (_, index) => ann.client.send(LOBBY_ID, `meanwhile ${index}`)));
      await run(server, ben.user);
      const after = ann.client.send(LOBBY_ID, "after");
      await eventually(() => {
        expect([ben.closedBy?.code, tab.closedBy?.code]).toEqual([code, code]);
        expect(bare.closeCode).toBe(closeCodeOf(code));
      }, WITHIN_MS);
      const told = textsOf(bare).length;
      await Promise.all([sent, after]);
      await eventually(() => expect(ann.texts(LOBBY_ID)).toContain("after"));
      for (const person of [ben, tab]) {
        expect(person.texts(LOBBY_ID)).not.toContain("after");
        await expect(person.client.send(LOBBY_ID, "too late")).rejects.toMatchObject({ code });
      }
      expect(textsOf(bare)).toHaveLength(told);
      expect(textsOf(bare)).not.toContain("after");
      expect(ann.texts(LOBBY_ID)).not.toContain("too late");
      const headers = { authorization: `Bearer ${ben.token}` };
      expect((await fetch(new URL(paths.session, server.url), { headers })).status).toBe(401);
    });
  }

  test("[P171] a demotion is known to every connection at once, and the next act is refused", async () => {
    await using server = await startTestServer();
    using ann = await enterHere(server, "ann");
    const { people } = server;
    const claimed = await fetch(new URL(paths.account, server.url), {
      method: "PUT",
      headers: { authorization: `Bearer ${ann.token}` },
      body: JSON.stringify({ password: "correct horse battery" }),
    });
    expect(claimed.status).toBe(204);
    await people.setServerRole(undefined, ann.user.id, "moderator");
    await eventually(() => expect(ann.client.moderation.serverStanding.role).toBe("moderator"), WITHIN_MS);
    await people.setServerRole(undefined, ann.user.id, "member");
    await expect(people.list(ann.user.id)).rejects.toMatchObject({ code: "not-allowed" });
    await eventually(() => expect(ann.client.moderation.serverStanding.role).toBe("member"), WITHIN_MS);
  });

  test("[P177c] [P177d] a mute on the server is told to every connection, and refuses what is sent", async () => {
    await using server = await startTestServer();
    using ann = await enterHere(server, "ann");
    await server.people.mute(undefined, ann.user.id, { seconds: 60, reason: "calm down" });
    const refusal: unknown = await ann.client.send(LOBBY_ID, "no").catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: "muted", retryAfterMs: 60_000 });
    using tab = await ann.inAnotherTab({ transport: create(server.url) });
    const until = server.clock.now() + 60_000;
    await eventually(() => expect(ann.client.moderation.serverStanding.mute).toEqual({ until, reason: "calm down" }), WITHIN_MS);
    expect(tab.client.moderation.serverStanding.mute).toEqual({ until, reason: "calm down" });
    await server.people.unmute(undefined, ann.user.id);
    await eventually(() => expect(tab.client.moderation.serverStanding.mute).toBeUndefined(), WITHIN_MS);
    await ann.client.send(LOBBY_ID, "yes");
  });
}

function textsOf(channel: BareChannel): string[] {
  const events = channel.all("events").flatMap((frame) => (frame.logId === LOBBY_ID ? frame.events : []));
  return events.flatMap((event) => (event.type === "message" ? [event.text] : []));
}
