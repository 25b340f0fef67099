import { ShoalError } from "../../src/client/index.ts";
import { type Guest, newGuest, patiently } from "./guest.ts";
import type { Step } from "./steps.ts";
import type { Acknowledged } from "./verdict.ts";

/** One author of the log. Their actions run one after the other; those of different authors run concurrently. */
interface Actor {
  readonly guest: Promise<Guest>;
  isMember: boolean;
  last: Promise<void>;
}

/** The authors of a log. Each gets a client with their first action. */
export class Cast {
  readonly acknowledged: Acknowledged[] = [];
  readonly refused: string[] = [];
  /** Nicknames that are invalid or look like another one, with their replacements. */
  readonly renamed: string[] = [];
  readonly #url: string;
  readonly #roomId: string;
  readonly #actors = new Map<string, Actor>();

  constructor(url: string, roomId: string) {
    this.#url = url;
    this.#roomId = roomId;
  }

  get size(): number {
    return this.#actors.size;
  }

  /** Messages that the server has answered. */
  get answeredCount(): number {
    return this.acknowledged.length + this.refused.length;
  }

  /** Starts the step; `finish` waits for its end. */
  perform(step: Step): void {
    this.#then(step.nickname, async (actor) => {
      if (step.does === "say") await this.#say(actor, step.text);
      else if (step.does === "join") await this.#join(actor);
      else await this.#leave(actor);
    });
    // Every nickname has its own client: one leaves and the other joins.
    if (step.does === "rename") this.#then(step.to, (actor) => this.#join(actor));
  }

  async finish(): Promise<void> {
    await Promise.all([...this.#actors.values()].map(({ last }) => last));
  }

  async leaveForGood(): Promise<void> {
    await Promise.all([...this.#actors.values()].map(async ({ guest }) => (await guest).leaveForGood()));
  }

  #then(nickname: string, deed: (actor: Actor) => Promise<void>): void {
    const actor = this.#actors.get(nickname) ?? this.#enter(nickname);
    actor.last = actor.last.then(() => deed(actor));
    actor.last.catch(() => {}); // `finish` reports it
  }

  #enter(nickname: string): Actor {
    const actor: Actor = { guest: this.#signIn(nickname), isMember: false, last: Promise.resolve() };
    this.#actors.set(nickname, actor);
    return actor;
  }

  async #signIn(nickname: string): Promise<Guest> {
    const guest = await newGuest(this.#url, nickname);
    if (guest.nickname !== nickname) this.renamed.push(`${nickname} → ${guest.nickname}`);
    return guest;
  }

  async #say(actor: Actor, text: string): Promise<void> {
    await this.#join(actor);
    const { client, nickname } = await actor.guest;
    try {
      this.acknowledged.push({ sent: await client.send(this.#roomId, text), nickname, text });
    } catch (error) {
      if (!(error instanceof ShoalError) || error.isRetryable) throw error;
      this.refused.push(`${nickname}: ${error.code}`);
    }
  }

  async #join(actor: Actor): Promise<void> {
    if (actor.isMember) return;
    const { client } = await actor.guest;
    await patiently(() => client.join(this.#roomId));
    actor.isMember = true;
  }

  async #leave(actor: Actor): Promise<void> {
    if (!actor.isMember) return;
    const { client } = await actor.guest;
    await patiently(() => client.leave(this.#roomId));
    actor.isMember = false;
  }
}
