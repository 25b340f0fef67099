import {
  createDeviceLink,
  type Gap,
  LOBBY_ID,
  type Member,
  type Person,
  type ReceivedEvent,
  ShoalClient,
  type ShoalClientOptions,
  type ShoalError,
  type SignedIn,
  signIn,
} from "../../src/client/index.ts";
import { eventually } from "./eventually.ts";

export interface EnterOptions extends ShoalClientOptions {
  /** Where the client connects to, when that is not where one signs in: the address of a proxy. */
  readonly via?: string | undefined;
}

/** Comes back at once, and does not run in circles while the server is away. */
const impatience = (): number => 0.04;

/** Somebody with a client, and everything that this client was told. */
export class Participant implements Disposable {
  readonly client: ShoalClient;
  readonly user: Person;
  readonly sessionId: string;
  readonly token: string;
  /** What `event` told, by conversation, in the order in which it came. */
  readonly events = new Map<string, ReceivedEvent[]>();
  readonly gaps: Gap[] = [];
  /** Why the client is closed for good. */
  closedBy: ShoalError | undefined;
  readonly #serverUrl: string;

  constructor(serverUrl: string, { user, sessionId, token }: SignedIn, { via, ...options }: EnterOptions = {}) {
    if (token === undefined) throw new Error("Participants keep their token themselves.");
    this.#serverUrl = serverUrl;
    this.user = user;
    this.sessionId = sessionId;
    this.token = token;
    this.client = new ShoalClient(via ?? serverUrl, { token, random: impatience, ...options });
    this.client.on("event", ({ conversationId, event }) => {
      const events = this.events.get(conversationId) ?? [];
      events.push(event);
      this.events.set(conversationId, events);
    });
    this.client.on("gap", (gap) => this.gaps.push(gap));
    this.client.on("closed", (error) => {
      this.closedBy = error;
    });
  }

  /** Live: everything that is delivered from now on is seen. */
  async isLive(): Promise<this> {
    await eventually(() => {
      if (this.client.state !== "live") throw new Error(`${this.user.nickname} is ${this.client.state}.`);
    }, 20_000);
    return this;
  }

  /** What was said there since this client came, as it came. */
  texts(conversationId: string): string[] {
    return (this.events.get(conversationId) ?? []).flatMap((event) => (event.type === "message" ? [event.text] : []));
  }

  /** Somebody in the lobby. */
  async lookUp(nickname: string): Promise<Member> {
    const { members } = await this.client.members(LOBBY_ID, { query: nickname });
    const member = members.find((each) => each.nickname === nickname);
    if (member === undefined) throw new Error(`${nickname} is not in the lobby.`);
    return member;
  }

  /** Waits until a user is there, for a program that is slow to start. */
  async meets(nickname: string): Promise<Member> {
    return await eventually(async () => {
      const member = await this.lookUp(nickname);
      if (!member.isOnline) throw new Error(`${nickname} is not there yet.`);
      return member;
    });
  }

  /** The same session once more: another tab, or the page after a reload. */
  async inAnotherTab(options: EnterOptions = {}): Promise<Participant> {
    const session = { user: this.user, sessionId: this.sessionId, token: this.token };
    return await new Participant(this.#serverUrl, session, options).isLive();
  }

  /** The same person on one more device, with a session of its own. */
  async onAnotherDevice(options: EnterOptions = {}): Promise<Participant> {
    const { code } = await createDeviceLink(this.#serverUrl, { token: this.token });
    const signedIn = await signIn(this.#serverUrl, { deviceLink: code });
    return await new Participant(this.#serverUrl, signedIn, options).isLive();
  }

  [Symbol.dispose](): void {
    this.client.close();
  }
}

/** Signs in under that nickname, connects, and waits until that is done. */
export async function enter(serverUrl: string, nickname: string, options: EnterOptions = {}): Promise<Participant> {
  const signedIn = await signIn(serverUrl, { nickname });
  return await new Participant(serverUrl, signedIn, options).isLive();
}

/** The whole log of a conversation, by its history, page after page. */
export async function wholeHistory({ client }: Participant, conversationId: string): Promise<ReceivedEvent[]> {
  const all: ReceivedEvent[] = [];
  for (;;) {
    const { events, head } = await client.history(conversationId, { after: all.at(-1)?.seq ?? 0, limit: 200 });
    all.push(...events);
    if (events.length === 0 || (all.at(-1)?.seq ?? 0) >= head) return all;
  }
}

/** Throws unless the events follow each other without a hole, and none is there twice. */
export function expectGapless(events: readonly ReceivedEvent[]): void {
  const [first] = events;
  for (const [index, { seq }] of events.entries()) {
    const expected = (first?.seq ?? 1) + index;
    if (seq !== expected) throw new Error(`After ${expected - 1} comes ${seq}.`);
  }
}
