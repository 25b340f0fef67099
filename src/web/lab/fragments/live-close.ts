import { socketAddress } from "../server-address.ts";

const ANSWER_WITHIN_MS = 5_000;

/** What became of closing a live socket. */
export type LiveClose =
  | { readonly kind: "closed"; readonly code: number; readonly reason: string; readonly wasClean: boolean }
  /** The browser does not let a page say this. */
  | { readonly kind: "thrown"; readonly error: string }
  | { readonly kind: "unreachable" };

/** Dials `/echo` and closes with code and reason, as far as the browser lets a page. The signal ends it early. */
export function closeLive(code: number | undefined, reason: string, signal: AbortSignal): Promise<LiveClose> {
  return new Promise((resolve) => {
    const socket = new WebSocket(socketAddress("echo"));
    const timer = setTimeout(() => socket.close(), ANSWER_WITHIN_MS);
    signal.addEventListener("abort", () => socket.close(), { once: true });
    let isOpened = false;
    socket.onopen = () => {
      isOpened = true;
      try {
        if (code === undefined) socket.close();
        else socket.close(code, reason);
      } catch (error) {
        resolve({ kind: "thrown", error: error instanceof Error ? error.message : String(error) });
        socket.close();
      }
    };
    socket.onclose = (event) => {
      clearTimeout(timer);
      const { code: heard, reason: heardReason, wasClean } = event;
      resolve(isOpened ? { kind: "closed", code: heard, reason: heardReason, wasClean } : { kind: "unreachable" });
    };
  });
}
