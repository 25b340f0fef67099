/** What the bodies of `/api/stream` and `/api/poll` are made of: server-sent events, one frame in each [P33]. */
export const eventStreamType = "text/event-stream; charset=utf-8";

const encoder = new TextEncoder();
let lastFrame = "";
let lastBytes = frameEvent("");

/** A frame as an event. The same string goes to many, one after the other: it is wrapped and encoded once. */
export function frameBytes(frame: string): Uint8Array<ArrayBuffer> {
  if (frame !== lastFrame) {
    lastFrame = frame;
    lastBytes = frameEvent(frame);
  }
  return lastBytes;
}

export function closeBytes(code: number, reason: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(`event: close\ndata: ${JSON.stringify({ code, reason })}\n\n`);
}

/** When the client may come again. */
export function retryBytes(ms: number): Uint8Array<ArrayBuffer> {
  return encoder.encode(`retry: ${ms}\n\n`);
}

/** Says nothing, so that nobody in between takes the connection for dead. */
export const heartbeatBytes = encoder.encode(":\n\n");

/** More than what some browsers and proxies collect before they pass anything on. */
export const paddingBytes = encoder.encode(`:${" ".repeat(2 * 1024)}\n\n`);

// JSON has no line breaks outside of its strings, and none unescaped in them: a frame is one line.
function frameEvent(frame: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(`data: ${frame}\n\n`);
}
