import { ShoalClient, signIn } from "../../src/client/index.ts";

const MESSAGE_INTERVAL_MS = 100;
const DRAIN_MS = 2_000;
const PASSWORD = "correct horse battery";

/** Two users who send to each other in turn. */
export class Talk {
  readonly #clients: readonly ShoalClient[];
  readonly #conversationId: string;
  readonly #sentAt = new Map<string, number>();
  readonly #latencies: number[] = [];
  readonly #timer: ReturnType<typeof setInterval>;
  #count = 0;

  static async begin(url: string): Promise<Talk> {
    const [ann, ben] = await Promise.all(
      ["ann", "ben"].map((nickname) =>
        signIn(url, { nickname, password: PASSWORD }).catch(() => signIn(url, { nickname, password: PASSWORD, isNew: true })),
      ),
    );
    if (ann?.token === undefined || ben?.token === undefined) throw new Error("They keep their tokens themselves.");
    const clients = [new ShoalClient(url, { token: ann.token }), new ShoalClient(url, { token: ben.token })];
    await Promise.all(clients.map(isLive));
    const direct = await clients[0]?.openDirect(ben.user.id);
    return new Talk(clients, direct?.id ?? "");
  }

  private constructor(clients: readonly ShoalClient[], conversationId: string) {
    this.#clients = clients;
    this.#conversationId = conversationId;
    for (const client of clients) {
      client.on("event", ({ event }) => {
        if (event.type !== "message" || event.by.id === client.user?.id) return;
        const sentAt = this.#sentAt.get(event.text);
        if (sentAt !== undefined) this.#latencies.push(performance.now() - sentAt);
        this.#sentAt.delete(event.text);
      });
    }
    this.#timer = setInterval(() => this.#say(), MESSAGE_INTERVAL_MS);
  }

  /** In milliseconds, one for each message. Throws when one was lost. */
  async end(): Promise<readonly number[]> {
    clearInterval(this.#timer);
    await Bun.sleep(DRAIN_MS);
    for (const client of this.#clients) client.close();
    if (this.#sentAt.size > 0) throw new Error(`${this.#sentAt.size} messages were lost.`);
    return this.#latencies;
  }

  #say(): void {
    const text = `message ${this.#count} at ${performance.now()}`;
    this.#sentAt.set(text, performance.now());
    void this.#clients[this.#count % 2]?.send(this.#conversationId, text);
    this.#count += 1;
  }
}

function isLive(client: ShoalClient): Promise<void> {
  return new Promise((resolve) => {
    client.on("state", () => client.state === "live" && resolve());
  });
}
