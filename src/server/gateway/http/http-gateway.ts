import { ShoalError } from "../../../protocol/errors.ts";
import type { DownFrame } from "../../../protocol/frames/down.ts";
import type { UpFrameInput } from "../../../protocol/frames/up.ts";
import { type AttachRequest, connectionHeader } from "../../../protocol/http.ts";
import { newToken } from "../../../protocol/ids.ts";
import { limits } from "../../../protocol/limits.ts";
import type { Accounts } from "../../accounts/accounts.ts";
import type { Load } from "../../limits/load.ts";
import { actorOf } from "../../requests/actor.ts";
import type { SessionRecord } from "../../storage/storage.ts";
import type { Connection } from "../connection.ts";
import type { EndedSessions } from "../ended-sessions.ts";
import { errorFrame } from "../error-frame.ts";
import type { Gateway } from "../gateway.ts";
import type { Outlet } from "./answer-body.ts";
import { type CloseReason, CloseReasons, errorOf } from "./close-reasons.ts";
import { HttpTransport, type HttpTransportName } from "./http-transport.ts";
import type { OtherNodes } from "./other-nodes.ts";
import type { UnattachedFrames } from "./unattached-frames.ts";

/** A request as its headers tell it. */
export interface HttpCaller {
  readonly connectionId: string | undefined;
  readonly token: string | undefined;
  readonly isBrowser: boolean;
  readonly address: string;
  /** What came with the request, read or not. */
  readonly bodyBytes: number;
  /** Aborted when the client leaves. */
  readonly signal: AbortSignal;
}

/** The socket under an answer. */
export interface AnswerSocket {
  /** It may be silent, for the answer is being held. */
  hold(): void;
  /** It may not be silent any more. Said before the answer ends: afterwards it is the next request's. */
  release(): void;
}

/** A request whose sender is known, before its body is read. */
export interface HttpClient {
  readonly caller: HttpCaller;
  /** The connection that it goes on with, or else the session. */
  readonly entry: Entry | undefined;
  readonly session: SessionRecord | undefined;
}

interface Dependencies extends Outlet {
  readonly gateway: Gateway;
  readonly accounts: Accounts;
  readonly load: Load;
  readonly unattached: UnattachedFrames;
  readonly endedSessions: EndedSessions;
  /** Where the next request of a client may go to another node. */
  readonly otherNodes?: OtherNodes | undefined;
}

interface Entry {
  readonly id: string;
  readonly token: string | undefined;
  readonly transport: HttpTransport;
  connection: Connection | undefined;
}

/**
 * Responses that are held for the pages of one browser. It opens no more than six connections to a server over HTTP/1.1: the
 * others are for what its pages say and ask.
 */
const HELD_PER_BROWSER_MAX = 4;

/** As connections are named here, and at other nodes. */
const NAME = /^[\w-]{43}$/;
/** Frames that are about the connection itself, as they begin to be read: what only looks like one is dropped where it is passed on to. */
const CONNECTION_FRAME = /"type"\s*:\s*"(?:watch|unwatch|resume|typing|ping|pong)"/;

/** The answers to one request; a client must ask again for what would exceed it. */
const ANSWER_CHARACTERS_MAX = 512 * 1024;

/**
 * The gateway's door for connections that live from one HTTP request to the next. Each has an id that only its client knows. A
 * request with an id that is not known here is greeted as if it were the first: any server can answer any request [P33]. Among nodes of one server it is known
 * wherever its client has been, under the same id; that is, where the client tells all its cursors [P33d].
 */
export class HttpGateway {
  readonly #dependencies: Dependencies;
  readonly #gateway: Gateway;
  readonly #entries = new Map<string, Entry>();
  /** By token: the pages of one browser have it in common. */
  readonly #browsers = new Map<string, Set<Entry>>();
  readonly #closeReasons: CloseReasons;
  readonly #cancelTimer: () => void;

  constructor(dependencies: Dependencies) {
    const { gateway, clock } = dependencies;
    this.#dependencies = dependencies;
    this.#gateway = gateway;
    this.#closeReasons = new CloseReasons(clock);
    this.#cancelTimer = clock.every(limits.streamHeartbeatMs, () => this.#tick());
    dependencies.otherNodes?.listen({
      onFrames: (id, userId, frames) => {
        const connection = this.#entryOf(id, userId)?.connection;
        if (connection !== undefined) for (const frame of frames) gateway.passedOn(connection, frame);
      },
      onLeft: (id, userId) => this.#leave(this.#entryOf(id, userId)),
    });
  }

