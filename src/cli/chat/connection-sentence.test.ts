import { expect, test } from "bun:test";
import { ShoalError } from "../../client/index.ts";
import { connectionSentence } from "./connection-sentence.ts";

const before = { error: undefined, hasBeenLive: true };

test("the connection is spoken of while it is not there, and truthfully", () => {
  expect(connectionSentence({ ...before, state: "live" }, 0)).toBeUndefined();
  expect(connectionSentence({ ...before, state: "greeting", hasBeenLive: false }, 0)).toBe("Connecting …");
  expect(connectionSentence({ ...before, state: "connecting" }, 0)).toBe("Connection lost; reconnecting …");
  expect(connectionSentence({ ...before, state: "waiting" }, 2_500)).toContain("No connection; trying again in 3 s");
  const error = new ShoalError("draining");
  expect(connectionSentence({ ...before, state: "waiting", error }, 500)).toContain("The server is restarting");
  expect(connectionSentence({ ...before, state: "closed", error: new ShoalError("replaced") }, 0)).toContain("newer connection");
});
