import { computed, signal } from "@preact/signals";
import { type ListedRoom, LOBBY_ID, type PageQuery, type RoomList } from "../../client/index.ts";

type RoomPage = Pick<RoomList, "rooms" | "next">;

/** The public rooms that a search finds, page by page. Everybody is in the lobby: it is not among them. */
export class RoomSearch {
  /** Absent until the first answer. */
  readonly rooms = signal<readonly ListedRoom[] | undefined>(undefined);
  readonly hasMore = computed(() => this.#next.value !== undefined);
  readonly query = signal("");

  readonly #load: (page: PageQuery) => Promise<RoomPage>;
  readonly #next = signal<string | undefined>(undefined);
  /** Which search an answer belongs to: the same words may be looked for twice. */
  #searchCount = 0;

  constructor(load: (page: PageQuery) => Promise<RoomPage>) {
    this.#load = load;
  }

  /** Begins anew. Throws `ShoalError`. */
  async search(query: string): Promise<void> {
    this.query.value = query;
    this.#searchCount += 1;
    await this.#append([], undefined);
  }

  /** Throws `ShoalError`. */
  async loadMore(): Promise<void> {
    if (this.#next.value !== undefined) await this.#append(this.rooms.value ?? [], this.#next.value);
  }

  async #append(before: readonly ListedRoom[], after: string | undefined): Promise<void> {
    const search = this.#searchCount;
    const page = await this.#load({ query: this.query.value, after });
    if (search !== this.#searchCount) return;
    this.rooms.value = [...before, ...page.rooms.filter((room) => room.id !== LOBBY_ID)];
    this.#next.value = page.next;
  }
}
