import { signal } from "@preact/signals";
import { labPaths } from "../../../protocol/lab.ts";
import { server, socketAddress } from "../server-address.ts";

/** How a socket may live: closed by agreement, refused in the handshake, not answered at all, or cut off. */
export const lives = ["whole", "refused", "silent", "cut"] as const;
export type Life = (typeof lives)[number];

/** The page may live below a path of its host. */
const paths: Readonly<Record<Life, string>> = {
  whole: "echo",
  refused: "api/lab/nothing-is-here",
  silent: `.${labPaths.silent}`,
  cut: `.${labPaths.cut}`,
};

/** A dial that is not answered is given up after this. */
const PATIENCE_MS = 1_500;
const GREETING = "Hello";
const NORMAL_CLOSURE = 1000;
const EVENTS_MAX = 100;

type Happening =
  | { readonly kind: "dial" | "open" | "error" | "message" }
  | { readonly kind: "give-up" | "close()" }
  | { readonly kind: "close"; readonly code: number; readonly reason: string; readonly wasClean: boolean }
  | { readonly kind: "no-socket"; readonly text: string }
  | ({ readonly kind: "send" } & SendResult);

export type LifeEvent = Happening & { readonly atMs: number };

/** What a `send()` really did. */
export interface SendResult {
  /** The `readyState` in which it was called. */
  readonly state: number;
  /** `dropped` says nothing: the call returns as if all were well. */
  readonly outcome: "sent" | "thrown" | "dropped";
  /** Of what was thrown. */
  readonly errorName?: string;
  readonly bufferedBefore: number;
  readonly bufferedAfter: number;
}

export interface Ending {
  readonly hasOpened: boolean;
  readonly hasError: boolean;
  readonly code: number;
  readonly wasClean: boolean;
  readonly readyState: number;
}

/** Lives of sockets, one after the other, and what each of them told. */
export class LifeLog {
  readonly shown = signal<Life | undefined>(undefined);
  readonly events = signal<readonly LifeEvent[]>([]);
  readonly states = signal<readonly { readonly state: number; readonly atMs: number }[]>([]);
  readonly elapsedMs = signal(0);
  readonly isOver = signal(true);
  /** The newest of each life. */
  readonly endings = signal<Partial<Record<Life, Ending>>>({});
  /** The newest in each `readyState`. */
  readonly sends = signal<Partial<Record<number, SendResult>>>({});
  /** What a plain request to the address of the refused dial is answered: a page cannot see it in a WebSocket. */
  readonly refusal = signal<string | undefined>(undefined);
  #socket: WebSocket | undefined;
  #startedAt = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  live(life: Life): void {
    this.end();
    this.#startedAt = performance.now();
    this.shown.value = life;
    this.events.value = [];
    this.states.value = [];
    this.elapsedMs.value = 0;
    this.isOver.value = false;
    try {
      this.#begin(life, new WebSocket(socketAddress(paths[life])));
    } catch (error) {
      this.#add({ kind: "dial" });
      this.#add({ kind: "no-socket", text: messageOf(error) });
      this.isOver.value = true;
    }
  }

  /** `send()` at any moment. */
  send(): void {
    if (this.#socket !== undefined) this.#add({ kind: "send", ...this.#trySend(this.#socket) });
  }

  refresh(): void {
    if (!this.isOver.peek()) this.elapsedMs.value = this.#now();
  }

  /** The log is not shown any more, or another life begins. */
  end(): void {
    clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
    this.isOver.value = true;
  }

  #begin(life: Life, socket: WebSocket): void {
    this.#socket = socket;
    this.#startedAt = performance.now();
    this.#add({ kind: "dial" });
    const on = (act: () => void) => () => {
      if (this.#socket === socket) act();
    };
    this.send();
    if (life === "silent") {
      this.#timer = setTimeout(
        on(() => this.#close(socket, "give-up")),
        PATIENCE_MS,
      );
    }
    let hasOpened = false;
    let hasError = false;
    socket.onopen = on(() => {
      hasOpened = true;
      this.#add({ kind: "open" });
      this.send();
    });
    socket.onmessage = on(() => {
      this.#add({ kind: "message" });
      if (life === "whole") this.#close(socket, "close()");
    });
    socket.onerror = on(() => {
      hasError = true;
      this.#add({ kind: "error" });
    });
    socket.onclose = (event) =>
      on(() => {
        const { code, reason, wasClean } = event;
        this.#add({ kind: "close", code, reason, wasClean });
        this.send();
        const ending = { hasOpened, hasError, code, wasClean, readyState: socket.readyState };
        this.endings.value = { ...this.endings.peek(), [life]: ending };
        this.isOver.value = true;
        clearTimeout(this.#timer);
        if (life === "refused") void this.#askPlainly(paths[life]);
      })();
  }

  #close(socket: WebSocket, kind: "give-up" | "close()"): void {
    if (kind === "give-up") socket.close();
    else socket.close(NORMAL_CLOSURE, "done");
    this.#add({ kind });
    this.send();
  }

  #trySend(socket: WebSocket): SendResult {
    const state = socket.readyState;
    const bufferedBefore = socket.bufferedAmount;
    const result = (details: Pick<SendResult, "outcome" | "errorName">): SendResult => {
      const sent = { state, bufferedBefore, bufferedAfter: socket.bufferedAmount, ...details };
      this.sends.value = { ...this.sends.peek(), [state]: sent };
      return sent;
    };
    try {
      socket.send(GREETING);
    } catch (error) {
      return result({ outcome: "thrown", errorName: error instanceof Error ? error.name : String(error) });
    }
    return result({ outcome: state === WebSocket.OPEN ? "sent" : "dropped" });
  }

  async #askPlainly(path: string): Promise<void> {
    try {
      const { status, statusText } = await fetch(new URL(path, server), { cache: "no-store" });
      this.refusal.value = `${status} ${statusText}`.trim();
    } catch {
      this.refusal.value = undefined;
    }
  }

  #add(happening: Happening): void {
    const atMs = this.#now();
    this.events.value = [...this.events.peek(), { ...happening, atMs }].slice(-EVENTS_MAX);
    this.elapsedMs.value = atMs;
    const state = this.#socket?.readyState;
    if (state === undefined || state === this.states.peek().at(-1)?.state) return;
    this.states.value = [...this.states.peek(), { state, atMs }];
  }

  #now(): number {
    return Math.round(performance.now() - this.#startedAt);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
