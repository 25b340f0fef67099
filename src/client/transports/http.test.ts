import { beforeEach, describe, expect, test } from "bun:test";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { errorTable } from "../../protocol/errors.ts";
import { connectionHeader, paths } from "../../protocol/http.ts";
import { limits } from "../../protocol/limits.ts";
import { settle } from "../testing/settle.ts";
import { HEARTBEAT_MISSED_MS } from "./attempt.ts";
import { ANSWER_MAX_MS, EMPTY_ANSWER_PAUSE_MS, type HttpTransportName, httpTransport } from "./http.ts";
import type { Channel } from "./transport.ts";

/** A request that the channel made, and how the test answers it. */
class Asked {
  readonly path: string;
  readonly init: RequestInit;
  readonly #answer: (response: Response) => void;
  #body: ReadableStreamDefaultController<Uint8Array> | undefined;

  constructor(address: URL, init: RequestInit, answer: (response: Response) => void, fail: (error: Error) => void) {
    this.path = address.pathname;
    this.init = init;
    this.#answer = answer;
    this.fail = () => fail(new TypeError("network"));
    init.signal?.addEventListener("abort", () => {
      fail(new DOMException("aborted", "AbortError"));
      this.#body?.error(new DOMException("aborted", "AbortError"));
    });
  }

  readonly fail: () => void;

  get body(): Record<string, unknown> {
    return JSON.parse(String(this.init.body));
  }

  get connectionId(): string | null {
    return new Headers(this.init.headers).get(connectionHeader);
  }

  async begin(connectionId = "c1"): Promise<void> {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.#body = controller;
      },
    });
    this.#answer(new Response(body, { headers: { [connectionHeader]: connectionId } }));
    await wait();
  }

  async say(text: string): Promise<void> {
    this.#body?.enqueue(new TextEncoder().encode(text));
    await wait();
  }

  async end(): Promise<void> {
    this.#body?.close();
    await wait();
  }

  async refuse(response: Response): Promise<void> {
    this.#answer(response);
    await wait();
  }
}

let clock: FakeClock;
let asked: Asked[];
let told: unknown[];
let cursors: Record<string, number>;

beforeEach(() => {
  clock = new FakeClock();
  asked = [];
  told = [];
  cursors = {};
});

// Streams need more than a few turns of promises.
async function wait(): Promise<void> {
  await settle();
  await new Promise(setImmediate);
  await settle();
}

async function open(name: HttpTransportName): Promise<Channel> {
  const fetch = (address: URL, init: RequestInit) =>
    new Promise<Response>((answer, fail) => asked.push(new Asked(address, init, answer, fail)));
  const channel = httpTransport(name, { server: "http://shoal.test", clock, fetch }).open({
    onOpen: () => told.push("open"),
    onText: (text) => told.push(text),
    position: () => ({ epoch: "e1", cursors }),
    onRenewal: () => told.push("renewal"),
    onDoubt: () => told.push("doubt"),
    onClose: (code) => told.push(code),
  });
  await settle();
  channel.send(JSON.stringify({ type: "hello", version: 1, token: "secret", cursors: {} }));
  await settle();
  return channel;
}

function last(): Asked {
  const request = asked.at(-1);
  if (request === undefined) throw new Error("Nothing was asked.");
  return request;
}

test("[P33a] the first request says hello, with the token in its header and nowhere else", async () => {
  await open("stream");
  expect(last().path).toBe(paths.stream);
  expect(new Headers(last().init.headers).get("authorization")).toBe("Bearer secret");
  expect(last().body).toEqual({ version: 1, epoch: "e1", cursors: {}, waitMs: 0 });
  expect(last().connectionId).toBeNull();
});

test("[P33b] [P34a] an answer that ends is asked for again at once, by name and from where the client is", async () => {
  await open("long-poll");
  expect(last().body.waitMs).toBe(limits.longPollMsMax);
  await last().begin();
  await last().say("data: one\n\n");
  cursors = { lobby: 7 };
  await last().end();
  expect(told).toEqual(["open", "one"]);
  expect(asked).toHaveLength(2);
  expect([last().connectionId, last().body.cursors]).toEqual(["c1", { lobby: 7 }]);
});

test("[P33c] another name in the answer is a welcome to come", async () => {
  await open("poll");
  await last().begin();
  await last().say("data: one\n\nretry: 100\n\n");
  await last().end();
  clock.advance(100);
  await wait();
  await last().begin("c2");
  await last().say("data: two\n\n");
  expect(told).toEqual(["open", "one", "renewal", "two"]);
});

