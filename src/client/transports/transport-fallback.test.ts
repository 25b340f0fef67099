import { describe, expect, test } from "bun:test";
import { FakeTransport } from "../testing/fake-transport.ts";
import type { Transport } from "./transport.ts";
import { BETTER_AFTER_MAX_MS, BETTER_AFTER_MIN_MS, SHORT_LIFE_MS, TransportFallback } from "./transport-fallback.ts";

function named(name: string): Transport {
  return Object.assign(new FakeTransport(), { name });
}

const [websocket, stream, poll] = ["websocket", "stream", "poll"].map(named) as [Transport, Transport, Transport];
const ladderOf = (...transports: Transport[]) => new TransportFallback(transports);

describe("[P37a, P37b] which transport to dial", () => {
  test("the best first, then one after the other at once, and after all of them a pause", () => {
    const fallback = ladderOf(websocket, stream, poll);
    expect(fallback.current).toBe(websocket);
    expect([fallback.failed(), fallback.current]).toEqual([true, stream]);
    expect([fallback.failed(), fallback.current]).toEqual([true, poll]);
    expect([fallback.failed(), fallback.current]).toEqual([false, websocket]);
    expect([fallback.failed(), fallback.current]).toEqual([true, stream]);
  });

  test("a transport that has worked for this client gets a second chance, and the next round begins with it", () => {
    const fallback = ladderOf(websocket, stream, poll);
    fallback.failed();
    fallback.worked(stream);
    expect([fallback.failed(), fallback.current]).toEqual([false, stream]);
    expect([fallback.failed(), fallback.current]).toEqual([true, poll]);
    expect([fallback.failed(), fallback.current]).toEqual([true, websocket]);
    expect([fallback.failed(), fallback.current]).toEqual([false, stream]);
  });

  test("a silent one does not", () => {
    const fallback = ladderOf(websocket, stream);
    fallback.worked(websocket);
    expect([fallback.failed({ isSilent: true }), fallback.current]).toEqual([true, stream]);
  });

  test("a transport that is cut soon, repeatedly, is left; a long life in between makes up for it", () => {
    const fallback = ladderOf(websocket, stream);
    fallback.worked(websocket);
    const cuts = [1_000, 8_000, SHORT_LIFE_MS, 8_000, 8_000].map((lifeMs) => fallback.wasCut(lifeMs));
    expect([cuts, fallback.current]).toEqual([[false, false, false, false, false], websocket]);
    expect([fallback.wasCut(8_000), fallback.current]).toEqual([true, stream]);
  });

  test("one alone is tried again after a pause", () => {
    const fallback = ladderOf(poll);
    expect([fallback.failed(), fallback.current]).toEqual([false, poll]);
  });

  test("none at all is a runtime that cannot take part", () => {
    expect(() => ladderOf()).toThrow("neither WebSocket nor fetch");
  });
});

describe("[P37c] which are worth another try", () => {
  test("the better ones, less and less often", () => {
    const fallback = ladderOf(websocket, stream, poll);
    expect(fallback.better).toEqual([]);
    fallback.worked(poll);
    expect(fallback.better).toEqual([websocket, stream]);
    expect(fallback.betterAfterMs).toBe(BETTER_AFTER_MIN_MS);
    for (let count = 0; count < 10; count += 1) fallback.betterFailed();
    expect(fallback.betterAfterMs).toBe(BETTER_AFTER_MAX_MS);
    fallback.worked(stream);
    expect(fallback.better).toEqual([websocket]);
    expect(fallback.betterAfterMs).toBe(BETTER_AFTER_MIN_MS);
  });

  test("a transport that was welcomed and then failed is tried later each time", () => {
    const fallback = ladderOf(websocket, stream);
    for (const times of [2, 4, 8]) {
      fallback.worked(websocket);
      for (const lifeMs of [8_000, 8_000, 8_000]) fallback.wasCut(lifeMs);
      fallback.worked(stream);
      expect(fallback.betterAfterMs).toBe(times * BETTER_AFTER_MIN_MS);
    }
  });

  test("others that were chosen, until one of them carries it", () => {
    const fallback = ladderOf(websocket, stream);
    fallback.worked(websocket);
    fallback.replace([poll]);
    expect([fallback.current, fallback.better]).toEqual([websocket, [poll]]);
    fallback.worked(poll);
    expect(fallback.better).toEqual([]);
  });

  test("not one of the same name", () => {
    const fallback = ladderOf(websocket, stream);
    fallback.worked(stream);
    const again = named("stream");
    fallback.replace([again]);
    expect([fallback.current, fallback.better]).toEqual([again, []]);
  });

  test("a transport chosen without a connection is dialled next", () => {
    const fallback = ladderOf(websocket, stream);
    fallback.replace([poll]);
    fallback.settle();
    expect(fallback.current).toBe(poll);
  });
});
