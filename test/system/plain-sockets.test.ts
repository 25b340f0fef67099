import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { type FileInfo, fileAddress, LOBBY_ID, signIn, uploadFile } from "../../src/client/index.ts";
import { errorKind, errorTable } from "../../src/protocol/errors.ts";
import { paths } from "../../src/protocol/http.ts";
import { limits } from "../../src/protocol/limits.ts";
import { eventually } from "../support/eventually.ts";
import { enter, type Participant } from "../support/people.ts";
import { PlainClient } from "../support/plain-client.ts";
import { handshake, RawConnection } from "../support/raw-socket.ts";
import { ServerProcess } from "../support/server-process.ts";
import { startTestServer } from "../support/test-server.ts";

const ALLOWED_ORIGIN = "https://school.example.org";
let server: ServerProcess;

beforeAll(async () => {
  server = await ServerProcess.start({ flags: ["--messages-per-second", "0", "--allow-origin", ALLOWED_ORIGIN] });
});

afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

const open = (path: string): Promise<PlainClient> => PlainClient.open(server.url, path);

/** The answer to a handshake that is refused, as the head and the JSON that follows. */
async function refusal(serverUrl: string, path: string, headers = ""): Promise<{ status: number; body: unknown }> {
  using connection = await RawConnection.open(serverUrl);
  connection.write(handshake(serverUrl, path).replace(/\r\n\r\n$/, `\r\n${headers}\r\n`));
  const answer = await connection.answers(/^(HTTP\/1\.1 \d+ .*?\r\n\r\n(?:\{.*\})?)/s);
  const [head = "", json = ""] = answer.split("\r\n\r\n");
  return { status: Number(head.split(" ")[1]), body: json === "" ? undefined : JSON.parse(json) };
}

async function hears(person: Participant, text: string): Promise<string> {
  return await eventually(() => {
    for (const event of person.events.get(LOBBY_ID) ?? []) {
      if (event.type === "message" && event.text === text) return event.by.nickname;
    }
    throw new Error(`${person.user.nickname} did not hear ${text}.`);
  });
}

describe("[P60] [P61] every client gets every message, in its own shape", () => {
  test("bare text, three kinds of fields, rendered lines, and the SDK", async () => {
    using ann = await enter(server.url, "ann");
    using anonymous = await open("/conn_ws");
    using privately = await open("/conn_ws/dora");
    using ben = await open("/conn/ws/ben");
    using cleo = await open("/ws/cleo");
    using reader = await open("/chat");

    ben.say({ from_user: "ann", to_user: "", message: "I am not ann" });
    expect(await hears(ann, "I am not ann")).toBe("ben");
    await anonymous.hears("I am not ann");
    await ben.hears({ from_user: "ben", to_user: "", message: "I am not ann" });
    await cleo.hears({ to_user: "", msg: "I am not ann", from_user: "ben" });
    await reader.hears('<div class="message">ben: I am not ann</div>');

    cleo.say({ msg: "hello" });
    await cleo.hears({ to_user: "", msg: "hello", from_user: "cleo" });
    await ben.hears({ from_user: "cleo", to_user: "", message: "hello" });

    anonymous.say("it is me");
    expect(await hears(ann, "it is me")).toMatch(/^guest-\d{4,}$/);
    await anonymous.hears("it is me");

    await ann.client.send(LOBBY_ID, "你好");
    await anonymous.hears("你好");
    await ben.hears({ from_user: "ann", to_user: "", message: "你好" });
    await cleo.hears({ to_user: "", msg: "你好", from_user: "ann" });
    await reader.hears('<div class="message">ann: 你好</div>');
    expect(privately.received).toEqual([]);
  });

  test("HTML in messages and names is shown as text", async () => {
    using reader = await open("/chat");
    using mallory = await open(`/ws/${encodeURIComponent("<b>mallory</b>")}`);
    mallory.say({ msg: `<img src=x onerror="alert('1')"> & more` });
    await reader.hears(
      '<div class="message">&lt;b&gt;mallory&lt;/b&gt;: &lt;img src=x onerror=&quot;alert(&#x27;1&#x27;)&quot;&gt; &amp; more</div>',
    );
    reader.say("</div><script>1</script>");
    await eventually(() => expect(reader.received.at(-1)).toEndWith(": &lt;/div&gt;&lt;script&gt;1&lt;/script&gt;</div>"));
  });

  test("nothing from before the connection is sent", async () => {
    using first = await open("/conn_ws");
    first.say("before");
    await first.hears("before");
    using second = await open("/conn_ws");
    second.say("after");
    await second.hears("after");
    expect(second.received).toEqual(["after"]);
  });

  test("a plain socket sends a message the moment it is open, and gets it back", async () => {
    for (let round = 0; round < 10; round += 1) {
      using hasty = await open("/ws/hasty");
      hasty.say({ msg: `round ${round}` });
      await hasty.hears({ to_user: "", msg: `round ${round}`, from_user: "hasty" });
    }
  });
});

