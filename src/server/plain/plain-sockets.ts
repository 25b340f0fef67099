import type { Clock } from "../../clock.ts";
import { ShoalError } from "../../protocol/errors.ts";
import type { CheckedRequest } from "../http/checked-request.ts";
import { isHandshake, type Upgrader, upgrade, upgradeRequired } from "../http/handshake.ts";
import type { Origins } from "../http/origins.ts";
import { json } from "../http/responses.ts";
import { type OpenHandler, openRoute, type Route, type RoutedRequest, unchargedRoute } from "../http/router.ts";
import type { Live } from "../limits/live.ts";
import type { Load } from "../limits/load.ts";
import type { SessionRecord } from "../storage/storage.ts";
import { BareSocket, type BareSocketOptions } from "./bare-socket.ts";
import { Observers } from "./observers.ts";
import type { PlainGuests } from "./plain-guests.ts";
import { PlainSocket, type PlainSocketParts } from "./plain-socket.ts";
import { bareText, groupFields, htmlText, privateFields, type Shape, shortFields } from "./shapes.ts";
import { TimeSignal } from "./time-signal.ts";

interface Options {
  readonly guests: PlainGuests;
  readonly origins: Origins;
  readonly clock: Clock;
  readonly load: Load;
  /** Without guests there are no plain sockets [P60]. */
  readonly areGuestsAllowed: Live<boolean>;
  readonly isPaceLimited: Live<boolean>;
}

/** By path. */
const anonymousShapes: Readonly<Record<string, Shape>> = { "/conn_ws": bareText, "/chat": htmlText };
const namedShapes: Readonly<Record<string, Shape>> = { "/conn_ws": privateFields, "/conn/ws": groupFields, "/ws": shortFields };
const echoPath = "/echo";
const clockPath = "/clock";

const SWEEP_INTERVAL_MS = 1_000;
const FORBIDDEN = 403;

/** WebSockets for clients without the SDK: their paths, their users, and their end. */
export class PlainSockets {
  readonly #parts: PlainSocketParts;
  readonly #options: Options;
  /** By user: the newest is the person [P63]. */
  readonly #socketOfUser = new Map<string, PlainSocket>();
  /** By path, which has a shape of its own. */
  readonly #observersOf: ReadonlyMap<Shape, Observers>;
  readonly #bareSockets = new Set<BareSocket>();
  readonly #timeSignal: TimeSignal;
  readonly #cancelSweep: () => void;
  #isDraining = false;

