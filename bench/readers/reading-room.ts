import { LOBBY_ID, newClientMessageId } from "../../src/protocol/ids.ts";
import { typeStart } from "../support/guests.ts";
import { LobbyFrames } from "../support/lobby-frames.ts";
import { frameText } from "../support/raw-client.ts";
import type { ServerProcess } from "../support/server-process.ts";
import type { Reader } from "./reader.ts";

export interface TalkResult {
  readonly deliveries: number;
  readonly requests: number;
  readonly seconds: number;
  readonly serverCpuSeconds: number;
  readonly generatorCpuSeconds: number;
}

const DRAIN_TIMEOUT_MS = 20_000;
const TEXT = "The tide is coming in, and so are we: see you all at the pier.";

/** The members of the lobby, all on one transport. Each must get every message, once and in order. */
export class ReadingRoom {
  readonly #readers: readonly Reader[];
  readonly #frames = new LobbyFrames();
  #sentCount = 0;
  #isTalking = false;
  #failure: Error | undefined;

  constructor(readers: readonly Reader[]) {
    this.#readers = readers;
    for (const reader of readers) {
      reader.onFrame = (bytes, start, end) => this.#onFrame(reader, bytes, start, end);
      reader.onClose = (reason) => this.#fail(new Error(`A reader lost its connection: ${reason}`));
    }
  }

  /** `inFlight` members send messages, each the next one as soon as its last is acknowledged. */
  talk(server: ServerProcess, inFlight: number, durationMs: number): Promise<TalkResult> {
    return this.#measure(server, async () => {
      this.#isTalking = true;
      for (const reader of this.#readers.slice(0, inFlight)) this.#say(reader);
      await Bun.sleep(durationMs);
      this.#isTalking = false;
    });
  }

  /** One member sends a message every `intervalMs`. */
  chat(server: ServerProcess, intervalMs: number, durationMs: number): Promise<TalkResult> {
    return this.#measure(server, async () => {
      const endsAt = performance.now() + durationMs;
      while (performance.now() < endsAt) {
        for (const reader of this.#readers.slice(0, 1)) this.#say(reader);
        await Bun.sleep(intervalMs);
      }
    });
  }

  close(): void {
    for (const reader of this.#readers) {
      reader.onClose = () => {};
      reader.close();
    }
  }

  async #measure(server: ServerProcess, use: () => Promise<void>): Promise<TalkResult> {
    const start = this.#readers[0]?.position ?? 0;
    this.#sentCount = 0;
    const requestCount = this.#requestCount;
    const serverCpu = server.cpuSeconds();
    const generatorCpu = process.cpuUsage();
    const startedAt = performance.now();
    await use();
    await this.#drained(start);
    const seconds = (performance.now() - startedAt) / 1000;
    const { user, system } = process.cpuUsage(generatorCpu);
    return {
      deliveries: this.#sentCount * this.#readers.length,
      requests: this.#requestCount - requestCount,
      seconds,
      serverCpuSeconds: server.cpuSeconds() - serverCpu,
      generatorCpuSeconds: (user + system) / 1e6,
    };
  }

  get #requestCount(): number {
    return this.#readers.reduce((sum, { requestCount }) => sum + requestCount, 0);
  }

  #onFrame(reader: Reader, bytes: Uint8Array, start: number, end: number): void {
    const type = typeStart(bytes, start);
    if (type === "ev") this.#follow(reader, bytes, start, end);
    else if (type === "er") this.#fail(new Error(frameText(bytes, start, end)));
    // Each sender has one message in flight, so this acknowledges that one.
    else if (type === "se" && this.#isTalking) this.#say(reader);
  }

  #follow(reader: Reader, bytes: Uint8Array, start: number, end: number): void {
    try {
      reader.position = this.#frames.follow(bytes, start, end, reader.position);
    } catch (error) {
      this.#fail(error as Error);
    }
  }

  #say(reader: Reader): void {
    this.#sentCount += 1;
    const clientMessageId = newClientMessageId();
    reader.send(JSON.stringify({ type: "send", clientMessageId, conversationId: LOBBY_ID, text: TEXT }));
  }

  async #drained(start: number): Promise<void> {
    const deadline = performance.now() + DRAIN_TIMEOUT_MS;
    const end = start + this.#sentCount;
    for (;;) {
      const late = this.#readers.filter(({ position }) => position !== end);
      if (this.#failure !== undefined || late.length === 0) break;
      if (performance.now() > deadline) throw new Error(`After ${DRAIN_TIMEOUT_MS} ms ${describe(late)} are not at ${end}.`);
      await Bun.sleep(2);
    }
    if (this.#failure !== undefined) throw this.#failure;
  }

  #fail(error: Error): void {
    this.#failure ??= error;
  }
}

function describe(readers: readonly Reader[]): string {
  const positions = [...new Set(readers.map(({ position }) => position))];
  return `${readers.length} readers (at ${positions.slice(0, 5).join(", ")})`;
}
