import { LOBBY_ID, newClientMessageId } from "../../src/protocol/ids.ts";
import { answerPings, type Guest, typeStart } from "../support/guests.ts";
import { frameText } from "../support/raw-client.ts";
import { percentile } from "../support/statistics.ts";
import { TEXT } from "../support/wire.ts";
import { type BusName, Cluster } from "./cluster.ts";
import { enterAll } from "./people.ts";

const PAUSE_MS = 20;
const TIMEOUT_MS = 20_000;

export interface HintResult {
  /** From sending at node A to the delivery at the same node, at node B, and the difference of each message. */
  readonly hereP50Ms: number;
  readonly hereP99Ms: number;
  readonly thereP50Ms: number;
  readonly thereP99Ms: number;
  readonly laterP50Ms: number;
  readonly laterP99Ms: number;
}

/** One message after the other, so that nothing waits for anything but its own way. */
export async function measureHints(bus: BusName, count: number): Promise<HintResult> {
  await using cluster = await Cluster.start({ nodeCount: 2, bus });
  const guests = await enterAll(cluster.nodes, 4);
  // Ann and cal are at node A, ben and dan at node B.
  const [ann, ben, cal] = guests;
  if (ann === undefined || ben === undefined || cal === undefined) throw new Error("Four guests came.");
  const here: number[] = [];
  const there: number[] = [];
  for (let index = 0; index < count; index += 1) {
    const id = newClientMessageId();
    const arrivals = [arrivalOf(id, cal), arrivalOf(id, ben)];
    const sentAt = performance.now();
    ann.client.send(JSON.stringify({ type: "send", clientMessageId: id, conversationId: LOBBY_ID, text: TEXT }));
    const [hereAt = 0, thereAt = 0] = await Promise.all(arrivals);
    here.push(hereAt - sentAt);
    there.push(thereAt - sentAt);
    await Bun.sleep(PAUSE_MS * (0.5 + Math.random()));
  }
  for (const { client } of guests) client.close();
  const later = there.map((ms, index) => ms - (here[index] ?? 0));
  return {
    ...{ hereP50Ms: percentile(here, 0.5), hereP99Ms: percentile(here, 0.99) },
    ...{ thereP50Ms: percentile(there, 0.5), thereP99Ms: percentile(there, 0.99) },
    ...{ laterP50Ms: percentile(later, 0.5), laterP99Ms: percentile(later, 0.99) },
  };
}

function arrivalOf(clientMessageId: string, { client }: Guest): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const timer = setTimeout(() => reject(new Error("No delivery in time.")), TIMEOUT_MS);
  client.onFrame = (_, bytes, start, end) => {
    if (typeStart(bytes, start) !== "ev") return answerPings(client, bytes, start, end);
    if (!frameText(bytes, start, end).includes(clientMessageId)) return;
    clearTimeout(timer);
    resolve(performance.now());
  };
  return promise;
}
