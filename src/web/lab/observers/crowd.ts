import { signal } from "@preact/signals";
import { type Change, changeOf, ownNameIn, readChatLine } from "./chat-line.ts";
import { endFramed, type FramedSocket } from "./dial.ts";

export interface CrowdPoint {
  readonly atMs: number;
  readonly kind: "list" | "heard" | "said";
  readonly text: string;
}

export interface LittleSocket {
  /** 1, 2, 3 … in the order of dialling. */
  readonly number: number;
  readonly state: "connecting" | "open" | "closed" | "killed" | "refused";
  /** What the server calls its user, once that is known. */
  readonly name?: string;
  readonly startMs: number;
  readonly endMs?: number;
  /** The newest. */
  readonly points: readonly CrowdPoint[];
}

export interface CrowdChange extends Change {
  readonly atMs: number;
  readonly count: number;
}

export interface CrowdList {
  readonly names: readonly string[];
  readonly count: number;
}

export const LIVE_SOCKETS_MAX = 6;
/** Also those that are gone. */
const SOCKETS_SHOWN_MAX = 8;
const POINTS_KEPT_MAX = 100;
const CHANGES_KEPT_MAX = 30;
const SHOWN_CHARACTERS_MAX = 80;
/** Until a socket's first list, for the next one to be dialled. */
const LIST_WITHIN_MS = 5_000;

/** Some sockets of this page to `/chat`, each of which is told who is connected there. */
export class Crowd {
  readonly sockets = signal<readonly LittleSocket[]>([]);
  /** By the newest list that one of them got; undefined while all of them are gone. */
  readonly list = signal<CrowdList | undefined>(undefined);
  readonly changes = signal<readonly CrowdChange[]>([]);
  readonly elapsedMs = signal(0);
  readonly isDialling = signal(false);
  readonly #dial: (path: string) => Promise<FramedSocket>;
  readonly #now: () => number;
  readonly #framed = new Map<number, FramedSocket>();
  #startedAt: number | undefined;
  #lastNumber = 0;
  #isOver = false;

  constructor(dial: (path: string) => Promise<FramedSocket>, now: () => number = () => performance.now()) {
    this.#dial = dial;
    this.#now = now;
  }

  get liveCount(): number {
    return this.sockets.value.filter(isLive).length;
  }

  /** One after the other: each is seen to come, and knows its name by that. */
  async open(count: number): Promise<void> {
    if (this.isDialling.peek()) return;
    this.isDialling.value = true;
    for (let opened = 0; opened < count && !this.#isOver && this.liveCount < LIVE_SOCKETS_MAX; opened += 1) await this.#openOne();
    this.isDialling.value = false;
  }

  say(number: number, text: string): void {
    const framed = this.#framed.get(number);
    if (framed?.socket.readyState !== WebSocket.OPEN) return;
    framed.socket.send(text);
    this.#point(number, "said", text);
  }

  /** As agreed: with a close frame, and an answer to it. */
  close(number: number): void {
    this.#framed.get(number)?.socket.close(1000);
  }

  kill(number: number): void {
    const framed = this.#framed.get(number);
    if (framed === undefined) return;
    this.#ended(number, "killed");
    framed.kill();
  }

  /** Lets time go on while one of them lives. */
  refresh(): void {
    if (this.liveCount > 0) this.elapsedMs.value = this.#elapsed();
  }

  /** It is not shown any more. */
  end(): void {
    this.#isOver = true;
    for (const framed of this.#framed.values()) endFramed(framed);
    this.#framed.clear();
  }

  async #openOne(): Promise<void> {
    this.#startedAt ??= this.#now();
    this.#lastNumber += 1;
    const number = this.#lastNumber;
    const little: LittleSocket = { number, state: "connecting", startMs: this.#elapsed(), points: [] };
    this.sockets.value = [...this.sockets.peek(), little].slice(-SOCKETS_SHOWN_MAX);
    const before = this.list.peek()?.names ?? [];
    const framed = await this.#dial("chat?observers=1").catch(() => undefined);
    if (framed === undefined) this.#ended(number, "refused");
    else if (this.#isOver) endFramed(framed);
    else await this.#listen(number, framed, before);
  }

  /** Until its first list, or its end. */
  #listen(number: number, framed: FramedSocket, before: readonly string[]): Promise<void> {
    this.#framed.set(number, framed);
    const { socket } = framed;
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, LIST_WITHIN_MS);
      const begun = (): void => {
        clearTimeout(timer);
        resolve();
      };
      let isListed = false;
      socket.onopen = () => {
        if (this.#framed.has(number)) this.#change(number, { state: "open" });
      };
      socket.onmessage = ({ data }) => {
        if (!this.#framed.has(number)) return;
        const line = readChatLine(String(data));
        if (line?.kind === "observers") {
          const name = isListed ? undefined : ownNameIn(line.names, before);
          isListed = true;
          if (name !== undefined) this.#change(number, { name });
          this.#told(line);
          this.#point(number, "list", `${line.count}`);
          begun();
        } else if (line !== undefined) this.#point(number, "heard", line.text);
      };
      socket.onclose = () => {
        const isRefused = this.#of(number)?.state === "connecting";
        if (this.#framed.has(number)) this.#ended(number, isRefused ? "refused" : "closed");
        begun();
      };
    });
  }

  // The same list comes to each of them.
  #told({ names, count }: CrowdList): void {
    const before = this.list.peek();
    this.list.value = { names, count };
    const change = changeOf(before?.names ?? [], names);
    if (change.came.length + change.left.length === 0) return;
    this.changes.value = [...this.changes.peek(), { ...change, count, atMs: this.#elapsed() }].slice(-CHANGES_KEPT_MAX);
  }

  #ended(number: number, state: LittleSocket["state"]): void {
    this.#framed.delete(number);
    this.#change(number, { state, endMs: this.#elapsed() });
    if (this.liveCount === 0) this.list.value = undefined;
  }

  #point(number: number, kind: CrowdPoint["kind"], text: string): void {
    const point = { atMs: this.#elapsed(), kind, text: text.slice(0, SHOWN_CHARACTERS_MAX) };
    this.#change(number, { points: [...(this.#of(number)?.points ?? []), point].slice(-POINTS_KEPT_MAX) });
  }

  #of(number: number): LittleSocket | undefined {
    return this.sockets.peek().find((little) => little.number === number);
  }

  #change(number: number, change: Partial<LittleSocket>): void {
    this.elapsedMs.value = this.#elapsed();
    this.sockets.value = this.sockets.peek().map((little) => (little.number === number ? { ...little, ...change } : little));
  }

  #elapsed(): number {
    return Math.round(this.#now() - (this.#startedAt ?? this.#now()));
  }
}

export function isLive({ state }: LittleSocket): boolean {
  return state === "connecting" || state === "open";
}
