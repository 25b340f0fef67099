import * as v from "valibot";
import { type HandshakeSight, handshakeSight, handshakeSightPath } from "../../../protocol/http.ts";
import { hasWebSocket } from "../../state/available-transports.ts";
import { server, socketAddress } from "../server-address.ts";

// The page may live below a path of its host.
const path = `.${handshakeSightPath}`;
const ANSWER_WITHIN_MS = 5_000;

export interface CarriedSight {
  readonly carriedBy: "websocket" | "http" | "http-only";
  readonly sight: HandshakeSight;
}

/** Asks over a WebSocket; where none gets through, by a request, which shows what in between is in the way. */
export async function lookAtHandshake(): Promise<CarriedSight> {
  if (!hasWebSocket) return { carriedBy: "http-only", sight: await lookAtRequest() };
  try {
    return { carriedBy: "websocket", sight: await askOverWebSocket() };
  } catch {
    return { carriedBy: "http", sight: await lookAtRequest() };
  }
}

export async function lookAtRequest(): Promise<HandshakeSight> {
  const response = await fetch(new URL(path, server), { cache: "no-store" });
  return v.parse(handshakeSight, await response.json());
}

export function headerOf(sight: HandshakeSight, name: string): string | undefined {
  return sight.headers.find((header) => header.name === name)?.value;
}

function askOverWebSocket(): Promise<HandshakeSight> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(socketAddress(path));
    const timer = setTimeout(() => socket.close(), ANSWER_WITHIN_MS);
    socket.onmessage = ({ data }) => {
      const result = v.safeParse(v.pipe(v.string(), v.parseJson(), handshakeSight), data);
      if (result.success) resolve(result.output);
    };
    socket.onclose = () => {
      clearTimeout(timer);
      reject(new Error("No WebSocket gets through."));
    };
  });
}
