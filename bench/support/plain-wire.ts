import { type Guest, mapSome } from "./guests.ts";
import { readNumber } from "./lobby-frames.ts";
import { frameText, RawClient } from "./raw-client.ts";
import type { ServerProcess } from "./server-process.ts";
import { type NewMessage, TEXT, type Wire } from "./wire.ts";

const NUMBER_SIGN = "#".charCodeAt(0);
const PROBE_INTERVAL_MS = 100;
const ENTER_TIMEOUT_MS = 20_000;

/**
 * A text goes up, and comes down to everybody with whatever the server puts around it: what the clients of tutorials speak. There are no positions
 * on this wire, so each message has a number of its own, and the log is the order in which the first member gets them.
 */
export class PlainWire implements Wire {
  readonly #path: string;
  readonly #log: number[] = [];
  #lastNumber = 0;

  constructor(path: string) {
    this.#path = path;
  }

  async enter(server: ServerProcess, tokens: readonly unknown[]): Promise<Guest[]> {
    const clients = await mapSome(tokens.values(), () => RawClient.connect(server.port, () => {}, this.#path));
    return clients.map((client) => ({ client, head: 0 }));
  }

  /** There is no welcome: a member is there when it hears the others. Messages are sent until every member has heard one, and then the last one. */
  async areListening(guests: readonly Guest[]): Promise<void> {
    const clients = guests.map(({ client }) => client);
    const heard = new Map<RawClient, number>();
    for (const client of clients) {
      client.onFrame = (_, bytes, start, end) => heard.set(client, numberIn(bytes, start, end));
    }
    const deadline = performance.now() + ENTER_TIMEOUT_MS;
    const isEveryone = (isThere: (number: number) => boolean): boolean =>
      clients.every((client) => isThere(heard.get(client) ?? 0));
    while (!isEveryone((number) => number === this.#lastNumber && number > 0)) {
      if (performance.now() > deadline) throw new Error(`Not every member hears the others within ${ENTER_TIMEOUT_MS} ms.`);
      if (!isEveryone((number) => number > 0)) clients[0]?.send(this.newMessage().frame);
      await Bun.sleep(PROBE_INTERVAL_MS);
    }
  }

  newMessage(): NewMessage {
    this.#lastNumber += 1;
    return { id: String(this.#lastNumber), frame: `#${this.#lastNumber} ${TEXT}` };
  }

  isDelivery(): boolean {
    return true;
  }

  follow(bytes: Uint8Array, start: number, end: number, position: number): number {
    const number = numberIn(bytes, start, end);
    const expected = this.#log[position];
    if (expected === undefined) this.#log.push(number);
    else if (number !== expected) throw new Error(`A hole: the message ${number} came where ${expected} belongs.`);
    return position + 1;
  }

  idsOf(delivery: string): string[] {
    const [, number, text] = /#(\d+) ([^<]*)/.exec(delivery) ?? [];
    if (number === undefined || text !== TEXT) throw new Error(`This is not a message that was sent: ${delivery}`);
    return [number];
  }

  readOther(): undefined {
    return undefined;
  }
}

function numberIn(bytes: Uint8Array, start: number, end: number): number {
  const place = bytes.indexOf(NUMBER_SIGN, start);
  if (place < 0 || place >= end) throw new Error(`This is not a message that was sent: ${frameText(bytes, start, end)}`);
  return readNumber(bytes, place + 1);
}
