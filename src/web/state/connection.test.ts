import { describe, expect, test } from "bun:test";
import { ShoalError } from "../../client/index.ts";
import { type ConnectionView, fallbackOf, noticeOf, RESTART_ATTEMPTS_MAX, seen } from "./connection.ts";

const live: ConnectionView = { state: "live", error: undefined, hasBeenLive: true, failureCount: 0 };
const waiting: ConnectionView = { ...live, state: "waiting" };

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
    let sight = seen(live, { state: "waiting", error: new ShoalError("draining") });
    sight = seen(sight, { state: "connecting" });
    sight = seen(sight, { state: "waiting", error: new ShoalError("unavailable") });
    expect(noticeOf(sight, true).kind).toBe("restarting");
    for (let attempt = 0; attempt < RESTART_ATTEMPTS_MAX; attempt += 1) {
      sight = seen(sight, { state: "waiting", error: new ShoalError("unavailable") });
    }
    expect(noticeOf(sight, true).kind).toBe("lost");
    expect(seen(sight, { state: "live" })).toEqual(live);
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
});
