import { socketAddress } from "../server-address.ts";

/** A socket that lives in a document of its own. */
export interface FramedSocket {
  readonly socket: WebSocket;
  /** Takes its document away: nothing of the program is asked, nor told. */
  kill(): void;
}

const CLOSING_WITHIN_MS = 2_000;

/** An empty frame, which is nowhere to be seen, dials: so that a socket can die as one does when its page is closed. */
export function dialInFrame(path: string): Promise<FramedSocket> {
  return new Promise((resolve, reject) => {
    const frame = document.createElement("iframe");
    frame.hidden = true;
    // Firefox puts another document into the frame until then.
    frame.addEventListener(
      "load",
      () => {
        const realm = frame.contentWindow as (Window & typeof globalThis) | null;
        if (realm === null) return reject(new Error("The frame has no window."));
        const socket = new realm.WebSocket(socketAddress(path));
        // A frame that went at once would take the close handshake with it.
        socket.addEventListener("close", () => setTimeout(() => frame.remove()));
        resolve({ socket, kill: () => frame.remove() });
      },
      { once: true },
    );
    document.body.append(frame);
  });
}

/** Closes it, whatever its state, and leaves nothing behind. */
export function endFramed({ socket, kill }: FramedSocket): void {
  socket.close();
  setTimeout(kill, CLOSING_WITHIN_MS);
}
