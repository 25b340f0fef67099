import { signIn } from "../../src/client/index.ts";
import { systemClock } from "../../src/clock.ts";
import { parseDown } from "../../src/protocol/frames/down.ts";
import type { UpFrameInput } from "../../src/protocol/frames/up.ts";
import { PROTOCOL_VERSION } from "../../src/protocol/version.ts";
import { eventually } from "../../test/support/eventually.ts";
import { type TransportName, transportNamed } from "../../test/support/transport-named.ts";

/** What a client has heard, until an act ends that. */
export class Observer implements Disposable {
  /** When a message of the room came last, by the clock of `performance`. */
  lastHeardAt: number | undefined;
  /** When the client knew that it is removed or signed out. */
  toldAt: number | undefined;
  userId = "";
  end: () => void = () => {};

  heard(): void {
    this.lastHeardAt = performance.now();
  }

  told(): void {
    this.toldAt ??= performance.now();
  }

  async hears(): Promise<this> {
    await eventually(() => {
      if (this.lastHeardAt === undefined) throw new Error("The observer hears nothing.");
    });
    return this;
  }

  [Symbol.dispose](): void {
    this.end();
  }
}

/** A member of the room on that transport. */
export async function observe(url: string, transport: TransportName, nickname: string, roomId: string): Promise<Observer> {
  const { user, token = "" } = await signIn(url, { nickname });
  const observer = new Observer();
  observer.userId = user.id;
  const channel = transportNamed(transport, url, systemClock).open({
    onOpen: () => say({ type: "hello", version: PROTOCOL_VERSION, token }),
    onText(text) {
      const frame = parseDown(text);
      if (frame.type === "welcome") say({ type: "join", requestId: 1, conversationId: roomId });
      if (frame.type !== "events") return;
      if (frame.logId === roomId) observer.heard();
      else if (frame.logId === user.id && frame.events.some(({ type }) => type === "left")) observer.told();
    },
    onClose: () => observer.told(),
  });
  const say = (frame: UpFrameInput): void => channel.send(JSON.stringify(frame));
  observer.end = () => channel.close();
  return observer.hears();
}

/** A guest on a plain socket, who hears the lobby. */
export async function observePlainly(url: string, nickname: string): Promise<Observer> {
  const observer = new Observer();
  const socket = new WebSocket(`${url.replace(/^http/, "ws")}/ws/${nickname}`);
  socket.addEventListener("message", () => observer.heard());
  socket.addEventListener("close", () => observer.told());
  observer.end = () => socket.close();
  return observer.hears();
}
