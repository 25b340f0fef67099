/** The bodies of `/api/stream` and `/api/poll`: server-sent events, one frame in each [P34]. */
export const eventStreamType = "text/event-stream; charset=utf-8";

const encoder = new TextEncoder();
const ENCODED_MAX = 32;
const encoded = new Map<string, Uint8Array<ArrayBuffer>>();

/** A frame as an event. The same few strings go to many: each is wrapped and encoded once. */
export function frameBytes(frame: string): Uint8Array<ArrayBuffer> {
  const known = encoded.get(frame);
  if (known !== undefined) return known;
  const bytes = frameEvent(frame);
  const [oldest] = encoded.keys();
  if (encoded.size === ENCODED_MAX && oldest !== undefined) encoded.delete(oldest);
  encoded.set(frame, bytes);
  return bytes;
}

export function closeBytes(code: number, reason: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(`event: close\ndata: ${JSON.stringify({ code, reason })}\n\n`);
}

/** After how many ms the client may ask again. */
export function retryBytes(ms: number): Uint8Array<ArrayBuffer> {
  return encoder.encode(`retry: ${ms}\n\n`);
}

/** An empty comment, so that no proxy takes the connection for dead. */
export const heartbeatBytes = encoder.encode(":\n\n");

/** More than some browsers and proxies buffer before they pass anything on. */
export const paddingBytes = encoder.encode(`:${" ".repeat(2 * 1024)}\n\n`);

// JSON has no line breaks outside of its strings, and none unescaped in them: a frame is one line.
function frameEvent(frame: string): Uint8Array<ArrayBuffer> {
  return encoder.encode(`data: ${frame}\n\n`);
}