test("[P66d] a message with files is its text and their addresses, in every shape, and an edit is not told", async () => {
  using ann = await enter(server.url, "ann of the files");
  using anonymous = await open("/conn_ws");
  using ben = await open("/conn/ws/filer");
  using cleo = await open("/ws/filing");
  using reader = await open("/chat");
  const files: FileInfo[] = [];
  for (const name of ["a & b.txt", "小鱼.txt"]) {
    const file = new File([name], name, { type: "text/plain" });
    const id = await uploadFile(server.url, file, { token: ann.token });
    files.push({ id, name, type: file.type, byteLength: file.size });
  }
  const [first = "", second = ""] = files.map((file) => fileAddress(server.url, file));
  const { seq } = await ann.client.send(LOBBY_ID, "two", { files });
  await anonymous.hears(`two\n${first}\n${second}`);
  await ben.hears({ from_user: "ann of the files", to_user: "", message: `two\n${first}\n${second}` });
  await cleo.hears({ to_user: "", msg: `two\n${first}\n${second}`, from_user: "ann of the files" });
  await reader.hears(`<div class="message">ann of the files: two\n${first}\n${second}</div>`);
  const answer = await fetch(first, { headers: { Authorization: `Bearer ${ann.token}` } });
  expect(await answer.text()).toBe("a & b.txt");
  expect((await fetch(first)).status).toBe(401);

  const heard = anonymous.received.length;
  await ann.client.edit(LOBBY_ID, seq, "edited");
  await ann.client.send(LOBBY_ID, "and on");
  await anonymous.hears("and on");
  expect(anonymous.received.length).toBe(heard + 1);
});

test("[P62] an echo goes back to its sender alone, text and bytes", async () => {
  using one = await open("/echo");
  using other = await open("/echo");
  using reader = await open("/conn_ws");
  one.say("");
  one.say("小鱼");
  one.say(new Uint8Array([0, 255]));
  await eventually(() => expect(one.received).toHaveLength(3));
  expect(one.received.slice(0, 2)).toEqual(["", "小鱼"]);
  expect([other.received, reader.received]).toEqual([[], []]);
});

test("[P60] a message counts when its client leaves at once", async () => {
  using ann = await enter(server.url, "annie");
  for (let round = 0; round < 10; round += 1) {
    {
      using client = await open(round % 2 === 0 ? "/conn_ws" : "/ws/brief");
      client.say(round % 2 === 0 ? `brief ${round}` : { msg: `brief ${round}` });
    }
    await hears(ann, `brief ${round}`);
  }
});