  constructor(parts: PlainSocketParts, options: Options) {
    this.#parts = parts;
    this.#options = options;
    const shapes = [...Object.values(anonymousShapes), ...Object.values(namedShapes)];
    this.#observersOf = new Map(shapes.map((shape) => [shape, new Observers(shape, options.clock)]));
    this.#timeSignal = new TimeSignal(options.clock);
    this.#cancelSweep = options.clock.every(SWEEP_INTERVAL_MS, () => {
      for (const socket of this.#bareSockets) socket.sweep();
    });
  }

  /** Their routes [P61]. A socket is charged for its guest and for its messages. */
  get routes(): readonly Route[] {
    const anonymous = Object.entries(anonymousShapes).map(([path, shape]) =>
      unchargedRoute(
        "GET",
        path,
        this.#whileOpen((request, server) => this.#openAnonymous(shape, request, server)),
      ),
    );
    const named = Object.entries(namedShapes).map(([path, shape]) =>
      unchargedRoute(
        "GET",
        `${path}/:nickname`,
        this.#whileOpen((request, server) => this.#openNamed(shape, request, server)),
      ),
    );
    return [
      unchargedRoute(
        "GET",
        echoPath,
        this.#whileOpen((request, server) => this.#openEcho(request, server)),
      ),
      openRoute(
        "GET",
        clockPath,
        this.#whileOpen((request, server) => this.#openClock(request, server)),
      ),
      ...anonymous,
      ...named,
    ];
  }

  #whileOpen(handle: OpenHandler): OpenHandler {
    return (request, server) => {
      if (!this.#options.areGuestsAllowed()) throw new ShoalError("not-found");
      return handle(request, server);
    };
  }

  /** Tells every client to come back later. Those who talk are connections of the gateway. */
  drain(): void {
    this.#isDraining = true;
    for (const socket of this.#bareSockets) socket.close("draining");
  }

  /** Ends the sockets without a user of addresses that were banned. The others are connections of the gateway. */
  endFrom(isBanned: (address: string) => boolean): void {
    for (const socket of [...this.#bareSockets]) if (isBanned(socket.address)) socket.close("banned");
  }

  async close(): Promise<void> {
    this.#cancelSweep();
    this.#timeSignal.close();
    for (const observers of this.#observersOf.values()) observers.close();
    await this.#options.guests.close();
  }

  #openEcho(checked: CheckedRequest, server: Upgrader): Response | undefined {
    return this.#openBare(checked, server, { onMessage: (socket, message) => socket.write(message) });
  }

  #openClock(checked: CheckedRequest, server: Upgrader): Response | undefined {
    return this.#openBare(checked, server, {
      onOpened: (socket) => this.#timeSignal.add(socket),
      onClosed: (socket) => this.#timeSignal.delete(socket),
    });
  }

  #openBare(
    { request, address }: CheckedRequest,
    server: Upgrader,
    { onOpened, onMessage, onClosed }: Partial<Pick<BareSocketOptions, "onOpened" | "onMessage" | "onClosed">>,
  ): Response | undefined {
    const { clock, load, isPaceLimited } = this.#options;
    const { waiting } = this.#parts;
    const socket = new BareSocket({
      ...{ clock, load, waiting, address, isPaceLimited },
      onOpened: () => {
        this.#bareSockets.add(socket);
        onOpened?.(socket);
        if (this.#isDraining) socket.close("draining");
      },
      onMessage: (...heard) => onMessage?.(...heard),
      onClosed: () => {
        this.#bareSockets.delete(socket);
        onClosed?.(socket);
      },
    });
    return upgrade(request, server, socket);
  }

  async #openAnonymous(shape: Shape, checked: CheckedRequest, server: Upgrader): Promise<Response | undefined> {
    if (!isHandshake(checked.request)) return upgradeRequired();
    const { guests } = this.#options;
    const session = await guests.generated(checked.address);
    const left = (): void => guests.left(session, checked.address);
    const response = this.#open(shape, session, checked, server, left);
    if (response !== undefined) left();
    return response;
  }

  async #openNamed(shape: Shape, { params, ...checked }: RoutedRequest, server: Upgrader): Promise<Response | undefined> {
    if (!isHandshake(checked.request)) return upgradeRequired();
    try {
      const session = await this.#options.guests.named(params.nickname ?? "", checked.address);
      return this.#open(shape, session, checked, server);
    } catch (error) {
      if (!(error instanceof ShoalError) || error.code !== "nickname-taken") throw error;
      return json({ error: error.code, message: error.message }, FORBIDDEN);
    }
  }

  #open(shape: Shape, session: SessionRecord, { request, address }: CheckedRequest, server: Upgrader, onLeft?: () => void) {
    const userId = session.user.id;
    const observers = this.#observersOf.get(shape);
    const isObserving = new URL(request.url).searchParams.get("observers") === "1";
    const socket = new PlainSocket(this.#parts, {
      ...{ shape, session, address, server: this.#options.origins.serverOf(request) },
      onOpened: () => {
        this.#replace(userId);
        this.#socketOfUser.set(userId, socket);
      },
      onAdmitted: () => {
        if (this.#socketOfUser.get(userId) === socket) observers?.add(socket, isObserving);
      },
      onClosed: () => {
        observers?.delete(socket);
        if (this.#socketOfUser.get(userId) === socket) this.#socketOfUser.delete(userId);
        onLeft?.();
      },
    });
    return upgrade(request, server, socket);
  }

  #replace(userId: string): void {
    const older = this.#socketOfUser.get(userId);
    if (older === undefined) return;
    older.replace();
    // It may take its time to close, and on another path too.
    for (const observers of this.#observersOf.values()) observers.delete(older);
  }
}
