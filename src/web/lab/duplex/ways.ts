import { paths } from "../../../protocol/http.ts";
import { hasWebSocket } from "../../state/available-transports.ts";
import { server, socketAddress } from "../server-address.ts";
import { type Flight, fromZero } from "./flights.ts";

/** A way to have messages there and back: over one socket, or as requests with their answers. */
export const ways = ["socket", "in-turn", "at-once"] as const;
export type Way = (typeof ways)[number];
export const availableWays: readonly Way[] = ways.filter((way) => way !== "socket" || hasWebSocket);

export interface Flown {
  /** In the order of sending. */
  readonly flights: readonly Flight[];
  /** What carried them, in the browser's words: `http/1.1`, `h2`. Empty where the browser does not tell. */
  readonly protocol: string;
}

export const MESSAGE_COUNT = 50;
const SENT_TOGETHER = 5;
/** The browser tells of a request a little after its answer. */
const TIMINGS_WITHIN_MS = 1_000;

/** Throws when a message does not come back, and when the signal aborts. */
export function fly(way: Way, signal: AbortSignal): Promise<Flown> {
  if (way === "socket") return flyOverSocket(signal);
  return way === "in-turn" ? requestInTurn(signal) : requestAtOnce(signal);
}

/** Sends one after the other without waiting for any to come back; after every few of them the page hears what has arrived. */
async function flyOverSocket(signal: AbortSignal): Promise<Flown> {
  const socket = new WebSocket(socketAddress("echo"));
  const end = (): void => socket.close();
  signal.addEventListener("abort", end);
  try {
    await new Promise<void>((resolve, reject) => {
      socket.onopen = () => resolve();
      socket.onclose = () => reject(new Error("The socket was not opened."));
    });
    const sentMs: number[] = [];
    const flights: Flight[] = [];
    const all = new Promise<void>((resolve, reject) => {
      socket.onmessage = ({ data }) => {
        const at = sentMs[Number(String(data).split(" ").at(-1))];
        if (at !== undefined) flights.push({ sentMs: at, backMs: performance.now() });
        if (flights.length === MESSAGE_COUNT) resolve();
      };
      socket.onclose = () => reject(new Error("The socket was closed."));
    });
    const sending = async (): Promise<void> => {
      for (let index = 0; index < MESSAGE_COUNT && !signal.aborted; index += 1) {
        sentMs[index] = performance.now();
        socket.send(`message ${index}`);
        if (index % SENT_TOGETHER === SENT_TOGETHER - 1) await turnOfTheLoop();
      }
    };
    await Promise.all([all, sending()]);
    return { flights: fromZero(flights), protocol: "WebSocket" };
  } finally {
    signal.removeEventListener("abort", end);
    socket.close();
  }
}

async function requestInTurn(signal: AbortSignal): Promise<Flown> {
  return await withTimings(async (timings) => {
    const flights: Flight[] = [];
    for (let index = 0; index < MESSAGE_COUNT; index += 1) flights.push(await request(timings.addressOf(index), signal));
    const { protocol } = await timings.all();
    return { flights: fromZero(flights), protocol };
  });
}

/** The browser has them wait for a free connection: when one really went is known from its timing. */
async function requestAtOnce(signal: AbortSignal): Promise<Flown> {
  return await withTimings(async (timings) => {
    const indexes = Array.from({ length: MESSAGE_COUNT }, (_, index) => index);
    const asked = await Promise.all(indexes.map((index) => request(timings.addressOf(index), signal)));
    const { flights, protocol } = await timings.all();
    return { flights: fromZero(flights.length === MESSAGE_COUNT ? flights : asked), protocol };
  });
}

async function withTimings(act: (timings: Timings) => Promise<Flown>): Promise<Flown> {
  const timings = new Timings();
  try {
    return await act(timings);
  } finally {
    timings.close();
  }
}

async function request(address: URL, signal: AbortSignal): Promise<Flight> {
  const sentMs = performance.now();
  const response = await fetch(address, { cache: "no-store", signal });
  if (!response.ok) throw new Error(`The answer is ${response.status}.`);
  await response.arrayBuffer();
  return { sentMs, backMs: performance.now() };
}

/** What the browser tells of the requests to certain addresses, which it makes. */
class Timings {
  static #made = 0;
  readonly #mark: string;
  readonly #entries: PerformanceResourceTiming[] = [];
  readonly #observer: PerformanceObserver;
  #onEntries: () => void = () => {};

  constructor() {
    Timings.#made += 1;
    this.#mark = `duplex=${Timings.#made}.`;
    this.#observer = new PerformanceObserver((list) => {
      this.#entries.push(...(list.getEntries() as PerformanceResourceTiming[]).filter(({ name }) => name.includes(this.#mark)));
      this.#onEntries();
    });
    this.#observer.observe({ type: "resource" });
  }

  addressOf(index: number): URL {
    return new URL(`.${paths.server}?${this.#mark}${index}`, server);
  }

  /** Fewer than there were requests where the browser does not tell of all. */
  async all(): Promise<Flown> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, TIMINGS_WITHIN_MS);
      this.#onEntries = () => {
        if (this.#entries.length < MESSAGE_COUNT) return;
        clearTimeout(timer);
        resolve();
      };
      this.#onEntries();
    });
    const flights = this.#entries.map(({ requestStart, responseEnd }) => ({ sentMs: requestStart, backMs: responseEnd }));
    flights.sort((one, other) => one.sentMs - other.sentMs);
    return { flights, protocol: this.#entries[0]?.nextHopProtocol ?? "" };
  }

  close(): void {
    this.#observer.disconnect();
    performance.clearResourceTimings(); // else some runs fill the browser's buffer
  }
}

/** A task of its own, and sooner than a timer: `setTimeout` waits for 4 ms when it is called again and again. */
function turnOfTheLoop(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}
