import type { DownFrame } from "../../protocol/frames/down.ts";
import type { UpFrame, UpFrameOf } from "../../protocol/frames/up.ts";
import type { Actor } from "./actor.ts";

/** What needs a live connection, and so is the gateway's. */
type ConnectionFrame = UpFrameOf<"hello" | "resume" | "watch" | "unwatch" | "typing" | "ping" | "pong">;
/** Everything else: a request means the same whichever way it came. */
export type RequestFrame = Exclude<UpFrame, ConnectionFrame>;

/** Answers one type of request; `undefined` where nothing is answered. Throws `ShoalError`. */
export type RequestHandler<Type extends RequestFrame["type"]> = (
  actor: Actor,
  input: Extract<RequestFrame, { type: Type }>,
) => Promise<DownFrame | undefined>;