describe("[P63] the user of a plain socket", () => {
  test("[P63a] the newest socket with a name is the person", async () => {
    using older = await open("/ws/eve");
    using newer = await open("/conn/ws/EVE");
    expect(await older.isClosed()).toEqual({ code: errorTable.replaced.closeCode, reason: "replaced" });
    newer.say({ message: "still me" });
    await newer.hears({ from_user: "eve", to_user: "", message: "still me" });
  });

  test("[P63b] a name that a token holds is refused in the handshake, and the other way round", async () => {
    using _frank = await enter(server.url, "frank");
    const taken = { error: "nickname-taken", message: errorTable["nickname-taken"].message };
    for (const path of ["/conn_ws/frank", "/conn/ws/Frank", "/ws/fra%6Ek"]) {
      expect(await refusal(server.url, path)).toEqual({ status: 403, body: taken });
    }
    using _gogo = await open("/ws/gogo");
    await expect(enter(server.url, "gogo")).rejects.toMatchObject({ code: "nickname-taken" });
    expect((await refusal(server.url, "/ws/g0g0")).status).toBe(403);
  });

  test("an invalid name is refused, and a request without a handshake makes no guest", async () => {
    expect((await refusal(server.url, "/ws/%E2%80%8B")).status).toBe(errorTable["nickname-invalid"].httpStatus);
    expect((await refusal(server.url, "/ws/%ff")).status).toBe(400);
    expect((await refusal(server.url, "/ws/a/b")).status).toBe(404);
    expect((await refusal(server.url, "/ws/")).status).toBe(404);
    for (const path of ["/ws/heidi", "/chat", "/echo"]) expect((await fetch(server.url + path)).status).toBe(426);
    expect((await fetch(`${server.url}/ws/heidi`, { method: "POST" })).status).toBe(405);
    using heidi = await enter(server.url, "heidi");
    expect(heidi.user.nickname).toBe("heidi");
  });

  test("a socket that comes and goes is one join, with and without a name", async () => {
    await using quiet = await startTestServer();
    using ann = await enter(quiet.url, "ann");
    for (let round = 0; round < 5; round += 1) {
      for (const path of ["/ws/ivan", "/conn_ws"]) {
        using client = await PlainClient.open(quiet.url, path);
        client.say(path === "/conn_ws" ? `${round}` : { msg: `${round}` });
        await eventually(() => expect(client.received).toHaveLength(1));
      }
    }
    const joined = (ann.events.get(LOBBY_ID) ?? []).flatMap((event) => (event.type === "join" ? [event.by.nickname] : []));
    expect(joined).toEqual(["ivan", expect.stringMatching(/^guest-\d+$/)]);
    await eventually(async () => {
      quiet.clock.advance(60_000);
      await eventually(() => expect(ann.events.get(LOBBY_ID)?.at(-1)?.type).toBe("leave"), 500);
    });
  });

  test("a name is the same guest after a restart", async () => {
    await using restarted = await ServerProcess.start();
    using ann = await enter(restarted.url, "ann");
    {
      using judy = await PlainClient.open(restarted.url, "/ws/judy");
      judy.say({ msg: "one" });
      await hears(ann, "one");
    }
    await restarted.kill9();
    await restarted.restart();
    using judy = await PlainClient.open(restarted.url, "/ws/judy");
    judy.say({ msg: "two" });
    await hears(ann, "two");
    const said = (ann.events.get(LOBBY_ID) ?? []).filter((event) => event.type === "message");
    expect(new Set(said.map(({ by }) => by.id)).size).toBe(1);
  });
});