  /** The caller's session. Throws the reason that ended the connection, `unauthenticated`, and `rate-limited` for a costly address. */
  async identify(caller: HttpCaller): Promise<HttpClient> {
    const { load, accounts } = this.#dependencies;
    const entry = this.#find(caller);
    load.request({ address: caller.address, userId: entry?.connection?.userId }, caller.bodyBytes);
    this.#closeReasons.throwIfEnded(caller.connectionId);
    return { caller, entry, session: entry === undefined ? await accounts.authenticate(caller.token) : undefined };
  }

  /** The response through which the connection's frames leave from now on. Throws what ended the connection. */
  async attach(name: HttpTransportName, request: AttachRequest, client: HttpClient, socket: AnswerSocket): Promise<Response> {
    const { caller } = client;
    this.#closeReasons.throwIfEnded(caller.connectionId);
    const known = this.#find(caller);
    const continued = known === undefined ? this.#idElsewhere(client, request) : undefined;
    const entry = known ?? this.#open(caller, continued);
    const { transport } = entry;
    const isHeld = name !== "poll" && this.#hasRoom(entry);
    const isStreamed = name === "stream" && isHeld;
    if (isHeld) socket.hold();
    const heldResponse = transport.attach({
      ...{ carrier: name, isStreamed, isHeld, isBusy: known !== undefined || continued !== undefined, waitMs: request.waitMs },
      onEnding: () => isHeld && socket.release(),
    });
    caller.signal.addEventListener("abort", () => transport.release(heldResponse), { once: true });
    if (known?.connection !== undefined) this.#continue(known.connection, request);
    else if (continued !== undefined) await this.#adopt(entry, request, client);
    else await this.#greet(entry, request, caller);
    const response = await heldResponse.response;
    response.headers.set(connectionHeader, entry.id);
    return response;
  }

  /** Takes frames, and gives back what answers them, each a line. Throws what ended the connection. */
  async receive(frames: readonly string[], client: HttpClient): Promise<string[]> {
    this.#closeReasons.throwIfEnded(client.caller.connectionId);
    const answers: string[] = [];
    const { caller, session } = client;
    const entry = this.#find(caller);
    const connection = entry?.connection;
    const payer = connection ?? { address: caller.address, userId: session?.user.id };
    let characterCount = 0;
    const reply = (answer: DownFrame): void => {
      const text = this.#gateway.answerText(payer, answer);
      characterCount += text.length;
      const isTooMuch = characterCount > ANSWER_CHARACTERS_MAX && "requestId" in answer;
      answers.push(isTooMuch ? JSON.stringify(errorFrame(new ShoalError("rate-limited"), answer)) : text);
    };
    this.#passOn(frames, client);
    if (entry !== undefined && connection !== undefined) {
      await Promise.all(frames.map((frame) => this.#gateway.received(connection, frame, reply)));
      if (entry.transport.ending !== undefined) throw errorOf(entry.transport.ending);
    } else {
      // A connection that was known when the request came may have ended since.
      if (session === undefined) throw new ShoalError("unavailable");
      // It may have ended while the body came, for which a client may take its time.
      this.#dependencies.endedSessions.requireLive(session.id);
      await this.#dependencies.unattached.receive(frames, actorOf(session, caller.address), reply);
      this.#dependencies.endedSessions.requireLive(session.id);
    }
    return answers;
  }

  /** The client does not come back. */
  leave(caller: HttpCaller): void {
    this.#closeReasons.forget(caller.connectionId);
    const entry = this.#find(caller);
    this.#leave(entry);
    this.#tellLeft(caller, entry?.connection?.userId).catch(() => {
      // Without a session there is nothing to leave.
    });
  }

  /** Waits a moment, so that clients between two requests can learn that they were closed. */
  farewell(): Promise<void> {
    return this.#closeReasons.farewell();
  }

  close(): void {
    this.#cancelTimer();
    this.#dependencies.unattached.close();
  }

