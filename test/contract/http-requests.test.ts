import { describe, expect, test } from "bun:test";
import { LOBBY_ID, serverInfo, signIn } from "../../src/client/index.ts";
import { EventStreamReader } from "../../src/client/transports/event-stream.ts";
import { type DownFrame, parseDown } from "../../src/protocol/frames/down.ts";
import { connectionHeader, paths } from "../../src/protocol/http.ts";
import { newClientMessageId } from "../../src/protocol/ids.ts";
import { limits } from "../../src/protocol/limits.ts";
import { PROTOCOL_VERSION } from "../../src/protocol/version.ts";
import { eventually } from "../support/eventually.ts";
import { enter } from "../support/people.ts";
import { expectedCells, triedCells } from "../support/permission-matrix.ts";
import { startTestServer, type TestServer } from "../support/test-server.ts";
import { connectionCountIs } from "./transport/subject.ts";

/** The body of an answer, as a client without an SDK sees it. */
interface Answer {
  readonly status: number;
  readonly connectionId: string;
  readonly frames: readonly DownFrame[];
  readonly retryMs: number | undefined;
}

/** Somebody with nothing but HTTP. */
class Caller {
  readonly #server: TestServer;
  readonly headers: Record<string, string>;
  connectionId: string | undefined;

  constructor(server: TestServer, headers: Record<string, string>) {
    this.#server = server;
    this.headers = headers;
  }

  static async signIn(server: TestServer, nickname: string): Promise<Caller> {
    const { token } = await signIn(server.url, { nickname });
    return new Caller(server, { authorization: `Bearer ${token}` });
  }

