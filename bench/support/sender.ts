import { newClientMessageId } from "../../src/protocol/ids.ts";
import { answerPings, type Guest, typeStart } from "./guests.ts";
import { frameText, type RawClient } from "./raw-client.ts";
import { TEXT } from "./wire.ts";

const ANSWER_TIMEOUT_MS = 20_000;

/** One client that sends its next message when the last one is acknowledged, to its conversations in turn. */
export class Sender {
  readonly #client: RawClient;
  readonly #conversationIds: readonly string[];
  #count = 0;

  constructor(client: RawClient, conversationIds: readonly string[]) {
    this.#client = client;
    this.#conversationIds = conversationIds;
  }

  /** The ms from each message to its acknowledgement. */
  async talkUntil(end: number): Promise<number[]> {
    const latencies: number[] = [];
    const { promise, resolve, reject } = Promise.withResolvers<number[]>();
    const timer = setTimeout(() => reject(new Error("No acknowledgement in time.")), end - performance.now() + ANSWER_TIMEOUT_MS);
    let sentAt = performance.now();
    let clientMessageId = this.#say();
    this.#client.onFrame = (client, bytes, start, frameEnd) => {
      const type = typeStart(bytes, start);
      if (type === "er") reject(new Error(frameText(bytes, start, frameEnd)));
      if (type !== "se") {
        answerPings(client, bytes, start, frameEnd);
        return;
      }
      const sent = JSON.parse(frameText(bytes, start, frameEnd));
      if (sent.clientMessageId !== clientMessageId || sent.isDuplicate)
        reject(new Error("The acknowledgement is not that of a new message."));
      const now = performance.now();
      latencies.push(now - sentAt);
      if (now >= end) resolve(latencies);
      else {
        sentAt = now;
        clientMessageId = this.#say();
      }
    };
    return await promise.finally(() => clearTimeout(timer));
  }

  #say(): string {
    const clientMessageId = newClientMessageId();
    const conversationId = this.#conversationIds[this.#count % this.#conversationIds.length];
    this.#count += 1;
    this.#client.send(JSON.stringify({ type: "send", clientMessageId, conversationId, text: TEXT }));
    return clientMessageId;
  }
}

/** The id of a new public room of that guest. */
export async function createRoom(guest: Guest, name: string): Promise<string> {
  const reply = await ask(guest, { type: "create-room", name, isPrivate: false });
  return (reply.conversation as { id: string }).id;
}

/** The answer to a request; one at a time for each guest. */
export async function ask({ client }: Guest, request: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>> {
  const { promise, resolve, reject } = Promise.withResolvers<Record<string, unknown>>();
  const timer = setTimeout(() => reject(new Error(`No answer to ${request.type} in time.`)), ANSWER_TIMEOUT_MS);
  client.onFrame = (_, bytes, start, end) => {
    if (typeStart(bytes, start) === "ev") return;
    const frame = JSON.parse(frameText(bytes, start, end));
    if (frame.type === "error") reject(new Error(JSON.stringify(frame)));
    else if (frame.requestId === 1) resolve(frame);
    else answerPings(client, bytes, start, end);
  };
  client.send(JSON.stringify({ ...request, requestId: 1 }));
  return await promise.finally(() => clearTimeout(timer));
}

/** The seq of a new message of that guest. */
export async function say({ client }: Guest, conversationId: string): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const timer = setTimeout(() => reject(new Error("No acknowledgement in time.")), ANSWER_TIMEOUT_MS);
  client.onFrame = (_, bytes, start, end) => {
    if (typeStart(bytes, start) === "se") resolve(JSON.parse(frameText(bytes, start, end)).seq);
    else answerPings(client, bytes, start, end);
  };
  client.send(JSON.stringify({ type: "send", clientMessageId: newClientMessageId(), conversationId, text: TEXT }));
  return await promise.finally(() => clearTimeout(timer));
}
