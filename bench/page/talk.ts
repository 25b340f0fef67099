import { newClientMessageId } from "../../src/protocol/ids.ts";
import { enter, type Guest } from "../support/guests.ts";
import type { Stage } from "./stage.ts";

/** Members of a room, who send to it in turn. */
export class Talk implements Disposable {
  readonly #guests: readonly Guest[];
  readonly #conversationId: string;
  readonly #texts: readonly string[];
  #count = 0;

  static async begin({ server, filled }: Stage): Promise<Talk> {
    return new Talk(await enter(server, filled.talkerTokens), filled.talkRoomId, filled.texts);
  }

  private constructor(guests: readonly Guest[], conversationId: string, texts: readonly string[]) {
    this.#guests = guests;
    this.#conversationId = conversationId;
    this.#texts = texts;
  }

  /** Sends at an even pace. Ends when the last one was sent. */
  async flow(perSecond: number, seconds: number): Promise<void> {
    const startedAt = performance.now();
    for (let sent = 0; sent < perSecond * seconds; sent += 1) {
      const waitMs = startedAt + (sent * 1_000) / perSecond - performance.now();
      if (waitMs > 0) await Bun.sleep(waitMs);
      this.#say();
    }
  }

  /** Sends as many at once. */
  burst(count: number): void {
    for (let sent = 0; sent < count; sent += 1) this.#say();
  }

  [Symbol.dispose](): void {
    for (const { client } of this.#guests) client.close();
  }

  #say(): void {
    const text = this.#texts[this.#count % this.#texts.length];
    const clientMessageId = newClientMessageId(Math.floor(performance.timeOrigin + performance.now()));
    this.#guests[this.#count % this.#guests.length]?.client.send(
      JSON.stringify({ type: "send", clientMessageId, conversationId: this.#conversationId, text }),
    );
    this.#count += 1;
  }
}
