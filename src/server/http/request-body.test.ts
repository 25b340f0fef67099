import { expect, test } from "bun:test";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { BODY_MS_MAX, readBody } from "./request-body.ts";

/** A body of four parts, before each of which so much time passes. */
function dripping(clock: FakeClock, pauseMs: number): Request {
  const parts = ["{", '"a"', ":1", "}"].values();
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const { done, value } = parts.next();
      clock.advance(pauseMs);
      if (done === true) controller.close();
      else controller.enqueue(Buffer.from(value));
    },
  });
  return new Request("http://localhost/", { method: "POST", body });
}

test("[P179f] a body has its time, and no more", async () => {
  const clock = new FakeClock();
  expect(await readBody(dripping(clock, BODY_MS_MAX / 5), 100, clock)).toBe('{"a":1}');
  const late = readBody(dripping(clock, BODY_MS_MAX / 3), 100, clock);
  expect(await late.catch((error: unknown) => error)).toMatchObject({ code: "bad-frame" });
});
