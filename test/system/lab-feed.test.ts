import { describe, expect, test } from "bun:test";
import { handshakeViewPath } from "../../src/protocol/http.ts";
import { type LabFrameMessage, labLimits, labPaths } from "../../src/protocol/lab.ts";
import { limits } from "../../src/protocol/limits.ts";
import { EventStreamReader } from "../support/event-stream-reader.ts";
import { eventually } from "../support/eventually.ts";
import { RawConnection } from "../support/raw-socket.ts";
import { ServerProcess } from "../support/server-process.ts";
import { startTestServer, type TestServer } from "../support/test-server.ts";

const openLab = ({ url }: { url: string }, query = "") => EventStreamReader.open(url + labPaths.feed + query);
const push = ({ url }: { url: string }, body: string, headers: Record<string, string> = {}) =>
  fetch(url + labPaths.push, { method: "POST", body, headers });
const interval = (server: TestServer) => server.clock.advance(labLimits.observersIntervalMs);

describe("[P140] the lab's feed", () => {
  test("[P140a] [P140b] it tells a lab which one it is and who else is open; one that is killed leaves the others alone", async () => {
    await using server = await startTestServer();
    using one = await openLab(server);
    expect(one.response.headers.get("content-type")).toStartWith("text/event-stream");
    const alone = { labs: [{ number: 1, via: "feed" }], labCount: 1 };
    await eventually(() => expect(one.events.map(({ event }) => event)).toEqual(["lab", "observers"]));
    expect([one.last("lab"), one.last("observers")]).toEqual([{ number: 1 }, alone]);
    using killed = await RawConnection.open(server.url);
    killed.write(`GET ${labPaths.frame} HTTP/1.1\r\nHost: ${new URL(server.url).host}\r\n\r\n`);
    await killed.answers(/(data-event="lab")/);
    interval(server);
    const both = { labs: [...alone.labs, { number: 2, via: "frame" }], labCount: 2 };
    await eventually(() => expect(one.last("observers")).toEqual(both));
    killed.reset();
    await eventually(() => {
      interval(server);
      expect(one.last("observers")).toEqual(alone);
    });
    server.clock.advance(limits.streamHeartbeatMs);
    await eventually(() => expect(one.text).toEndWith(":\n\n"));
  });

  test("[P140d] the server pushes to all of them, and refuses what is not a short visible text", async () => {
    await using server = await startTestServer();
    using one = await openLab(server);
    using other = await openLab(server);
    const response = await push(server, JSON.stringify({ text: "  a fish\n leaps 🐟 " }));
    expect([response.status, await response.json()]).toEqual([200, { labCount: 2 }]);
    const pushed = { text: "a fish leaps 🐟", at: server.clock.now() };
    for (const lab of [one, other]) await eventually(() => expect(lab.last("push")).toEqual(pushed as unknown));
    const long = "x".repeat(labLimits.pushCharactersMax + 1);
    const bad = [
      "",
      "not JSON",
      "{}",
      '{"text":""}',
      '{"text":"\\u202e"}',
      `{"text":"${long}"}`,
      `{"text":"${"x".repeat(60_000)}"}`,
    ];
    for (const body of bad) {
      const refused = await push(server, body);
      expect([refused.status, await refused.json()]).toMatchObject([400, { error: "bad-frame" }]);
    }
    expect((await push(server, `{"text":"${"x".repeat(limits.frameBytesMax)}"}`)).status).toBe(413);
    expect((await fetch(server.url + labPaths.push)).status).toBe(405);
    expect(one.events.filter(({ event }) => event === "push")).toHaveLength(1);
  });

  test("[P140d] the pace of pushes is limited; [P30] another site's page can neither push nor listen", async () => {
    await using server = await ServerProcess.start();
    using lab = await openLab(server);
    const statuses: number[] = [];
    for (let count = 0; count < 2 * labLimits.pushesAtOnce; count += 1)
      statuses.push((await push(server, '{"text":"hello"}')).status);
    expect(statuses.slice(0, labLimits.pushesAtOnce)).toEqual(Array.from({ length: labLimits.pushesAtOnce }, () => 200));
    expect(statuses.slice(labLimits.pushesAtOnce)).toContain(429);
    const evil = { Origin: "https://evil.example" };
    expect((await push(server, '{"text":"evil"}', evil)).status).toBe(403);
    for (const path of [labPaths.feed, labPaths.frame]) {
      expect((await fetch(server.url + path, { headers: evil })).status).toBe(403);
    }
    expect(lab.text).not.toContain("evil");
  });

  test("[P140c] beyond the bound a lab is told that there is no room, and HEAD opens none", async () => {
    await using server = await startTestServer();
    expect((await fetch(server.url + labPaths.feed, { method: "HEAD" })).status).toBe(200);
    const labs = await Promise.all(Array.from({ length: labLimits.feedsPerAddressMax }, () => openLab(server)));
    expect(labs.map(({ response }) => response.status)).toEqual(labs.map(() => 200));
    const refused = await fetch(server.url + labPaths.feed);
    expect([refused.status, await refused.json()]).toMatchObject([503, { error: "unavailable", isRetryable: true }]);
    for (const lab of labs) lab[Symbol.dispose]();
    await eventually(async () => {
      using again = await openLab(server);
      await eventually(() => expect(again.last("observers")).toMatchObject({ labCount: 1 }), 100);
    });
  });

  test("[P140a] a server that stops tells them, and does not wait for them", async () => {
    await using server = await startTestServer();
    using lab = await openLab(server);
    await server.stop();
    await lab.ends();
    expect(lab.last("end")).toEqual({ reason: "draining" });
  });

  test("[P140a] where guests may not sign in, the lab's feeds are for users", async () => {
    await using closed = await ServerProcess.start({ flags: ["--no-guests"] });
    for (const path of [labPaths.feed, labPaths.frame]) expect((await fetch(closed.url + path)).status).toBe(401);
    expect((await push(closed, '{"text":"hello"}')).status).toBe(401);
    expect((await fetch(closed.url + handshakeViewPath)).status).toBe(200);
  });
});

describe("[P141] the lab's frame", () => {
  test("[P141a] it is an HTML document without end, for a frame of the own origin only, with one script and its hash", async () => {
    await using server = await startTestServer();
    using frame = await EventStreamReader.open(server.url + labPaths.frame);
    const { headers } = frame.response;
    expect(headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(headers.get("x-frame-options")).toBe("SAMEORIGIN");
    await eventually(() => expect(frame.text).toContain('<i data-event="observers" data-json="{&quot;labs&quot;'));
    const [, script = ""] = /<script>(.*)<\/script>/s.exec(frame.text) ?? [];
    const hash = new Bun.CryptoHasher("sha256").update(script).digest("base64");
    expect(headers.get("content-security-policy")).toBe(
      `default-src 'none'; script-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'`,
    );
    await push(server, '{"text":"here"}');
    const message: LabFrameMessage = { event: "push", data: { text: "here", at: server.clock.now() } };
    const json = Bun.escapeHTML(JSON.stringify(message.data));
    await eventually(() =>
      expect(frame.text).toContain(`<i data-event="${message.event}" data-json="${json}">${message.event}</i>`),
    );
  });
});