test("[P34a] waits as long as `retry` says, and a little without one", async () => {
  await open("poll");
  await last().begin();
  await last().say("data: one\n\nretry: 2000\n\n");
  await last().end();
  clock.advance(1_999);
  await wait();
  expect(asked).toHaveLength(1);
  clock.advance(1);
  await wait();
  expect(asked).toHaveLength(2);
  await last().begin();
  await last().end();
  expect(asked).toHaveLength(2);
  clock.advance(EMPTY_ANSWER_PAUSE_MS);
  await wait();
  expect(asked).toHaveLength(3);
});

describe("[P31] a channel is lost", () => {
  test("when the server says so, with its code", async () => {
    await open("stream");
    await last().begin();
    await last().say('event: close\ndata: {"code":4501,"reason":"signed-out"}\n\n');
    expect(told).toEqual(["open", 4501]);
  });

  test("when a request is refused, with the code of the refusal", async () => {
    await open("stream");
    await last().refuse(Response.json({ error: "unauthenticated", message: "" }, { status: 401 }));
    expect(told).toEqual(["open", errorTable.unauthenticated.closeCode]);
  });

  test("when another server answers: a proxy's page, or a server that is not Shoal", async () => {
    await open("stream");
    await last().refuse(new Response("<h1>Bad Gateway</h1>", { status: 502 }));
    await open("stream");
    await last().refuse(new Response("welcome to the hotel"));
    expect(told).toEqual(["open", 1006, "open", 1006]);
  });

  test("when the answer is lost twice; once is forgiven", async () => {
    await open("long-poll");
    await last().begin();
    await last().say("data: one\n\n");
    await last().end();
    last().fail();
    await wait();
    expect(told).toEqual(["open", "one"]);
    expect(asked).toHaveLength(3);
    last().fail();
    await wait();
    expect(told).toEqual(["open", "one", 1006]);
  });

  test("when no answer comes in time", async () => {
    await open("poll");
    clock.advance(ANSWER_MAX_MS);
    await wait();
    expect(told).toEqual(["open", 1006]);
  });

  test("when frames could not be sent: it is unknown what arrived", async () => {
    const channel = await open("stream");
    await last().begin();
    channel.send('{"type":"ping"}');
    await wait();
    expect([last().path, last().connectionId]).toEqual([paths.frames, "c1"]);
    last().fail();
    await wait();
    expect(told).toEqual(["open", 1006]);
  });
});

describe("[P37d] a stream is in doubt", () => {
  const padding = `:${" ".repeat(100)}\n\n`;

  test("from its padding on, before the welcome, and once", async () => {
    await open("stream");
    await last().begin();
    await last().say(`${padding}data: one\n\n`);
    await last().end();
    await last().begin();
    await last().say(padding);
    expect(told).toEqual(["open", "doubt", "one"]);
  });

  test("when a heartbeat is missing, whatever else it brings, until there is one", async () => {
    await open("stream");
    await last().begin();
    await last().say(padding);
    clock.advance(HEARTBEAT_MISSED_MS - 1);
    await last().say(":\n\n");
    clock.advance(HEARTBEAT_MISSED_MS - 1);
    await last().say("data: one\n\n");
    expect(told).toEqual(["open", "doubt", "one"]);
    clock.advance(1);
    clock.advance(HEARTBEAT_MISSED_MS);
    expect(told).toEqual(["open", "doubt", "one", "doubt", "doubt"]);
  });

  test("not where the answer is not held open, nor as a poll", async () => {
    for (const name of ["stream", "long-poll", "poll"] as const) {
      await open(name);
      await last().begin();
      await last().say("data: one\n\nretry: 2000\n\n");
      await last().end();
    }
    expect(told).not.toContain("doubt");
  });
});

test("closed between two polls it asks no more", async () => {
  const channel = await open("poll");
  await last().begin();
  await last().say("retry: 2000\n\n");
  await last().end();
  expect(clock.pendingCount).toBe(1);
  channel.close();
  expect(clock.pendingCount).toBe(0);
});

test("[P35d] closed by this side it sends DELETE, gets nothing more and leaves no timer behind", async () => {
  const channel = await open("stream");
  const stream = last();
  await stream.begin();
  await stream.say(":\n\n");
  channel.close();
  await wait();
  expect([last().path, last().init.method, last().connectionId]).toEqual([paths.connection, "DELETE", "c1"]);
  expect(told).toEqual(["open"]);
  expect(clock.pendingCount).toBe(0);
});
