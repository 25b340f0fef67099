import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import {
  difference,
  frameHeaderBytes,
  headerLinesBytes,
  noTraffic,
  sumOf,
  TrafficMeter,
  type TrafficObserver,
  withHold,
  withRetry,
} from "./traffic.ts";

test("the header of a frame is 2 to 14 bytes", () => {
  expect(frameHeaderBytes(125, false)).toBe(2);
  expect(frameHeaderBytes(126, true)).toBe(8);
  expect(frameHeaderBytes(65_536, true)).toBe(14);
});

test("a header costs its line", () => {
  expect(headerLinesBytes([["host", "shoal"]])).toBe("host: shoal\r\n".length);
});

test("a poll is asked for again when the race says so, and events stay as they were", () => {
  expect(withRetry('retry: 2000\n\ndata: {"text":"retry: 5"}\n\n', 10)).toBe('retry: 10\n\ndata: {"text":"retry: 5"}\n\n');
});

test("a long-poll is held for as long as it is told to be, a poll is not, and what people say stays as it was", () => {
  expect(withHold('{"version":1,"waitMs":25000}', 5_000)).toBe('{"version":1,"waitMs":5000}');
  for (const body of ['{"version":1,"waitMs":0}', '{"type":"send","text":"\\"waitMs\\":1}"}', '{"version":1}']) {
    expect(withHold(body, 5_000)).toBe(body);
  }
});

test("an earlier count is replaced", () => {
  const before = { ...noTraffic, requestCount: 2, upBytes: 10 };
  const more = { ...noTraffic, requestCount: 1, downBytes: 5 };
  expect(difference(sumOf(before, more), before)).toEqual(more);
});

describe("a request is open until its answer has ended", () => {
  const browserHeaders = { requestBytes: 100, handshakeBytes: 200 };
  let told: string[];
  const observer: TrafficObserver = {
    onBegin: ({ path }) => told.push(`begin ${path}`),
    onContent: (_exchange, direction, text) => told.push(`${direction} ${text}`),
    onEnd: ({ path }) => told.push(`end ${path}`),
  };
  let say: (text: string) => void;
  let finish: () => void;
  let server: Bun.Server<undefined>;

  beforeEach(() => {
    told = [];
    server = Bun.serve({
      port: 0,
      fetch: () =>
        new Response(
          new ReadableStream<Uint8Array>({
            start(controller) {
              say = (text) => controller.enqueue(new TextEncoder().encode(text));
              finish = () => controller.close();
              say("one");
            },
          }),
        ),
    });
  });
  afterEach(() => server.stop(true));

  test("also while nothing comes", async () => {
    const meter = new TrafficMeter({ browserHeaders, observer });
    const response = await meter.fetch(new URL("/api/stream", server.url), { method: "POST" });
    expect(meter.openCount).toBe(1);
    const text = response.text();
    say("two");
    finish();
    expect(await text).toBe("onetwo");
    expect(meter.openCount).toBe(0);
    const { openMs } = meter;
    expect(openMs).toBeGreaterThan(0);
    expect(meter.openMs).toBe(openMs);
    expect([told[0], told.at(-1)]).toEqual(["begin /api/stream", "end /api/stream"]);
    expect(told.slice(1, -1).join("").replaceAll("down ", "")).toBe("onetwo");
    expect(meter.count).toMatchObject({ requestCount: 1, upBytes: 0, downBytes: 6 });
    expect(meter.count.upHeaderBytes).toBe("POST /api/stream HTTP/1.1\r\n".length + 100);
  });

  test("and not longer than the client wants it, or than there is a server", async () => {
    const meter = new TrafficMeter({ browserHeaders, observer });
    const abort = new AbortController();
    const response = await meter.fetch(server.url, { signal: abort.signal });
    const text = response.text();
    abort.abort();
    await expect(text).rejects.toThrow();
    const canceled = await meter.fetch(server.url);
    await canceled.body?.cancel();
    await server.stop(true);
    await expect(meter.fetch(server.url)).rejects.toThrow();
    expect(meter.openCount).toBe(0);
    expect(told.filter((each) => each === "begin /")).toHaveLength(3);
    expect(told.filter((each) => each === "end /")).toHaveLength(3);
  });
});
