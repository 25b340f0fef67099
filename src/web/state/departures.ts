import { signal } from "@preact/signals";
import { type Clock, type Direct, LOBBY_ID, type ShoalClient, systemClock } from "../../client/index.ts";
import { shownId } from "./navigation.ts";

/** Between two questions: a user in 500 private conversations asks as many. */
const PAUSE_MS = 50;

/**
 * The users of private conversations who have left for good. Every user is in the lobby [P25] until their last
 * sign-out, and a user who left it never comes back: the same nickname is another user then [P29].
 */
export class Departures {
  readonly #client: Pick<ShoalClient, "on" | "members" | "conversations">;
  readonly #clock: Clock;
  readonly #departed = signal<ReadonlySet<string>>(new Set());
  /** Were in the lobby when they were looked for: from then on its log tells. */
  readonly #present = new Set<string>();
  #isAsking = false;

  constructor(client: Pick<ShoalClient, "on" | "members" | "conversations">, clock: Clock = systemClock) {
    this.#client = client;
    this.#clock = clock;
    client.on("event", ({ conversationId, event }) => {
      if (conversationId === LOBBY_ID && event.type === "leave" && this.#isPeer(event.by.id)) this.#note(event.by.id);
    });
    client.on("gap", ({ logId }) => {
      if (logId === LOBBY_ID) this.#present.clear();
      this.#ask();
    });
    client.on("welcome", () => this.#ask());
    client.on("conversations", () => this.#ask());
  }

  has(userId: string): boolean {
    return this.#departed.value.has(userId);
  }

  /** One after the other, beginning with the conversation that is shown. */
  #ask(): void {
    const unknown = this.#directs().filter(({ peer }) => !this.#present.has(peer.id) && !this.#departed.peek().has(peer.id));
    const next = unknown.find(({ id }) => id === shownId.peek()) ?? unknown[0];
    if (this.#isAsking || next === undefined) return;
    this.#isAsking = true;
    const { peer } = next;
    this.#client.members(LOBBY_ID, { query: peer.nickname }).then(
      ({ members }) => {
        if (members.some((member) => member.id === peer.id)) this.#present.add(peer.id);
        else this.#note(peer.id);
        this.#clock.after(PAUSE_MS, () => {
          this.#isAsking = false;
          this.#ask();
        });
      },
      () => {
        // The next welcome asks again.
        this.#isAsking = false;
      },
    );
  }

  #note(userId: string): void {
    this.#departed.value = new Set(this.#departed.peek()).add(userId);
  }

  #isPeer(userId: string): boolean {
    return this.#directs().some(({ peer }) => peer.id === userId);
  }

  #directs(): Direct[] {
    return [...this.#client.conversations.values()].filter((conversation) => conversation.kind === "direct");
  }
}
