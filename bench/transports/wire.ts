import { ShoalClient, type TransportName } from "../../src/client/index.ts";
import type { Events } from "../../src/protocol/frames/events.ts";
import { paths } from "../../src/protocol/http.ts";
import { LOBBY_ID, newClientMessageId } from "../../src/protocol/ids.ts";
import { HttpReader } from "../readers/http-reader.ts";
import type { Reader } from "../readers/reader.ts";
import { signInGuests, webSocketWay } from "../readers/readers.ts";
import { typeStart } from "../support/guests.ts";
import { markdownTable } from "../support/markdown-table.ts";
import { frameText } from "../support/raw-client.ts";
import { type ServerProcess, startShoal, withServer, withTemporaryFolder } from "../support/server-process.ts";
import { percentile } from "../support/statistics.ts";
import { CountingProxy, type Traffic, trafficSince } from "./counting-proxy.ts";

const full = { settleMs: 3_000, seconds: 60 };
const quick = { settleMs: 1_000, seconds: 10 };
const DRAIN_TIMEOUT_MS = 10_000;
const TEXT = "The tide is coming in, and so are we: see you all at the pier.";

/** One reader behind its own counting proxy. */
interface Observer {
  readonly name: string;
  readonly proxy: CountingProxy;
  readonly heardAt: Map<string, number>;
  close(): void;
}

interface Way {
  readonly name: string;
  open(proxy: CountingProxy, token: string, onMessage: (clientMessageId: string) => void): Promise<() => void>;
}

const ways: readonly Way[] = [
  rawPoll("poll, 100/s", 10),
  rawPoll("poll, 1/s", 1_000),
  sdk("poll"),
  sdk("long-poll"),
  sdk("stream"),
  sdk("websocket"),
];

/** Requests and bytes with and without messages, and the latency of a message. */
export async function compareWire(isQuick: boolean): Promise<string> {
  const plan = isQuick ? quick : full;
  process.stderr.write(`  ${plan.seconds} s of silence, ${plan.seconds} s of talk\n`);
  return await withTemporaryFolder((folder) => withServer(startShoal(folder), (server) => compare(server, plan)));
}

async function compare(server: ServerProcess, plan: typeof full): Promise<string> {
  const [senderToken = "", ...tokens] = await signInGuests(server, 1 + ways.length);
  const [sender] = await webSocketWay.enter(server, [senderToken]);
  if (sender === undefined) throw new Error("There is no sender.");
  const observers = await Promise.all(ways.map((way, index) => observe(server, way, tokens[index] ?? "")));
  await Bun.sleep(plan.settleMs);
  const silent = await counted(observers, () => Bun.sleep(plan.seconds * 1_000));
  const sentAt = new Map<string, number>();
  const talking = await counted(observers, () => talk(sender, plan.seconds, sentAt));
  await everythingHeard(observers, sentAt);
  const rows = observers.map((observer, index) => row(observer, silent[index], talking[index], sentAt));
  for (const observer of observers) observer.close();
  sender.close();
  const columns = [
    "one reader",
    `silent ${plan.seconds} s: requests`,
    "bytes up",
    "bytes down",
    `${plan.seconds} messages: requests`,
    "bytes up",
    "bytes down",
    "p50 ms",
    "p99 ms",
  ];
  return markdownTable(columns, rows);
}

async function observe(server: ServerProcess, way: Way, token: string): Promise<Observer> {
  const proxy = new CountingProxy(server.port);
  const heardAt = new Map<string, number>();
  const end = await way.open(proxy, token, (clientMessageId) => {
    if (heardAt.has(clientMessageId)) throw new Error(`${way.name} received a message twice.`);
    heardAt.set(clientMessageId, performance.now());
  });
  const close = (): void => {
    end();
    proxy.close();
  };
  return { name: way.name, proxy, heardAt, close };
}

async function counted(observers: readonly Observer[], use: () => Promise<void>): Promise<Traffic[]> {
  const before = observers.map(({ proxy }) => proxy.traffic);
  await use();
  return observers.flatMap(({ proxy }, index) => {
    const start = before[index];
    return start === undefined ? [] : trafficSince(start, proxy.traffic);
  });
}

// At a random moment of each second: at a fixed one, a client that polls once a second would always see the same latency.
async function talk(sender: Reader, seconds: number, sentAt: Map<string, number>): Promise<void> {
  const startedAt = performance.now();
  for (let second = 0; second < seconds; second += 1) {
    await Bun.sleep(startedAt + (second + Math.random()) * 1_000 - performance.now());
    const clientMessageId = newClientMessageId();
    sentAt.set(clientMessageId, performance.now());
    sender.send(JSON.stringify({ type: "send", clientMessageId, conversationId: LOBBY_ID, text: TEXT }));
  }
  await Bun.sleep(startedAt + seconds * 1_000 - performance.now());
}

async function everythingHeard(observers: readonly Observer[], sentAt: ReadonlyMap<string, number>): Promise<void> {
  const deadline = performance.now() + DRAIN_TIMEOUT_MS;
  while (observers.some(({ heardAt }) => heardAt.size < sentAt.size)) {
    if (performance.now() > deadline) throw new Error("Not every reader received every message in time.");
    await Bun.sleep(10);
  }
}

function row(
  { name, heardAt }: Observer,
  silent: Traffic | undefined,
  talking: Traffic | undefined,
  sentAt: ReadonlyMap<string, number>,
): string[] {
  const delaysMs = [...sentAt].map(([id, at]) => (heardAt.get(id) ?? Number.NaN) - at);
  const delay = (share: number): string => Number(percentile(delaysMs, share).toPrecision(3)).toLocaleString("en");
  return [name, ...cells(silent), ...cells(talking), delay(0.5), delay(0.99)];
}

function cells(traffic: Traffic | undefined): string[] {
  if (traffic === undefined) return [];
  return [traffic.requests, traffic.bytesUp, traffic.bytesDown].map((count) => count.toLocaleString("en"));
}

function sdk(transport: TransportName): Way {
  return {
    name: transport === "poll" ? "poll, at the server's pace" : transport,
    open: async ({ url }, token, onMessage) => {
      const client = new ShoalClient(url, { token, transport });
      const { promise: welcomed, resolve } = Promise.withResolvers<void>();
      client.on("welcome", () => resolve());
      client.on("message", ({ event }) => onMessage(event.clientMessageId));
      await welcomed;
      return () => client.close();
    },
  };
}

function rawPoll(name: string, intervalMs: number): Way {
  return {
    name,
    open: async ({ port }, token, onMessage) => {
      const reader = await HttpReader.enter(port, token, { path: paths.poll, waitMs: 0, intervalMs });
      reader.onFrame = (bytes, start, end) => {
        if (typeStart(bytes, start) !== "ev") return;
        const { after, events }: Events = JSON.parse(frameText(bytes, start, end));
        if (after !== reader.position) throw new Error(`A hole after ${reader.position}.`);
        for (const event of events) {
          reader.position = event.seq;
          if (event.type === "message") onMessage(event.clientMessageId);
        }
      };
      reader.onClose = (reason) => {
        throw new Error(`${name}: ${reason}`);
      };
      return () => reader.close();
    },
  };
}
