import { signal } from "@preact/signals";
import { socketAddress } from "../server-address.ts";

/** The events of a socket, in order. */
export type SocketEvent =
  | { readonly kind: "connect" | "open"; readonly atMs: number }
  /** A browser does not tell why, unless it makes no WebSocket at all. */
  | { readonly kind: "error"; readonly atMs: number; readonly text?: string }
  | { readonly kind: "sent" | "message"; readonly atMs: number; readonly text: string; readonly byteLength: number }
  | { readonly kind: "close"; readonly atMs: number; readonly code: number; readonly reason: string; readonly wasClean: boolean }
  | { readonly kind: "refused"; readonly atMs: number; readonly text: string };

export interface StateChange {
  /** A `readyState`. */
  readonly state: number;
  readonly atMs: number;
}

type SocketHappening = SocketEvent extends infer Event ? (Event extends SocketEvent ? Omit<Event, "atMs"> : never) : never;

const EVENTS_MAX = 200;
const SHOWN_CHARACTERS_MAX = 80;

/** A live WebSocket to `/echo`, and everything that it tells. */
export class SocketLog {
  /** Undefined before the first one. */
  readonly readyState = signal<number | undefined>(undefined);
  readonly bufferedAmount = signal(0);
  readonly events = signal<readonly SocketEvent[]>([]);
  /** At most the four states of one socket. */
  readonly states = signal<readonly StateChange[]>([]);
  /** Since the dial, until the socket is closed. */
  readonly elapsedMs = signal(0);
  #socket: WebSocket | undefined;
  #startedAt = 0;

  connect(): void {
    this.end();
    this.#startedAt = performance.now();
    this.events.value = [];
    this.states.value = [];
    this.elapsedMs.value = 0;
    this.#add({ kind: "connect" });
    try {
      this.#listen(new WebSocket(socketAddress("echo")));
    } catch (error) {
      this.#add({ kind: "error", text: messageOf(error) });
    }
  }

  send(text: string): void {
    this.#try((socket) => {
      socket.send(text);
      this.#add({ kind: "sent", ...textOf(text) });
    });
  }

  /** Without a code the close frame is empty. */
  close(code?: number, reason?: string): void {
    this.#try((socket) => socket.close(code, reason));
  }

  /** Looks again: nothing tells when `bufferedAmount` changes, nor when a close begins. */
  refresh(): void {
    const state = this.#socket?.readyState;
    this.readyState.value = state;
    this.bufferedAmount.value = this.#socket?.bufferedAmount ?? 0;
    const before = this.states.peek().at(-1)?.state;
    if (state === undefined || before === WebSocket.CLOSED) return;
    this.elapsedMs.value = this.#now();
    if (state !== before) this.states.value = [...this.states.peek(), { state, atMs: this.elapsedMs.peek() }];
  }

  /** The log is not shown any more. */
  end(): void {
    this.#socket?.close();
    this.#socket = undefined;
  }

  #listen(socket: WebSocket): void {
    this.#socket = socket;
    this.refresh();
    const add = (happening: SocketHappening): void => {
      if (this.#socket === socket) this.#add(happening);
    };
    socket.onopen = () => add({ kind: "open" });
    socket.onerror = () => add({ kind: "error" });
    socket.onmessage = ({ data }) => add({ kind: "message", ...textOf(String(data)) });
    socket.onclose = ({ code, reason, wasClean }) => add({ kind: "close", code, reason, wasClean });
  }

  // The API throws for a code that an application may not use, and for sending before it is open.
  #try(act: (socket: WebSocket) => void): void {
    if (this.#socket === undefined) return;
    try {
      act(this.#socket);
      this.refresh();
    } catch (error) {
      this.#add({ kind: "refused", text: messageOf(error) });
    }
  }

  #add(happening: SocketHappening): void {
    const event = { ...happening, atMs: this.#now() } as SocketEvent;
    this.events.value = [...this.events.peek(), event].slice(-EVENTS_MAX);
    this.refresh();
  }

  #now(): number {
    return Math.round(performance.now() - this.#startedAt);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function textOf(text: string): { text: string; byteLength: number } {
  const isLong = text.length > SHOWN_CHARACTERS_MAX;
  return {
    text: isLong ? `${text.slice(0, SHOWN_CHARACTERS_MAX)}…` : text,
    byteLength: new TextEncoder().encode(text).length,
  };
}
