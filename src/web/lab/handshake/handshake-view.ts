import * as v from "valibot";
import { type HandshakeView, handshakeView, handshakeViewPath } from "../../../protocol/http.ts";
import { hasWebSocket } from "../../state/available-transports.ts";
import type { BrowserHeaders } from "../lanes/traffic.ts";
import { server, socketAddress } from "../server-address.ts";

// The page may live below a path of its host.
const path = `.${handshakeViewPath}`;
const ANSWER_WITHIN_MS = 5_000;

export interface CarriedView {
  readonly carriedBy: "websocket" | "http" | "http-only";
  readonly sight: HandshakeView;
  /** `extensions` of the WebSocket that carried it: what was agreed on, as the page is told. */
  readonly agreedExtensions?: string;
}

/** The bytes of the headers of the browser's requests and handshakes; where no WebSocket gets through, the two are the same. */
export async function measureBrowserHeaders(): Promise<BrowserHeaders> {
  const requestBytes = headerBytes(await lookAtRequest());
  const handshake = hasWebSocket ? await askOverWebSocket().catch(() => undefined) : undefined;
  return { requestBytes, handshakeBytes: handshake === undefined ? requestBytes : headerBytes(handshake.sight) };
}

/** Asks over a WebSocket; where none gets through, by a request, which shows the proxy in between. */
export async function lookAtHandshake(): Promise<CarriedView> {
  if (!hasWebSocket) return { carriedBy: "http-only", sight: await lookAtRequest() };
  try {
    return { carriedBy: "websocket", ...(await askOverWebSocket()) };
  } catch {
    return { carriedBy: "http", sight: await lookAtRequest() };
  }
}

/** The headers of a plain GET of this page. */
export async function lookAtRequest(): Promise<HandshakeView> {
  const response = await fetch(new URL(path, server), { cache: "no-store" });
  return v.parse(handshakeView, await response.json());
}

function headerBytes({ headers }: HandshakeView): number {
  return headers.reduce((sum, { name, byteLength }) => sum + name.length + byteLength + ": \r\n".length, "\r\n".length);
}

export function headerOf(sight: HandshakeView, name: string): string | undefined {
  return sight.headers.find((header) => header.name === name)?.value;
}

/** A handshake of this page; fails where none gets through. */
export function askOverWebSocket(): Promise<Pick<CarriedView, "sight" | "agreedExtensions">> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(socketAddress(path));
    const timer = setTimeout(() => socket.close(), ANSWER_WITHIN_MS);
    socket.onmessage = ({ data }) => {
      const result = v.safeParse(v.pipe(v.string(), v.parseJson(), handshakeView), data);
      if (result.success) resolve({ sight: result.output, agreedExtensions: socket.extensions });
    };
    socket.onclose = () => {
      clearTimeout(timer);
      reject(new Error("No WebSocket gets through."));
    };
  });
}
