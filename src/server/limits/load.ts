import type { Clock } from "../../clock.ts";
import type { ShoalError } from "../../protocol/errors.ts";
import { FairShares } from "./fair-shares.ts";
import type { Live } from "./live.ts";
import type { SharedLimit } from "./spent.ts";

/**
 * What an address, and what a conversation, may cost in a second. The unit is about 10 µs of the main thread, so that each has a
 * fifth of it: a class or a company behind one address does not notice, and an attack from one address leaves time for others.
 */
const LOAD_PER_SECOND = 20_000;
/** The pace of a user for which that is meant; an operator who allows more means more. */
const MESSAGES_PER_SECOND = 20;

/** The limit of an address or a conversation, for a given limit of one user's messages; 0 is no limit. */
export function loadPerSecond(messagesPerSecond: number): number {
  if (messagesPerSecond === 0) return 0;
  return LOAD_PER_SECOND * Math.max(1, messagesPerSecond / MESSAGES_PER_SECOND);
}

/** A request that is refused for want of a session costs about this. */
const REQUEST_COST = 5;
/** Beyond its frame: who it is and where each log stands is read from storage. */
export const HELLO_COST = 10;
/** Beyond its frame, and before the size of its answer is known. */
export const READ_COST = 5;
/** The cost of writing anything but a message or a read marker: rooms, memberships, invitations. */
export const WRITE_COST = 20;
/** Beyond `WRITE_COST`: each conversation of a list is looked at, and may be written. */
export const READ_ALL_COST = 200;
/** A search, beyond `READ_COST`: it reads the index and many messages. */
export const SEARCH_COST = 200;
const FRAME_BYTES_PER_COST = 4 * 1024;
const MESSAGE_BYTES_PER_COST = 1024;
/** So many connections are handed a short frame for the cost of one. */
const DELIVERIES_PER_COST = 16;

/** All requests of one address without a session count as one party. */
const STRANGERS = "";

/** Whose cost it is: one of the users behind an address. Without a user it is a stranger's. */
export interface Payer {
  readonly address: string;
  readonly userId: string | undefined;
}

/** What clients cost the server, by address and by conversation, and that each user gets a fair part of both. */
export class Load {
  readonly #addresses: FairShares;
  readonly #conversations: FairShares;
  readonly #requestRefusals = new WeakSet<ShoalError>();

  /** `perSecond` 0 is no limit. */
  constructor(options: { perSecond: number | Live<number>; clock: Clock }) {
    this.#addresses = new FairShares(options);
    this.#conversations = new FairShares(options);
  }

  /** What addresses cost, for other nodes. What a conversation costs a node is the node's own: its members there. */
  get sharedAddresses(): SharedLimit {
    return this.#addresses.shared;
  }

  /** An HTTP request or a handshake, with a body that comes whether it is read or not. Throws `rate-limited`. */
  request({ address, userId }: Payer, bodyBytes: number): void {
    const cost = REQUEST_COST + bodyBytes / FRAME_BYTES_PER_COST;
    const error = this.#addresses.refusal(address, userId ?? STRANGERS, cost);
    if (error === undefined) return;
    this.#requestRefusals.add(error);
    throw error;
  }

  /** Whether `request` threw it: it costs more to answer than it is worth. */
  isRequestRefusal(error: ShoalError): boolean {
    return this.#requestRefusals.has(error);
  }

  /** A frame that came, before it is parsed. What must not happen is returned, not thrown: most frames are in order. */
  frame(payer: Payer, byteLength: number): ShoalError | undefined {
    return this.#addresses.refusal(payer.address, payer.userId ?? STRANGERS, 1 + byteLength / FRAME_BYTES_PER_COST);
  }

  /** Charges the work that a frame asks for. Throws `rate-limited`. */
  work(payer: Payer, cost: number): void {
    this.#addresses.spend(payer.address, payer.userId ?? STRANGERS, cost);
  }

  /** An answer: its size is known only now. */
  answer(payer: Payer, byteLength: number): void {
    this.#addresses.charge(payer.address, payer.userId ?? STRANGERS, byteLength / MESSAGE_BYTES_PER_COST);
  }

  /** A message that so many connections will be handed. Throws `rate-limited`. */
  message({ address, userId }: Payer, conversationId: string, byteLength: number, receiverCount: number): void {
    const size = 1 + byteLength / MESSAGE_BYTES_PER_COST;
    const cost = size + (receiverCount * size) / DELIVERIES_PER_COST;
    this.#addresses.spend(address, userId ?? STRANGERS, cost);
    this.#conversations.spend(conversationId, userId ?? STRANGERS, cost);
  }
}
