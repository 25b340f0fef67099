import { LOBBY_ID, limits, ShoalClient, signIn } from "../../src/client/index.ts";
import { type Cable, newCable } from "../replay/cable.ts";
import { frameText, RawClient } from "../support/raw-client.ts";
import { until } from "./until.ts";

/** A user of a chat server, with its client. */
export interface Member {
  /** The texts that were delivered to this member, its own among them. */
  readonly heard: readonly string[];
  /** The own texts that the server has acknowledged; without acknowledgements, those that came back. */
  readonly acknowledged: ReadonlySet<string>;
  /** Whether there is no connection any more. */
  readonly isCut: boolean;
  say(text: string): void;
  /** Ends the connection without a closing frame, as a process that is killed does. */
  cut(): void;
  reconnect(): Promise<void>;
  /** All that it can read of what was said before it came. */
  readPast(): Promise<readonly string[]>;
  close(): void;
}

const CONNECT_TIMEOUT_MS = 20_000;
/** No client waits long between its attempts to reconnect. */
const impatience = (): number => 0.04;

/** A bare WebSocket, as the pages of tutorials open one. */
export class PlainMember implements Member {
  /** What was delivered, as it came. */
  readonly lines: string[] = [];
  readonly heard: string[] = [];
  readonly acknowledged = new Set<string>();
  isCut = false;
  readonly #port: number;
  readonly #path: string;
  readonly #said = new Set<string>();
  #client: RawClient | undefined;

  static async enter(port: number, path: string): Promise<PlainMember> {
    const member = new PlainMember(port, path);
    await member.reconnect();
    return member;
  }

  private constructor(port: number, path: string) {
    this.#port = port;
    this.#path = path;
  }

  /** As in a browser, what is said without a connection is dropped. */
  say(text: string): void {
    this.#said.add(text);
    if (!this.isCut) this.#client?.send(text);
  }

  cut(): void {
    this.#client?.hangUp();
  }

  async reconnect(): Promise<void> {
    const client = await RawClient.connect(
      this.#port,
      (_, bytes, start, end) => this.#hear(frameText(bytes, start, end)),
      this.#path,
    );
    client.onClose = () => {
      this.isCut = true;
    };
    this.#client = client;
    this.isCut = false;
  }

  async readPast(): Promise<readonly string[]> {
    return this.heard;
  }

  close(): void {
    this.#client?.close();
  }

  #hear(line: string): void {
    this.lines.push(line);
    // In a room it stands in `<div class="message">name: text</div>`.
    const text = /^<div[^>]*>[^:]*: (.*)<\/div>$/.exec(line)?.[1] ?? line;
    this.heard.push(text);
    if (this.#said.has(text)) this.acknowledged.add(text);
  }
}

/** A guest with the SDK. */
export class ShoalMember implements Member {
  readonly heard: string[] = [];
  readonly acknowledged = new Set<string>();
  readonly #cable: Cable;
  readonly #client: ShoalClient;

  static async enter(url: string, nickname: string): Promise<ShoalMember> {
    const { token = "" } = await signIn(url, { nickname });
    const cable = newCable();
    const member = new ShoalMember(cable, new ShoalClient(url, { token, WebSocket: cable.WebSocket, random: impatience }));
    await member.#isLive();
    return member;
  }

  private constructor(cable: Cable, client: ShoalClient) {
    this.#cable = cable;
    this.#client = client;
    client.on("message", ({ event }) => this.heard.push(event.text));
  }

  get isCut(): boolean {
    return this.#client.state !== "live";
  }

  say(text: string): void {
    this.#client.send(LOBBY_ID, text).then(
      () => this.acknowledged.add(text),
      () => {}, // closed before it was acknowledged
    );
  }

  cut(): void {
    this.#cable.pullOut();
  }

  async reconnect(): Promise<void> {
    this.#cable.plugIn();
    this.#client.probe();
    await this.#isLive();
  }

  async readPast(): Promise<string[]> {
    const texts: string[] = [];
    for (let after = 0; ; ) {
      const { events, head } = await this.#client.history(LOBBY_ID, { after, limit: limits.historyEventsMax });
      texts.push(...events.flatMap((event) => (event.type === "message" ? [event.text] : [])));
      after = events.at(-1)?.seq ?? head;
      if (after >= head) return texts;
    }
  }

  close(): void {
    this.#client.close();
  }

  async #isLive(): Promise<void> {
    if (!(await until(() => !this.isCut, CONNECT_TIMEOUT_MS))) throw new Error("The client is not connected in time.");
  }
}
