import { describe, expect, test } from "bun:test";
import { ShoalError } from "../../client/index.ts";
import { wallMs } from "../../clock.ts";
import { type ConnectionView, fallbackOf, noticeOf, RESTART_ATTEMPTS_MAX, seen } from "./connection.ts";

const live: ConnectionView = {
  state: "live",
  error: undefined,
  hasBeenLive: true,
  failureCount: 0,
  since: undefined,
  lastLoss: undefined,
};
const waiting: ConnectionView = { ...live, state: "waiting" };
const [at, later] = [wallMs(1_000), wallMs(5_000)];

describe("the connection line", () => {
  test("says nothing while all is well, even if the browser believes to be offline", () => {
    expect(noticeOf(live, true)).toEqual({ kind: "none" });
    expect(noticeOf(live, false)).toEqual({ kind: "none" });
  });

  test("tells the first connection from a new one", () => {
    expect(noticeOf({ ...live, state: "connecting", hasBeenLive: false }, true)).toEqual({ kind: "connecting" });
    expect(noticeOf({ ...live, state: "greeting" }, true)).toEqual({ kind: "reconnecting" });
  });

  test("says when it tries again, and why the server went away where that is known", () => {
    expect(noticeOf(waiting, true)).toEqual({ kind: "lost" });
    expect(noticeOf({ ...waiting, error: new ShoalError("draining") }, true)).toEqual({ kind: "restarting" });
  });

  test("keeps to the restart while the server refuses connections, but not for ever", () => {
    let sight = seen(live, { state: "waiting", error: new ShoalError("draining") }, at);
    sight = seen(sight, { state: "connecting" }, at);
    sight = seen(sight, { state: "waiting", error: new ShoalError("unavailable") }, at);
    expect(noticeOf(sight, true).kind).toBe("restarting");
    for (let attempt = 0; attempt < RESTART_ATTEMPTS_MAX; attempt += 1) {
      sight = seen(sight, { state: "waiting", error: new ShoalError("unavailable") }, at);
    }
    expect(noticeOf(sight, true).kind).toBe("lost");
    expect(noticeOf(seen(sight, { state: "live" }, at), true)).toEqual({ kind: "none" });
  });

  test("blames the network first", () => {
    expect(noticeOf(waiting, false)).toEqual({ kind: "offline" });
  });

  test("stays when the server does not want the page back", () => {
    const error = new ShoalError("version-unsupported");
    expect(noticeOf({ ...live, state: "closed", error }, true)).toEqual({ kind: "closed", error });
  });

  test("names the fallback of WebSocket, but not a transport that the user chose", () => {
    expect(fallbackOf("long-poll", "auto")).toBe("long-poll");
    expect(fallbackOf("websocket", "auto")).toBeUndefined();
    expect(fallbackOf("poll", "poll")).toBeUndefined();
    expect(fallbackOf(undefined, "auto")).toBeUndefined();
  });

  test("knows since when it is live or not, and what ended the last connection", () => {
    const error = new ShoalError("heartbeat-lost");
    const first = seen({ ...live, state: "connecting", hasBeenLive: false }, { state: "live" }, at);
    expect(first).toMatchObject({ since: at, lastLoss: undefined });
    const lost = seen(first, { state: "waiting", error }, later);
    expect(lost).toMatchObject({ since: later, lastLoss: { error, at: later } });
    const refused = seen(lost, { state: "waiting", error: new ShoalError("unavailable") }, wallMs(9_000));
    expect(refused).toMatchObject({ since: later, lastLoss: { error, at: later } });
    expect(seen(refused, { state: "live" }, wallMs(9_500))).toMatchObject({ since: 9_500, lastLoss: { error } });
  });
});
