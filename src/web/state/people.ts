import { batch, computed, signal } from "@preact/signals";
import {
  type Clock,
  type Member,
  type MuteEvent,
  type Person,
  type Presence,
  type ReceivedEvent,
  type ShoalClient,
  systemClock,
  type UnmuteEvent,
  type Watched,
} from "../../client/index.ts";
import { Departures } from "./departures.ts";
import { type PeopleNow, personNow } from "./people-now.ts";

/** A longer one is over at once in browsers. */
const TIMER_MS_MAX = 2 ** 31 - 1;

type PeopleClient = Pick<ShoalClient, "on" | "watch" | "members" | "user" | "conversations">;

/** The people of the shown conversation: members, presence, typing. */
export class People {
  readonly members = signal<readonly Member[]>([]);
  readonly memberCount = signal(0);
  readonly hasMore = computed(() => this.#next.value !== undefined);
  readonly online = signal<ReadonlyMap<string, Person>>(new Map());
  readonly onlineCount = signal(0);
  readonly typists = signal<readonly Person[]>([]);
  /** The beginning of a nickname that members are looked for by. */
  readonly query = signal("");

  readonly departures: Departures;

  readonly #client: PeopleClient;
  readonly #next = signal<string | undefined>(undefined);
  /** By member, the place of what muted or unmuted them last. */
  readonly #lastMutes = new Map<string, number>();
  readonly #clock: Clock;
  #shownId: string | undefined;

  constructor(client: PeopleClient, clock: Clock = systemClock) {
    this.#client = client;
    this.#clock = clock;
    this.departures = new Departures(client);
    client.on("watched", (watched) => this.#watched(watched));
    client.on("presence", (presence) => this.#changed(presence));
    client.on("typists", ({ conversationId, people }) => {
      if (conversationId === this.#shownId) this.typists.value = people.filter((person) => person.id !== client.user?.id);
    });
    client.on("event", ({ conversationId, event }) => {
      if (conversationId === this.#shownId) this.#happened(event);
    });
    client.on("people", (people) => this.#renamed(people));
    client.on("welcome", () => this.#load());
  }

  /** A private conversation is watched by its other person only when they know of it: there the list of members tells. */
  isOnline(userId: string): boolean {
    return this.online.value.has(userId) || this.members.value.some((member) => member.id === userId && member.isOnline);
  }

  show(conversationId: string): void {
    if (conversationId === this.#shownId) return;
    this.#shownId = conversationId;
    this.#lastMutes.clear();
    batch(() => {
      this.members.value = [];
      this.memberCount.value = 0;
      this.#next.value = undefined;
      this.online.value = new Map();
      this.onlineCount.value = 0;
      this.typists.value = [];
      this.query.value = "";
    });
    // Without a connection the client remembers the watched conversation, and the welcome loads the members.
    this.#client.watch(conversationId).catch(() => {});
    this.#load();
  }

  search(query: string): void {
    this.query.value = query;
    this.#load();
  }

  loadMore(): void {
    if (this.#next.value !== undefined) this.#load(this.#next.value);
  }

  #load(after?: string): void {
    const conversationId = this.#shownId;
    const query = this.query.value;
    if (conversationId === undefined) return;
    this.#client
      .members(conversationId, { query, after })
      .then((page) => {
        if (conversationId !== this.#shownId || query !== this.query.value) return;
        batch(() => {
          this.members.value = after === undefined ? page.members : appended(this.members.value, page.members);
          if (query === "") this.memberCount.value = page.memberCount;
          this.#next.value = page.next;
        });
      })
      .catch(() => {
        // The connection line tells why, and the next welcome asks again.
      });
  }

  #watched({ conversationId, online, onlineCount }: Watched): void {
    if (conversationId !== this.#shownId) return;
    batch(() => {
      this.online.value = byId(online);
      this.onlineCount.value = onlineCount;
    });
  }

  #changed({ conversationId, online, offline, onlineCount }: Presence): void {
    if (conversationId !== this.#shownId) return;
    const next = byId([...this.online.value.values(), ...online]);
    const gone = new Set(offline);
    for (const userId of gone) next.delete(userId);
    batch(() => {
      this.online.value = next;
      this.members.value = this.members.value.map((member) => (gone.has(member.id) ? { ...member, isOnline: false } : member));
      this.onlineCount.value = onlineCount;
    });
  }

  #renamed(people: PeopleNow): void {
    batch(() => {
      this.members.value = this.members.value.map((member) => personNow(member, people));
      this.online.value = byId([...this.online.value.values()].map((person) => personNow(person, people)));
      this.typists.value = this.typists.value.map((person) => personNow(person, people));
    });
  }

  #happened(event: ReceivedEvent): void {
    if (event.type === "unknown" || event.type === "profile") return;
    if (event.type === "message") {
      const isTypist = this.typists.value.some((person) => person.id === event.by.id);
      if (isTypist) this.typists.value = this.typists.value.filter((person) => person.id !== event.by.id);
      return;
    }
    if (event.type === "room" && event.owner !== undefined) this.#changeMember(event.owner.id, { role: "owner" });
    if (event.type === "role") this.#changeMember(event.user.id, { role: event.role });
    if (event.type === "mute" || event.type === "unmute") this.#muted(event);
    if (event.type === "voice") this.#changeMember(event.user.id, { hasVoice: event.hasVoice });
    if (event.type !== "join" && event.type !== "leave") return;
    const others = this.members.value.filter((member) => member.id !== event.by.id);
    const wasMember = others.length < this.members.value.length;
    if (event.type === "leave") {
      this.members.value = others;
      this.memberCount.value -= 1;
      return;
    }
    if (!wasMember) this.memberCount.value += 1;
    if (this.query.value === "")
      this.members.value = [...others, { ...event.by, role: "member", isOnline: this.online.value.has(event.by.id) }];
  }

  /** No event tells of the end of a mute. */
  #muted(event: MuteEvent | UnmuteEvent): void {
    const { user, seq, at } = event;
    this.#changeMember(user.id, { isMuted: event.type === "mute" });
    this.#lastMutes.set(user.id, seq);
    const until = event.type === "mute" ? event.until : undefined;
    if (until === undefined || until - at > TIMER_MS_MAX) return;
    this.#clock.after(until - at, () => {
      if (this.#lastMutes.get(user.id) === seq) this.#changeMember(user.id, { isMuted: false });
    });
  }

  /** A room has one owner: the one until then is a moderator. */
  #changeMember(userId: string, change: Partial<Member>): void {
    this.members.value = this.members.value.map((member) => {
      if (member.id === userId) return { ...member, ...change };
      return change.role === "owner" && member.role === "owner" ? { ...member, role: "moderator" } : member;
    });
  }
}

/** A member who joined before their page was read is known already. */
function appended(held: readonly Member[], page: readonly Member[]): readonly Member[] {
  const ids = new Set(page.map(({ id }) => id));
  return [...held.filter(({ id }) => !ids.has(id)), ...page];
}

function byId(people: readonly Person[]): Map<string, Person> {
  return new Map(people.map((person) => [person.id, person]));
}
