import { describe, expect, test } from "bun:test";
import { FakeTransport } from "../testing/fake-transport.ts";
import { BETTER_AFTER_MAX_MS, BETTER_AFTER_MIN_MS, SHORT_LIFE_MS, TransportLadder } from "./ladder.ts";
import type { Transport } from "./transport.ts";

function named(name: string): Transport {
  return Object.assign(new FakeTransport(), { name });
}

const [websocket, stream, poll] = ["websocket", "stream", "poll"].map(named) as [Transport, Transport, Transport];
const ladderOf = (...transports: Transport[]) => new TransportLadder(transports);

describe("[P37] which transport to dial", () => {
  test("the best first, then one after the other at once, and after all of them a pause", () => {
    const ladder = ladderOf(websocket, stream, poll);
    expect(ladder.current).toBe(websocket);
    expect([ladder.failed(), ladder.current]).toEqual([true, stream]);
    expect([ladder.failed(), ladder.current]).toEqual([true, poll]);
    expect([ladder.failed(), ladder.current]).toEqual([false, websocket]);
    expect([ladder.failed(), ladder.current]).toEqual([true, stream]);
  });

  test("what has worked for this client gets a second chance, and the next round begins with it", () => {
    const ladder = ladderOf(websocket, stream, poll);
    ladder.failed();
    ladder.worked(stream);
    expect([ladder.failed(), ladder.current]).toEqual([false, stream]);
    expect([ladder.failed(), ladder.current]).toEqual([true, poll]);
    expect([ladder.failed(), ladder.current]).toEqual([true, websocket]);
    expect([ladder.failed(), ladder.current]).toEqual([false, stream]);
  });

  test("what falls silent does not", () => {
    const ladder = ladderOf(websocket, stream);
    ladder.worked(websocket);
    expect([ladder.failed({ isSilent: true }), ladder.current]).toEqual([true, stream]);
  });

  test("what is cut soon, again and again, is left; a long life in between makes up for it", () => {
    const ladder = ladderOf(websocket, stream);
    ladder.worked(websocket);
    const cuts = [1_000, 8_000, SHORT_LIFE_MS, 8_000, 8_000].map((lifeMs) => ladder.wasCut(lifeMs));
    expect([cuts, ladder.current]).toEqual([[false, false, false, false, false], websocket]);
    expect([ladder.wasCut(8_000), ladder.current]).toEqual([true, stream]);
  });

  test("one alone is tried again after a pause", () => {
    const ladder = ladderOf(poll);
    expect([ladder.failed(), ladder.current]).toEqual([false, poll]);
  });

  test("none at all is a runtime that cannot take part", () => {
    expect(() => ladderOf()).toThrow("neither WebSocket nor fetch");
  });
});

describe("[P37] which are worth another try", () => {
  test("those before the one that carries it, less and less often", () => {
    const ladder = ladderOf(websocket, stream, poll);
    expect(ladder.better).toEqual([]);
    ladder.worked(poll);
    expect(ladder.better).toEqual([websocket, stream]);
    expect(ladder.betterAfterMs).toBe(BETTER_AFTER_MIN_MS);
    for (let count = 0; count < 10; count += 1) ladder.betterFailed();
    expect(ladder.betterAfterMs).toBe(BETTER_AFTER_MAX_MS);
    ladder.worked(stream);
    expect(ladder.better).toEqual([websocket]);
    expect(ladder.betterAfterMs).toBe(BETTER_AFTER_MIN_MS);
  });

  test("one that was welcomed and let its client down is tried later each time", () => {
    const ladder = ladderOf(websocket, stream);
    for (const times of [2, 4, 8]) {
      ladder.worked(websocket);
      for (const lifeMs of [8_000, 8_000, 8_000]) ladder.wasCut(lifeMs);
      ladder.worked(stream);
      expect(ladder.betterAfterMs).toBe(times * BETTER_AFTER_MIN_MS);
    }
  });

  test("others that were chosen, until one of them carries it", () => {
    const ladder = ladderOf(websocket, stream);
    ladder.worked(websocket);
    ladder.replace([poll]);
    expect([ladder.current, ladder.better]).toEqual([websocket, [poll]]);
    ladder.worked(poll);
    expect(ladder.better).toEqual([]);
  });

  test("not one of the same name", () => {
    const ladder = ladderOf(websocket, stream);
    ladder.worked(stream);
    const again = named("stream");
    ladder.replace([again]);
    expect([ladder.current, ladder.better]).toEqual([again, []]);
  });

  test("what was chosen while there was nothing is dialled next", () => {
    const ladder = ladderOf(websocket, stream);
    ladder.replace([poll]);
    ladder.settle();
    expect(ladder.current).toBe(poll);
  });
});