describe("[P64] private messages", () => {
  test("[P64a] the recipient alone gets them, in every shape", async () => {
    using karl = await open("/conn_ws/karl");
    using lea = await open("/conn/ws/lea");
    using mia = await open("/ws/mia");
    using reader = await open("/conn_ws");
    karl.say({ from_user: "mia", to_user: "lea", message: "for lea" });
    await lea.hears({ from_user: "karl", to_user: "lea", message: "for lea" });
    lea.say({ to_user: "Mia", message: "for mia" });
    await mia.hears({ to_user: "mia", msg: "for mia", from_user: "lea" });
    mia.say({ to_user: "karl", msg: "for karl" });
    await karl.hears({ from_user: "mia", to_user: "karl", message: "for karl" });
    mia.say({ msg: "for all" });
    await reader.hears("for all");
    expect([karl.received.length, lea.received.length, mia.received.length, reader.received.length]).toEqual([1, 2, 2, 1]);
  });

  test("[P64b] they are a conversation of two for the SDK, both ways, and wait for an absent user", async () => {
    using nora = await enter(server.url, "nora");
    using oscar = await open("/ws/oscar");
    oscar.say({ to_user: "nora", msg: "psst" });
    const direct = await eventually(() => {
      const found = [...nora.client.conversations.values()].find(({ kind }) => kind === "direct");
      if (found === undefined) throw new Error("There is no conversation yet.");
      return found;
    });
    expect(direct).toMatchObject({ kind: "direct", peer: { nickname: "oscar" } });
    await nora.client.send(direct.id, "yes?");
    await oscar.hears({ to_user: "oscar", msg: "yes?", from_user: "nora" });
    nora.client.close();
    oscar.say({ to_user: "nora", msg: "are you there?" });
    using again = await nora.inAnotherTab();
    await eventually(async () => {
      const { events } = await again.client.history(direct.id, { limit: 10 });
      expect(events.map((event) => event.type === "message" && event.text)).toEqual(["psst", "yes?", "are you there?"]);
    });
  });
});

describe("[P65] a refused message", () => {
  test("[P65a] is answered in JSON, and the socket stays", async () => {
    using pat = await open("/ws/pat");
    using quinn = await open("/conn_ws/quinn");
    const cases: readonly (readonly [PlainClient, string | Uint8Array<ArrayBuffer>, string])[] = [
      [pat, "{", "bad-frame"],
      [pat, '{"msg":1}', "bad-frame"],
      [pat, new Uint8Array([1]), "bad-frame"],
      [pat, '{"msg":" "}', "message-empty"],
      [pat, '{"msg":"x","to_user":"nobody at all"}', "not-found"],
      [pat, '{"msg":"x","to_user":"pat"}', "not-allowed"],
      [pat, JSON.stringify({ msg: "a".repeat(limits.messageBytesMax + 1) }), "message-too-large"],
      [pat, JSON.stringify({ msg: "a".repeat(limits.frameBytesMax) }), "frame-too-large"],
      [quinn, '{"message":"to whom?"}', "bad-frame"],
      [quinn, '{"message":"to whom?","to_user":""}', "bad-frame"],
    ];
    for (const [client, message, error] of cases) {
      const before = client.received.length;
      client.say(message);
      await eventually(() => expect(client.received.length).toBe(before + 1));
      expect(client.objects.at(-1)).toEqual({ error, message: expect.any(String) });
    }
    pat.say({ msg: "still here" });
    await pat.hears({ to_user: "", msg: "still here", from_user: "pat" });
  });

  test.each([
    ["/ws/pia", '{"message":"hi"}', "`msg` is missing."],
    ["/ws/pia", '{"msg":7}', "`msg` must be a text, not a number."],
    ["/conn_ws/pia", '{"message":"hi","to_user":""}', "`to_user` must not be empty."],
    ["/conn/ws/pia", "[]", "A frame is one JSON object, not a list."],
  ])("[P65a] is answered with a sentence: on %s, %s", async (path, message, sentence) => {
    using pia = await open(path);
    pia.say(message);
    await pia.hears({ error: "bad-frame", message: sentence });
  });

  test("[P65a] ends a socket that does nothing else", async () => {
    using rita = await open("/ws/rita");
    for (let tried = 0; tried <= limits.badFramesMax; tried += 1) rita.say("nonsense");
    expect(await rita.isClosed()).toEqual({ code: errorTable["bad-frame"].closeCode, reason: "bad-frame" });
    expect(rita.received).toHaveLength(limits.badFramesMax);
  });

  test.each([
    ["message-empty", " \n"],
    ["message-too-large", "a".repeat(limits.messageBytesMax + 1)],
    ["frame-too-large", "a".repeat(limits.frameBytesMax + 1)],
    ["bad-frame", new Uint8Array([1])],
  ] as const)("[P65b] closes a text socket with %s", async (code, message) => {
    for (const path of ["/conn_ws", "/chat"]) {
      using client = await open(path);
      client.say(message);
      expect(await client.isClosed()).toEqual({ code: errorKind(code).closeCode ?? 0, reason: code });
    }
  });

  test("[P65c] closes every socket with 1009 beyond twice the bound of a frame, without a word", async () => {
    for (const path of ["/conn_ws", "/chat", "/ws/rosa", "/conn_ws/rosa", "/conn/ws/rosa"]) {
      using client = await open(path);
      client.say("a".repeat(2 * limits.frameBytesMax + 1));
      expect((await client.isClosed()).code).toBe(1009);
      expect(client.received).toEqual([]);
    }
  });

  test("is told up to twice the bound of a frame", async () => {
    using rosa = await open("/ws/rosa");
    rosa.say("a".repeat(2 * limits.frameBytesMax));
    await rosa.hears({ error: "frame-too-large", message: errorTable["frame-too-large"].message });
  });
});

