import { signIn } from "../../src/client/index.ts";
import { errorKind } from "../../src/protocol/errors.ts";
import type { DownFrame } from "../../src/protocol/frames/down.ts";
import { parseDown } from "../../src/protocol/frames/down.ts";
import { paths } from "../../src/protocol/http.ts";
import { newClientMessageId } from "../../src/protocol/ids.ts";
import { BareChannel } from "../support/bare-channel.ts";
import { eventually } from "../support/eventually.ts";
import { type TransportName, transportNamed, transportNames } from "../support/transport-named.ts";

/** The ways on which frames reach a server: four transports, and requests that belong to no connection. */
export const ways = [...transportNames, "frames"] as const;
export type Way = (typeof ways)[number];

const TOO_SLOW = errorKind("too-slow").closeCode;

/** A frame without the ids by which its answer is known. */
export type Asked = { readonly type: string } & Readonly<Record<string, unknown>>;

/** A user who says frames as they please, and keeps all that the server says to them. */
export class Attacker implements Disposable {
  readonly id: string;
  readonly token: string;
  readonly nickname: string;
  /** Everything that came, as text. */
  readonly #received: string[] = [];
  readonly #channels = new Map<TransportName, BareChannel>();
  readonly #cut: BareChannel[] = [];
  readonly #url: string;
  #requestId = 0;

  private constructor(url: string, { id, token, nickname }: { id: string; token: string; nickname: string }) {
    this.#url = url;
    this.id = id;
    this.token = token;
    this.nickname = nickname;
  }

  static async enter(url: string, nickname: string): Promise<Attacker> {
    const { user, token = "" } = await signIn(url, { nickname });
    return new Attacker(url, { id: user.id, token, nickname });
  }

  /** Opens a connection of each transport, so that each is subscribed to what the user may read now. */
  async connect(): Promise<this> {
    await Promise.all(transportNames.map((name) => this.#channel(name)));
    return this;
  }

  /** The answers, in the order of the questions; a frame that has no answer is not asked. */
  async ask(way: Way, frames: readonly Asked[]): Promise<DownFrame[]> {
    const named = frames.map((frame) => this.#named(frame));
    const answers = way === "frames" ? await this.#post(named) : await this.#say(way, named);
    return named.map(({ requestId, clientMessageId }) => {
      const answer = answers.find(
        (each) =>
          ("requestId" in each && each.requestId === requestId && requestId !== undefined) ||
          ("clientMessageId" in each && each.clientMessageId === clientMessageId && clientMessageId !== undefined),
      );
      if (answer === undefined) throw new Error(`No answer to ${JSON.stringify(named[0])}.`);
      return answer;
    });
  }

  /** A frame that has no answer. */
  async say(way: TransportName, frame: Asked): Promise<void> {
    (await this.#channel(way)).sayText(JSON.stringify(frame));
  }

  /** An HTTP request of theirs, whose answer is kept. */
  async call(method: string, path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { Authorization: `Bearer ${this.token}`, ...(init.headers as Record<string, string>) };
    const response = await fetch(this.#url + path, { redirect: "manual", ...init, method, headers });
    this.#received.push(await response.clone().text());
    return response;
  }

  /** Everything that any of their connections and requests was told. */
  get heard(): string {
    const frames = [...this.#cut, ...this.#channels.values()].flatMap((channel) =>
      channel.frames.map((frame) => JSON.stringify(frame)),
    );
    return [...frames, ...this.#received].join("\n");
  }

  /** Who types there, as they were told last. */
  typists(conversationId: string): string[] {
    const told = [...this.#channels.values()].flatMap((channel) => channel.all("typists"));
    return told.findLast((frame) => frame.conversationId === conversationId)?.people.map(({ nickname }) => nickname) ?? [];
  }

  [Symbol.dispose](): void {
    for (const channel of this.#channels.values()) channel[Symbol.dispose]();
  }

  async #channel(name: TransportName): Promise<BareChannel> {
    const known = this.#channels.get(name);
    if (known !== undefined && known.closeCode !== TOO_SLOW) return known;
    if (known !== undefined) this.#cut.push(known);
    const channel = await BareChannel.greet(transportNamed(name, this.#url), this.token);
    this.#channels.set(name, channel);
    return channel;
  }

  #named(frame: Asked): Asked & { requestId?: number; clientMessageId?: string } {
    this.#requestId += 1;
    return frame.type === "send" ? { clientMessageId: newClientMessageId(), ...frame } : { requestId: this.#requestId, ...frame };
  }

  /** Says all of them again on another connection, where the server has cut this one to drop what waited on it. */
  async #say(name: TransportName, frames: readonly Asked[]): Promise<DownFrame[]> {
    for (;;) {
      const answers = await this.#sayOn(await this.#channel(name), frames);
      if (answers !== undefined) return answers;
    }
  }

  async #sayOn(channel: BareChannel, frames: readonly Asked[]): Promise<DownFrame[] | undefined> {
    const before = channel.frames.length;
    const answers = (): DownFrame[] =>
      channel.frames.slice(before).filter((frame) => "requestId" in frame || "clientMessageId" in frame);
    for (const frame of frames) channel.sayText(JSON.stringify(frame));
    return await eventually(() => {
      if (channel.closeCode === TOO_SLOW) return undefined;
      if (answers().length < frames.length)
        throw new Error(`${answers().length} of ${frames.length} answers, close code ${channel.closeCode}.`);
      return answers();
    });
  }

  async #post(frames: readonly Asked[]): Promise<DownFrame[]> {
    const body = frames.map((frame) => JSON.stringify(frame)).join("\n");
    const response = await this.call("POST", paths.frames, { body });
    const text = await response.text();
    if (response.status !== 200) throw new Error(`${response.status} ${text}`);
    return text.trim().split("\n").map(parseDown);
  }
}
