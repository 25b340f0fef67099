import { type HttpTransportName, httpTransport } from "../../../src/client/transports/http.ts";
import { type Clock, systemClock } from "../../../src/clock.ts";
import type { TransportUnderTest } from "./subject.ts";

/** Long enough for the other side to do something, short enough for a test. */
const PAUSE_MAX_MS = 25;
const ANSWERS_AND_HEARTBEATS_MIN_MS = 5_000;

/** Between two polls it waits no longer than a test should; everything else takes its time. */
const hastyClock: Clock = {
  ...systemClock,
  after: (delayMs, callback) =>
    systemClock.after(delayMs < ANSWERS_AND_HEARTBEATS_MIN_MS ? Math.min(delayMs, PAUSE_MAX_MS) : delayMs, callback),
};

export function httpSubject(name: HttpTransportName): TransportUnderTest {
  const create = (serverUrl: string) => httpTransport(name, { server: serverUrl, clock: hastyClock, fetch });
  return { create, opensBeforeHello: false };
}
