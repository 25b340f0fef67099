import { enter, type Participant } from "../support/people.ts";
import type { ServerProcess } from "../support/server-process.ts";

const MESSAGES_PER_SECOND = 10;
const SETTLE_MS = 5_000;
const WARM_UP_REQUESTS = 500;

/** How two honest users fared. */
export interface CanaryReport {
  readonly sentCount: number;
  /** Messages that were not acknowledged, or did not arrive exactly once and in order. */
  readonly lostCount: number;
  /** From `send` to the other user's event, of 99 in 100 messages. */
  readonly p99Ms: number;
  /** How far the server's resident memory grew beyond what it was before, at its highest. */
  readonly grownMiB: number;
}

/** Two honest users who exchange ten messages a second, and what it costs them when others attack. */
export class Canary implements Disposable {
  readonly #server: ServerProcess;
  readonly #ann: Participant;
  readonly #ben: Participant;
  readonly #conversationId: string;

  private constructor(server: ServerProcess, ann: Participant, ben: Participant, conversationId: string) {
    this.#server = server;
    this.#ann = ann;
    this.#ben = ben;
    this.#conversationId = conversationId;
  }

  /** In a conversation of their own, or in the given one. */
  static async enter(server: ServerProcess, conversationId?: string): Promise<Canary> {
    const ann = await enter(server.url, "ann");
    const ben = await enter(server.url, "ben");
    await warmUp(server.url, ann.token);
    return new Canary(server, ann, ben, conversationId ?? (await ann.client.openDirect(ben.user.id)).id);
  }

  get users(): readonly Participant[] {
    return [this.#ann, this.#ben];
  }

  /** Lets them talk for so long, while `attack` goes on. */
  async talk(ms: number): Promise<CanaryReport> {
    const residentBefore = this.#server.residentBytes;
    let residentMax = residentBefore;
    const latencies: number[] = [];
    const sent: Promise<unknown>[] = [];
    const sentAt = new Map<string, number>();
    const note = (hearer: Participant) =>
      hearer.client.on("event", ({ event }) => {
        if (event.type !== "message" || event.by.id === hearer.user.id) return;
        const begun = sentAt.get(event.text);
        if (begun !== undefined) latencies.push(performance.now() - begun);
      });
    const stopNoting = [note(this.#ann), note(this.#ben)];
    const prefix = `${performance.now()}`;
    const beginsAt = performance.now();
    for (let index = 0; index * (1000 / MESSAGES_PER_SECOND) < ms; index += 1) {
      await until(beginsAt + index * (1000 / MESSAGES_PER_SECOND));
      const text = `${prefix} ${index}`;
      sentAt.set(text, performance.now());
      sent.push((index % 2 === 0 ? this.#ann : this.#ben).client.send(this.#conversationId, text));
      residentMax = Math.max(residentMax, this.#server.residentBytes);
    }
    const acknowledged = await within(Promise.allSettled(sent), SETTLE_MS);
    await until(performance.now() + 100);
    for (const stop of stopNoting) stop();
    const texts = [...sentAt.keys()];
    const refusedCount = acknowledged?.filter(({ status }) => status === "rejected").length ?? sent.length;
    return {
      sentCount: sent.length,
      lostCount: refusedCount + this.#missingCount(this.#ann, texts) + this.#missingCount(this.#ben, texts),
      p99Ms: percentile(latencies, 0.99),
      grownMiB: (residentMax - residentBefore) / 1024 / 1024,
    };
  }

  [Symbol.dispose](): void {
    this.#ann[Symbol.dispose]();
    this.#ben[Symbol.dispose]();
  }

  #missingCount(hearer: Participant, texts: readonly string[]): number {
    const heard = hearer.texts(this.#conversationId);
    return texts.filter((text) => heard.filter((each) => each === text).length !== 1).length;
  }
}

/** A server that has just started grows with its first requests, and not because of an attack. */
async function warmUp(url: string, token: string): Promise<void> {
  const request = { method: "POST", headers: { authorization: `Bearer ${token}` }, body: "x".repeat(1024) };
  for (let count = 0; count < WARM_UP_REQUESTS; count += 1) await (await fetch(`${url}/api/frames`, request)).text();
}

function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.POSITIVE_INFINITY;
}

function until(time: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, time - performance.now())));
}

function within<Result>(promise: Promise<Result>, ms: number): Promise<Result | undefined> {
  return Promise.race([promise, new Promise<undefined>((resolve) => setTimeout(resolve, ms))]);
}