  request(path: string, body: string, options: RequestInit = {}): Promise<Response> {
    const named = this.connectionId === undefined ? {} : { [connectionHeader]: this.connectionId };
    return fetch(new URL(path, this.#server.url), { method: "POST", body, headers: { ...this.headers, ...named }, ...options });
  }

  async poll(fields: object = {}): Promise<Answer> {
    const response = await this.request(paths.poll, JSON.stringify({ version: PROTOCOL_VERSION, ...fields }));
    const answer = { status: response.status, connectionId: response.headers.get(connectionHeader) ?? "" };
    this.connectionId = answer.connectionId;
    return { ...answer, ...readBody(await response.text()) };
  }

  async say(...frames: object[]): Promise<DownFrame[]> {
    const response = await this.request(paths.frames, frames.map((frame) => JSON.stringify(frame)).join("\n"));
    return (await response.text()).trim().split("\n").filter(Boolean).map(parseDown);
  }
}

function readBody(text: string): Pick<Answer, "frames" | "retryMs"> {
  const frames: DownFrame[] = [];
  let retryMs: number | undefined;
  const reader = new EventStreamReader({
    onEvent: ({ type, data }) => type === "message" && frames.push(parseDown(data)),
    onRetry: (ms) => {
      retryMs = ms;
    },
  });
  reader.read(text);
  return { frames, retryMs };
}

function message(text: string) {
  return { type: "send", clientMessageId: newClientMessageId(), conversationId: LOBBY_ID, text } as const;
}

function textsIn({ frames }: Answer): string[] {
  const events = frames.flatMap((frame) => (frame.type === "events" ? frame.events : []));
  return events.flatMap((event) => (event.type === "message" ? [event.text] : []));
}

test("[P28f] a visitor is told what the server is called, how many are online and who may come in, and nothing else", async () => {
  await using server = await startTestServer();
  const told = { name: "Reef school", registration: "open", areGuestsAllowed: true } as const;
  expect(await serverInfo(server.url)).toEqual({ ...told, onlineCount: 0 });
  using _ann = await enter(server.url, "ann");
  using _ben = await enter(server.url, "ben");
  const response = await fetch(new URL(paths.server, server.url));
  expect(await response.json()).toEqual({ ...told, onlineCount: 2 });
});

describe("[P33] one connection over many requests", () => {
  test("[P33a, P33b] the first is welcomed, the next go on from their cursors; an answer that was lost is given again", async () => {
    await using server = await startTestServer();
    const ann = await Caller.signIn(server, "ann");
    const first = await ann.poll();
    expect(first.frames.map(({ type }) => type)).toEqual(["welcome"]);
    await ann.say(message("one"), message("two"));
    const cursors = { [LOBBY_ID]: 1 };
    const second = await ann.poll({ cursors });
    expect(second.connectionId).toBe(first.connectionId);
    expect(textsIn(second)).toEqual(["one", "two"]);
    expect(textsIn(await ann.poll({ cursors }))).toEqual(["one", "two"]);
    expect((await ann.poll({ cursors: { [LOBBY_ID]: 3 } })).frames).toEqual([]);
  });

  test("[P33b] without cursors delivery goes on where the server is", async () => {
    await using server = await startTestServer();
    const ann = await Caller.signIn(server, "ann");
    await ann.poll();
    await ann.say(message("one"));
    expect(textsIn(await ann.poll())).toEqual(["one"]);
    expect(textsIn(await ann.poll())).toEqual([]);
  });

  test("[P7] a room joined in a lost answer is delivered again from its start", async () => {
    await using server = await startTestServer();
    const ann = await Caller.signIn(server, "ann");
    const { frames } = await ann.poll();
    const [welcome] = frames;
    if (welcome?.type !== "welcome") throw new Error("Ann was not welcomed.");
    const [created] = await ann.say({ type: "create-room", requestId: 1, name: "reef" });
    if (created?.type !== "conversation") throw new Error("There is no room.");
    const { id, head } = created.conversation;
    await ann.say({ ...message("here"), conversationId: id });
    const cursors = { [welcome.user.id]: welcome.userHead, [LOBBY_ID]: 1 };
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const answer = await ann.poll({ cursors });
      const [first, ...others] = answer.frames.flatMap((frame) => (frame.type === "events" ? [frame] : []));
      expect(first).toMatchObject({ logId: welcome.user.id, after: welcome.userHead });
      const seqs = others.flatMap(({ logId, events }) => (logId === id ? events.map(({ seq }) => seq) : []));
      expect(seqs).toEqual([head + 1, head + 2]);
    }
  });

  test("[P7, P27] a user who left between two requests gets no later message", async () => {
    await using server = await startTestServer();
    using ann = await enter(server.url, "ann");
    using ben = await enter(server.url, "ben");
    const { id } = await ann.client.createRoom({ name: "cave", isPrivate: true });
    await ann.client.invite(id, ben.user.id);
    await ben.client.acceptInvitation(id);
    const caller = new Caller(server, { authorization: `Bearer ${ben.token}` });
    await caller.poll();
    await ann.client.send(id, "ben is here");
    await ben.client.leave(id);
    await ann.client.send(id, "ben is gone");
    const { frames } = await caller.poll();
    expect(frames.map((frame) => frame.type === "events" && frame.events.map(({ type }) => type))).toEqual([["left"]]);
  });

  test("[P33c] a connection that is not known is greeted in that very answer, under another name", async () => {
    await using server = await startTestServer();
    const ann = await Caller.signIn(server, "ann");
    await ann.say(message("one"));
    ann.connectionId = "c".repeat(43);
    const answer = await ann.poll({ cursors: { [LOBBY_ID]: 1 } });
    expect(answer.connectionId).not.toBe("c".repeat(43));
    expect(answer.frames[0]?.type).toBe("welcome");
  });

  test("another user's connection is not found", async () => {
    await using server = await startTestServer();
    const ann = await Caller.signIn(server, "ann");
    const eve = await Caller.signIn(server, "eve");
    await ann.poll();
    eve.connectionId = ann.connectionId;
    const answer = await eve.poll();
    expect(answer.connectionId).not.toBe(ann.connectionId ?? "");
    expect(answer.frames[0]).toMatchObject({ type: "welcome", user: { nickname: "eve" } });
  });

  test("[P29a] [P30] requests without a token, and pages of other origins, are refused", async () => {
    await using server = await startTestServer();
    const nobody = new Caller(server, {});
    const elsewhere = new Caller(server, { origin: "https://evil.example" });
    for (const path of [paths.stream, paths.poll, paths.frames]) {
      const body = path === paths.frames ? '{"type":"ping"}' : JSON.stringify({ version: PROTOCOL_VERSION });
      expect((await nobody.request(path, body)).status).toBe(401);
      expect((await elsewhere.request(path, body)).status).toBe(403);
    }
  });
});

describe("[P34] the form of an answer", () => {
  test("[P34b] a stream begins with padding, beats, and is ended after four minutes", async () => {
    await using server = await startTestServer();
    const ann = await Caller.signIn(server, "ann");
    const response = await ann.request(paths.stream, JSON.stringify({ version: PROTOCOL_VERSION }));
    expect(response.headers.get("content-type")).toStartWith("text/event-stream");
    expect(response.headers.get("cache-control")).toBe("no-store, no-transform");
    expect(response.headers.get("x-accel-buffering")).toBe("no");
    let text = "";
    const isOver = (async () => {
      const decoder = new TextDecoder();
      for await (const bytes of response.body ?? []) text += decoder.decode(bytes, { stream: true });
    })();
    await eventually(() => expect(readBody(text).frames).toHaveLength(1));
    expect(text.indexOf("data:")).toBeGreaterThan(2048);
    const beats = () => text.split("\n:\n").length - 1;
    server.clock.advance(2 * limits.streamHeartbeatMs);
    await eventually(() => expect(beats()).toBe(2));
    for (let waitedMs = 0; waitedMs < limits.streamLifetimeMs; waitedMs += limits.heartbeatIntervalMs) {
      ann.connectionId = response.headers.get(connectionHeader) ?? "";
      await ann.say({ type: "pong" });
      server.clock.advance(limits.heartbeatIntervalMs);
    }
    await isOver;
    expect((await ann.poll()).frames.map(({ type }) => type)).not.toContain("welcome");
  });

  test("[P34a, P34c] a poll is answered at once, and told when to ask again", async () => {
    await using server = await startTestServer();
    const ann = await Caller.signIn(server, "ann");
    await ann.poll();
    const { frames, retryMs } = await ann.poll();
    expect(frames).toEqual([]);
    expect(retryMs).toBeGreaterThan(0);
  });

  test("[P34c] a poll that may wait is answered when there is something to say, or when its time is over", async () => {
    await using server = await startTestServer();
    const ann = await Caller.signIn(server, "ann");
    await ann.poll();
    const first = ann.poll({ waitMs: limits.longPollMsMax });
    await ann.say(message("one"));
    expect(textsIn(await first)).toEqual(["one"]);
    let isAnswered = false;
    const second = ann.poll({ waitMs: 5_000 }).finally(() => {
      isAnswered = true;
    });
    await ann.say({ type: "history", requestId: 1, conversationId: LOBBY_ID }); // there and back
    expect(isAnswered).toBe(false);
    await eventually(() => {
      server.clock.advance(1_000);
      expect(isAnswered).toBe(true);
    });
    expect(await second).toMatchObject({ frames: [], retryMs: undefined });
  });
});

describe("[P35] between two requests", () => {
  test("[P35a] the newest poll wins, and the older one ends", async () => {
    await using server = await startTestServer();
    const ann = await Caller.signIn(server, "ann");
    await ann.poll();
    const older = ann.poll({ waitMs: limits.longPollMsMax });
    await ann.say({ type: "history", requestId: 1, conversationId: LOBBY_ID });
    const newer = ann.poll({ waitMs: limits.longPollMsMax });
    expect((await older).frames).toEqual([]);
    await ann.say(message("one"));
    expect(textsIn(await newer)).toEqual(["one"]);
  });

  test("[P35d] a client that says it leaves is gone at once", async () => {
    await using server = await startTestServer();
    const ann = await Caller.signIn(server, "ann");
    await ann.poll();
    await connectionCountIs(server, 1);
    await ann.request(paths.connection, "", { method: "DELETE" });
    await connectionCountIs(server, 0);
  });

  test("[P35c] a client that is silent for 30 s is closed, and told so if it comes later", async () => {
    await using server = await startTestServer();
    const ann = await Caller.signIn(server, "ann");
    await ann.poll();
    server.clock.advance(limits.heartbeatTimeoutMs + 1_000);
    await connectionCountIs(server, 0);
    const response = await ann.request(paths.poll, JSON.stringify({ version: PROTOCOL_VERSION }));
    expect(response.status).toBe(408);
    server.clock.advance(limits.heartbeatTimeoutMs + limits.streamHeartbeatMs);
    expect((await ann.poll()).frames[0]?.type).toBe("welcome");
  });

  test("[P35e] of one browser's pages four are held an answer open for; the fifth is answered as by poll", async () => {
    await using server = await startTestServer();
    const { origin } = new URL(server.url);
    const probe = (await fetch(new URL(paths.session, server.url))).headers.get("set-cookie")?.split(";")[0] ?? "";
    const signedIn = await fetch(new URL(paths.sessions, server.url), {
      method: "POST",
      headers: { origin, cookie: probe },
      body: JSON.stringify({ nickname: "ann", keep: "cookie" }),
    });
    const cookie = signedIn.headers.get("set-cookie")?.split(";")[0] ?? "";
    const pages = Array.from({ length: 5 }, () => new Caller(server, { origin, cookie }));
    for (const page of pages) await page.poll();
    const answers = pages.map((page) => page.poll({ waitMs: limits.longPollMsMax }));
    const fifth = await Promise.race(answers);
    expect(fifth.retryMs).toBeGreaterThan(0);
    await pages[0]?.say(message("one"));
    const texts = await Promise.all(answers.map(async (answer) => textsIn(await answer)));
    expect(texts.filter((heard) => heard.length > 0)).toEqual(Array.from({ length: 4 }, () => ["one"]));
  });
});

describe("[P36] the way up", () => {
  test("[P36a] answers come back with the request, and a request that was sent twice stores once", async () => {
    await using server = await startTestServer();
    const ann = await Caller.signIn(server, "ann");
    await ann.poll();
    const once = message("one");
    const [first] = await ann.say(once);
    expect(first).toMatchObject({ type: "sent", isDuplicate: false });
    expect(await ann.say(once)).toEqual([{ ...first, isDuplicate: true } as DownFrame]);
  });

  test("[P36c] a server that does not know the connection takes frames all the same", async () => {
    await using server = await startTestServer();
    const ann = await Caller.signIn(server, "ann");
    ann.connectionId = "c".repeat(43);
    expect(await ann.say(message("one"), { type: "ping" })).toMatchObject([{ type: "pong" }, { type: "sent", seq: 2 }]);
    const page = await ann.say({ type: "history", requestId: 1, conversationId: LOBBY_ID });
    expect(page).toMatchObject([{ type: "history-page", head: 2 }]);
    const watch = await ann.say({ type: "watch", requestId: 2, conversationId: LOBBY_ID });
    expect(watch).toMatchObject([{ type: "error", code: "unavailable", requestId: 2 }]);
    await connectionCountIs(server, 0);
  });

  test("[P21] requests whose connection is not known are counted by user, and not each by itself", async () => {
    await using server = await startTestServer({ messagesPerSecond: 20 });
    const ann = await Caller.signIn(server, "ann");
    const ben = await Caller.signIn(server, "ben");
    const pongs = '{"type":"pong"}\n'.repeat(limits.framesPerSecondMax / 4);
    for (let request = 1; request <= 4; request += 1) expect((await ann.request(paths.frames, pongs)).status).toBe(200);
    expect((await ann.request(paths.frames, '{"type":"pong"}')).status).toBe(429);
    expect((await ben.request(paths.frames, pongs)).status).toBe(200);
    server.clock.advance(1_000);
    expect((await ann.request(paths.frames, pongs)).status).toBe(200);
  });

  test("[P36b] one request is answered up to a bound; the rest must be asked for again", async () => {
    await using server = await startTestServer();
    const ann = await Caller.signIn(server, "ann");
    const long = "~".repeat(limits.messageBytesMax);
    for (let round = 0; round < 4; round += 1) await ann.say(...Array.from({ length: 15 }, () => message(long)));
    const question = { type: "history", conversationId: LOBBY_ID, limit: limits.historyEventsMax };
    const answers = await ann.say(...Array.from({ length: 50 }, (_, index) => ({ ...question, requestId: index + 1 })));
    expect(answers).toHaveLength(50);
    const refused = answers.filter(({ type }) => type === "error");
    expect(refused.length).toBeWithin(46, 50);
    for (const refusal of refused) expect(refusal).toMatchObject({ code: "rate-limited", requestId: expect.any(Number) });
  });

  test("the caller is authenticated before the body is read", async () => {
    await using server = await startTestServer();
    const stranger = new Caller(server, { authorization: `Bearer ${"x".repeat(43)}` });
    const nobody = new Caller(server, {});
    for (const caller of [stranger, nobody]) {
      for (const path of [paths.stream, paths.poll, paths.frames]) {
        expect((await caller.request(path, "[".repeat(30_000))).status).toBe(401);
      }
    }
  });

  test("[P36a] a request with too many frames, or too many bytes, is refused", async () => {
    await using server = await startTestServer();
    const ann = await Caller.signIn(server, "ann");
    const line = '{"type":"pong"}\n';
    expect((await ann.request(paths.frames, line.repeat(limits.uplinkFramesMax))).status).toBe(200);
    expect((await ann.request(paths.frames, line.repeat(limits.uplinkFramesMax + 1))).status).toBe(400);
    expect((await ann.request(paths.frames, "~".repeat(limits.uplinkBytesMax + 1))).status).toBe(413);
  });
});

test("[P170a] what each may do where is what the table says, also in requests without a connection", async () => {
  await using server = await startTestServer();
  const cells = await triedCells(server, async (token, frame) => {
    const [answer] = await new Caller(server, { authorization: `Bearer ${token}` }).say(frame);
    return answer?.type === "error" ? answer.code : undefined;
  });
  expect(cells).toEqual(expectedCells());
});
