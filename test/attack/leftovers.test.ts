import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { paths } from "../../src/protocol/http.ts";
import { TUS_VERSION, uploadMediaType } from "../../src/server/http/files/tus.ts";
import { eventually, pause } from "../support/eventually.ts";
import { enter, type Participant } from "../support/people.ts";
import { startTestServer, type TestServer } from "../support/test-server.ts";
import { Attacker, ways } from "./ways.ts";

// What a user got hold of while they were a member, and uses after they were removed.

const SECRET = "oyster";

let server: TestServer;
let ann: Participant;
let ben: Participant;

beforeAll(async () => {
  server = await startTestServer();
  [ann, ben] = await Promise.all([enter(server.url, "ann"), enter(server.url, "ben")]);
});
afterAll(async () => {
  for (const person of [ann, ben]) person[Symbol.dispose]();
  await server[Symbol.asyncDispose]();
});

describe.each(["kick", "ban"] as const)("[P27] [P174] after a %s", (act) => {
  test("files, invite links, cursors, watched presence, mentions and replies of the room lead nowhere", async () => {
    const { id } = await ann.client.createRoom({ name: "reef", isPrivate: true });
    using mallory = await Attacker.enter(server.url, `mallory ${crypto.randomUUID().slice(0, 8)}`);
    for (const { user } of [ben, { user: mallory }]) await ann.client.invite(id, user.id);
    await ben.client.acceptInvitation(id);
    await mallory.ask("frames", [{ type: "accept-invitation", conversationId: id }]);
    await mallory.connect();

    const fileId = await upload(ann, "pearl");
    await ann.client.send(id, "", { files: [{ id: fileId, name: "secret.txt", type: "text/plain", byteLength: 5 }] });
    const download = `${paths.files}/${fileId}/secret.txt`;
    expect((await mallory.call("GET", download)).status).toBe(200);
    const early = await upload(mallory, "uploaded before");
    const { seq } = await ann.client.send(id, "before", { mentions: [] });
    const [link] = await mallory.ask("frames", [{ type: "create-invite-link", conversationId: id }]);
    const code = link?.type === "invite-link" ? link.link.code : "";
    expect(code).not.toBe("");
    for (const way of ["websocket", "stream", "long-poll", "poll"] as const)
      await mallory.ask(way, [{ type: "watch", conversationId: id }]);

    await ann.client.moderation[act](id, mallory.id);
    const others = [{ start: 0, length: 1, userId: mallory.id }];
    await ann.client.send(id, `@ ${SECRET}`, { mentions: others, replyTo: seq });
    await ann.client.edit(id, seq, `${SECRET} edited`);
    await ann.client.react(id, seq, "👍");
    ben.client.typing(id);
    await ann.client.pin(id, seq);
    server.clock.advance(300);

    for (const path of [download, `${paths.files}/${fileId}/preview`]) expect((await mallory.call("GET", path)).status).toBe(404);
    expect((await mallory.call("GET", download, { headers: { Range: "bytes=0-3" } })).status).toBe(404);
    expect((await mallory.call("GET", download, { headers: { "If-None-Match": `"${fileId}"` } })).status).toBe(404);
    expect((await fetch(`${server.url}${paths.inviteLinks}/${code}`)).ok).toBe(false);
    for (const way of ways) {
      const at = { conversationId: id };
      const answers = await mallory.ask(way, [
        { type: "use-invite-link", code },
        { type: "send", ...at, text: "", files: [early] },
        { type: "watch", ...at },
        { type: "history", ...at, after: 0 },
        { type: "search", query: SECRET, ...at },
        { type: "search", query: SECRET },
        { type: "mentions" },
        { type: "person", userId: ben.user.id },
      ]);
      const codes = answers.slice(0, 5).map((answer) => (answer.type === "error" ? answer.code : answer.type));
      const watching = way === "frames" ? "unavailable" : "not-found";
      expect({ way, codes }).toEqual({
        way,
        codes: ["invite-link-invalid", "not-found", watching, "not-found", expect.stringMatching(/^(not-found|search-results)$/)],
      });
      if (way !== "frames") {
        await mallory.say(way, { type: "resume", logId: id, after: 0 });
        await mallory.say(way, { type: "typing", conversationId: id });
        await mallory.say(way, { type: "read", conversationId: id, seq });
      }
    }
    await ann.client.send(id, `${SECRET} at last`);
    await eventually(() => expect(ben.texts(id)).toContain(`${SECRET} at last`));
    server.clock.advance(300);
    await pause(50);
    expect(mallory.heard.includes(SECRET)).toBe(false);
    expect(mallory.typists(id)).toEqual([]);
    const { events } = await ann.client.history(id, { limit: 200 });
    expect(JSON.stringify(events)).not.toContain(early);

    // A link of another member's is no way in after a ban, and one after a kick, as for anyone [P174a].
    const other = await ben.client.createInviteLink(id);
    const [used] = await mallory.ask("websocket", [{ type: "use-invite-link", code: other.code }]);
    expect(used).toMatchObject(act === "ban" ? { type: "error", code: "banned" } : { type: "conversation" });
    // The file that was uploaded before is the user's own, for other places.
    const answers = await mallory.ask("frames", [{ type: "send", conversationId: "lobby", text: "", files: [early] }]);
    expect(answers).toMatchObject([{ type: "sent" }]);
  }, 60_000);
});

/** The id of a complete upload. */
async function upload({ token }: { readonly token: string }, text: string): Promise<string> {
  const own = { Authorization: `Bearer ${token}`, "Tus-Resumable": TUS_VERSION };
  const created = await fetch(server.url + paths.uploads, {
    method: "POST",
    headers: { ...own, "Upload-Length": String(text.length) },
  });
  const path = created.headers.get("location") ?? "";
  const headers = { ...own, "Upload-Offset": "0", "Content-Type": uploadMediaType };
  expect((await fetch(server.url + path, { method: "PATCH", headers, body: text })).status).toBe(204);
  return path.split("/").at(-1) ?? "";
}