  #leave(entry: Entry | undefined): void {
    if (entry?.connection === undefined) return;
    this.#forget(entry);
    entry.transport.leave();
    this.#gateway.closed(entry.connection);
  }

  async #tellLeft({ connectionId, token, address, bodyBytes }: HttpCaller, knownId: string | undefined): Promise<void> {
    const { otherNodes, accounts, load } = this.#dependencies;
    if (otherNodes === undefined || connectionId === undefined || !NAME.test(connectionId)) return;
    load.request({ address, userId: knownId }, bodyBytes);
    otherNodes.left(connectionId, knownId ?? (await accounts.authenticate(token)).user.id);
  }

  /** The name under which another node knows the connection, when the client can go on here. */
  #idElsewhere({ caller: { connectionId }, session }: HttpClient, request: AttachRequest): string | undefined {
    const { otherNodes } = this.#dependencies;
    if (otherNodes === undefined || session === undefined || connectionId === undefined) return undefined;
    const isFree = NAME.test(connectionId) && !this.#entries.has(connectionId);
    return isFree && this.#gateway.canContinue(session, request) ? connectionId : undefined;
  }

  async #adopt({ connection }: Entry, { cursors = {}, watching }: AttachRequest, { session }: HttpClient): Promise<void> {
    if (connection === undefined || session === undefined) return;
    await this.#gateway.adopt(connection, session, cursors);
    if (watching !== undefined && connection.isOpen) this.#gateway.watches(connection, watching);
  }

  #continue(connection: Connection, { cursors, watching }: AttachRequest): void {
    if (this.#dependencies.otherNodes !== undefined) {
      // Its frames may all arrive at other nodes.
      connection.heard();
      if (watching !== undefined) this.#gateway.watches(connection, watching);
    }
    this.#gateway.continueFrom(connection, cursors);
  }

  /** The node whose answer is open has to know. */
  #passOn(frames: readonly string[], { caller: { connectionId }, entry, session }: HttpClient): void {
    const { otherNodes } = this.#dependencies;
    const userId = entry?.connection?.userId ?? session?.user.id;
    if (otherNodes === undefined || connectionId === undefined || userId === undefined || !NAME.test(connectionId)) return;
    const passed = entry?.transport.isHeld === true ? [] : frames.filter((frame) => CONNECTION_FRAME.test(frame));
    if (passed.length > 0) otherNodes.passOn(connectionId, userId, passed);
  }

  #entryOf(id: string, userId: string): Entry | undefined {
    const entry = this.#entries.get(id);
    return entry?.connection?.userId === userId ? entry : undefined;
  }

  #find({ connectionId, token }: HttpCaller): Entry | undefined {
    const entry = connectionId === undefined ? undefined : this.#entries.get(connectionId);
    return entry?.token === token ? entry : undefined;
  }

  #open({ token, isBrowser, address }: HttpCaller, id = newToken()): Entry {
    const transport = new HttpTransport(this.#dependencies, {
      onDrained: () => entry.connection && this.#gateway.drained(entry.connection),
      onDetached: () => entry.connection && this.#gateway.paused(entry.connection),
      onClosed: (ending, isTold) => {
        if (!this.#isElsewhere(ending, isTold)) this.#closeReasons.add(entry.id, ending, isTold);
        this.#forget(entry);
        if (entry.connection !== undefined) this.#gateway.closed(entry.connection);
      },
    });
    const entry: Entry = { id, token, transport, connection: undefined };
    this.#entries.set(entry.id, entry);
    if (isBrowser && token !== undefined) {
      const pages = this.#browsers.get(token) ?? new Set();
      this.#browsers.set(token, pages.add(entry));
    }
    entry.connection = this.#gateway.open(transport, { address, cookieToken: token });
    return entry;
  }

  /** A client of which this node hears nothing may be at another one, and come back: that is no end. */
  #isElsewhere({ reason }: CloseReason, isTold: boolean): boolean {
    const isSilence = reason === "heartbeat-lost" || reason === "too-slow";
    return this.#dependencies.otherNodes !== undefined && !isTold && isSilence;
  }

  async #greet(entry: Entry, { version, epoch, cursors }: AttachRequest, { token }: HttpCaller): Promise<void> {
    const { connection, transport } = entry;
    if (connection === undefined) return;
    const { begun } = transport;
    const hello: UpFrameInput = { type: "hello", version, token, epoch, cursors };
    await Promise.race([begun, this.#gateway.received(connection, JSON.stringify(hello))]);
    if (transport.ending !== undefined) throw errorOf(transport.ending);
  }

  #hasRoom(entry: Entry): boolean {
    const pages = entry.token === undefined ? undefined : this.#browsers.get(entry.token);
    if (!pages?.has(entry)) return true;
    const held = [...pages].filter((page) => page !== entry && page.transport.isHeld);
    return held.length < HELD_PER_BROWSER_MAX;
  }

  #forget(entry: Entry): void {
    this.#entries.delete(entry.id);
    if (entry.token === undefined) return;
    const pages = this.#browsers.get(entry.token);
    pages?.delete(entry);
    if (pages?.size === 0) this.#browsers.delete(entry.token);
  }

  #tick(): void {
    for (const { transport } of this.#entries.values()) transport.tick();
    this.#closeReasons.expire();
  }
}
