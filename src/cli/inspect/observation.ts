import type { WireFrame } from "../../wire/frame.ts";
import type { AcceptSteps, HandshakeCheck } from "../../wire/handshake.ts";
import type { HttpHead } from "../../wire/http-head.ts";
import type { ServerSentEvent } from "./event-stream.ts";

/** "out" was sent by the inspector, "in" by the server. */
export type Direction = "out" | "in";

export interface NamedClose {
  readonly code: number;
  readonly name: string;
  readonly reason: string;
}

/** Everything that the inspector can see, as data: printed for people or as lines of JSON. */
export type Observation =
  | {
      readonly type: "connected";
      readonly url: string;
      readonly address: string;
      readonly port: number;
      readonly tls: string | undefined;
    }
  | { readonly type: "request"; readonly head: HttpHead }
  | { readonly type: "response"; readonly head: HttpHead }
  | {
      readonly type: "accept";
      readonly steps: AcceptSteps;
      readonly received: string | undefined;
      readonly checks: readonly HandshakeCheck[];
    }
  | { readonly type: "open"; readonly subprotocol: string | undefined }
  | { readonly type: "frame"; readonly direction: Direction; readonly frame: WireFrame; readonly close: NamedClose | undefined }
  /** The fragments of one message, put together. */
  | { readonly type: "message"; readonly fragmentCount: number; readonly text: string | undefined; readonly payload: Uint8Array }
  /** One chunk of a chunked body. */
  | { readonly type: "chunk"; readonly size: number }
  | { readonly type: "body"; readonly direction: Direction; readonly text: string | undefined; readonly payload: Uint8Array }
  | { readonly type: "event"; readonly event: ServerSentEvent }
  | { readonly type: "comment"; readonly text: string }
  | { readonly type: "end"; readonly byteLength: number; readonly chunkCount: number | undefined }
  | { readonly type: "note"; readonly text: string }
  /** A violation of RFC 6455 by the server; `bytes` is the start of the invalid frame. */
  | { readonly type: "violation"; readonly message: string; readonly section: string; readonly bytes: Uint8Array | undefined }
  /** Why it ended with exit code 1. */
  | { readonly type: "failure"; readonly message: string }
  | { readonly type: "closed"; readonly close: NamedClose; readonly by: "us" | "server" };

export type Stamped = Observation & {
  /** Since the inspector began to connect. */
  readonly atMs: number;
};

export interface Report {
  (observation: Observation): void;
  /** Settles when all reports are written: the reader of the socket waits for it, so that slow output slows the server down. */
  written(): Promise<void>;
}