describe("[P60] closed doors", () => {
  test("where guests may not sign in, there are no plain sockets", async () => {
    await using closed = await ServerProcess.start({ flags: ["--no-guests"] });
    for (const path of ["/echo", "/clock", "/conn_ws", "/conn_ws/ann", "/conn/ws/ann", "/ws/ann", "/chat"]) {
      expect(await refusal(closed.url, path)).toMatchObject({ status: 404, body: { error: "not-found" } });
    }
    const response = await fetch(closed.url + paths.sessions, { method: "POST", body: '{"nickname":"ann"}' });
    expect(response.status).toBe(403);
    expect(await response.json()).toEqual({
      error: "guests-not-allowed",
      isRetryable: false,
      message: errorTable["guests-not-allowed"].message,
    });
  });

  test("[P30] foreign pages are kept out, allowed ones let in", async () => {
    for (const path of ["/echo", "/clock", "/conn_ws", "/ws/zoe", "/chat"]) {
      expect((await refusal(server.url, path, "Origin: https://evil.example\r\n")).status).toBe(403);
      expect((await refusal(server.url, path, `Origin: ${ALLOWED_ORIGIN}\r\n`)).status).toBe(101);
    }
    const foreignHost = handshake(server.url, "/conn_ws").replace(/Host: .*/, "Host: evil.example");
    using connection = await RawConnection.open(server.url);
    connection.write(foreignHost);
    await connection.answers(/^HTTP\/1\.1 403 .*forbidden-host/s);
  });

  test("[P31a] a server that stops tells them to come back", async () => {
    await using stopping = await startTestServer();
    const clients = await Promise.all(
      ["/echo", "/clock", "/conn_ws", "/ws/ann"].map((path) => PlainClient.open(stopping.url, path)),
    );
    await stopping.stop();
    for (const client of clients) {
      expect(await client.isClosed()).toEqual({ code: errorTable.draining.closeCode, reason: "draining" });
    }
  });

  test("[P31a] and so is a client that connects while it stops", async () => {
    await using stopping = await startTestServer();
    const { token } = await signIn(stopping.url, { nickname: "poll" });
    // Has a connection that was not told of the end yet: for its sake the port stays open a little longer.
    const headers = { Authorization: `Bearer ${token}` };
    await (await fetch(stopping.url + paths.poll, { method: "POST", headers, body: '{"version":1}' })).text();
    const stopped = stopping.stop();
    const clients = await Promise.all(
      ["/echo", "/clock", "/conn_ws", "/ws/ann"].map((path) => PlainClient.open(stopping.url, path)),
    );
    for (const client of clients) {
      expect(await client.isClosed()).toEqual({ code: errorTable.draining.closeCode, reason: "draining" });
    }
    await stopped;
  });
});
