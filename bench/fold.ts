import type { HistoryRange } from "../src/client/index.ts";
import { Timeline } from "../src/client/timeline/timeline.ts";
import { LOBBY_ID } from "../src/protocol/ids.ts";
import { limits } from "../src/protocol/limits.ts";
import { type MessageChange, withChange } from "../src/protocol/message-changes.ts";
import type { MessageEvent } from "../src/protocol/messages.ts";
import { FakeClock } from "../test/support/fake-clock.ts";
import { SeededRandom } from "../test/support/random.ts";
import { alternate, type Benchmark } from "./support/benchmark.ts";
import { compare } from "./support/comparison.ts";
import { markdownTable } from "./support/markdown-table.ts";

const full = { rounds: 9, runs: 20 };
const quick = { rounds: 1, runs: 3 };
/** What the page holds, and what a bot may. */
const lengths = [280, 5_000];
const BURST = 1_000;
const CHANGES = 1_000;
const SEED = 3;
const ann = { id: "u_ann", nickname: "ann" };
const ben = { id: "u_ben", nickname: "ben" };
const emojis = ["👍", "❤️", "😂", "🎉", "👀"];

/** Holds the newest messages of a conversation. */
interface Holder {
  open(): Promise<void>;
  /** Messages or changes that came as one frame. */
  take(events: readonly (MessageEvent | MessageChange)[]): void;
  held(): readonly { readonly seq: number }[];
}

interface Contender {
  readonly name: string;
  hold(messages: readonly MessageEvent[]): Holder;
}

/** Microseconds for a message or a change. */
interface Result {
  readonly open: number;
  readonly burst: number;
  readonly changes: number;
}

export const fold: Benchmark = {
  name: "fold",
  title:
    "Microseconds of the SDK's timeline for each message that a conversation is opened with, for each of 1,000 messages that come at once, " +
    "and for each of 1,000 changes (half of them reactions, a tenth deletions, the others edits) that come at once. The peer pushes into one array, which " +
    "it searches from its end for the changed message: it reports no change, and pages, merges and bounds nothing.",

  async run(isQuick) {
    const plan = isQuick ? quick : full;
    const rows: string[][] = [];
    for (const length of lengths) {
      const contenders = [plainArray, timeline];
      const results = await alternate(
        plan.rounds,
        contenders.map((contender) => () => measure(contender, length, plan.runs)),
      );
      for (const [index, { name }] of contenders.entries()) {
        const { figure, timesPeer } = compare(results[index] ?? [], results[0] ?? []);
        const cells = (["open", "burst", "changes"] as const).flatMap((part) => [figure(part, microseconds), timesPeer(part)]);
        rows.push([length.toLocaleString("en"), name, ...cells]);
      }
    }
    const columns = ["messages", "held by", "opening, µs", "× array", "burst, µs", "× array", "changes, µs", "× array"];
    return markdownTable(columns, rows);
  },
};

const plainArray: Contender = {
  name: "an array",
  hold(messages) {
    const held: MessageEvent[] = [];
    return {
      async open() {
        held.push(...messages);
      },
      take(events) {
        for (const event of events) {
          if (event.type === "message") held.push(event);
          else {
            const index = held.findLastIndex(({ seq }) => seq === event.target);
            const message = held[index];
            if (message) held[index] = withChange(message, event, ann.id);
          }
        }
      },
      held: () => held,
    };
  },
};

const timeline: Contender = {
  name: "a timeline",
  hold(messages) {
    const head = messages.length;
    const source = {
      conversationId: LOBBY_ID,
      clock: new FakeClock(),
      history: async ({ before = head + 1, limit = limits.historyEventsMax }: HistoryRange) => {
        const first = Math.max(1, before - limit);
        const events = messages.slice(first - 1, before - 1);
        const page = { type: "history-page" as const, requestId: 1, conversationId: LOBBY_ID };
        return { ...page, events, first, last: before - 1, floor: 0, head, messageCount: head };
      },
      cursor: () => head,
      userId: () => ann.id,
    };
    const held = new Timeline(source, { rowsMax: head + BURST });
    return {
      async open() {
        await held.loadNewest(limits.historyEventsMax);
        while (held.hasOlder) await held.loadOlder(true);
      },
      take(events) {
        for (const event of events) held.receive(event);
        held.flush();
      },
      held: () => held.entries,
    };
  },
};

async function measure(contender: Contender, length: number, runs: number): Promise<Result> {
  const messages = Array.from({ length }, (_, index) => messageAt(index + 1));
  const burst = Array.from({ length: BURST }, (_, index) => messageAt(length + 1 + index));
  const changes = changesOf(length, length + BURST);
  const spent = { open: 0, burst: 0, changes: 0 };
  for (let run = 0; run < runs; run += 1) {
    const holder = contender.hold(messages);
    spent.open += await microsecondsOf(() => holder.open());
    spent.burst += await microsecondsOf(() => holder.take(burst));
    spent.changes += await microsecondsOf(() => holder.take(changes));
    if (holder.held().length !== length + BURST) throw new Error("Every message is held.");
  }
  return {
    open: spent.open / runs / length,
    burst: spent.burst / runs / BURST,
    changes: spent.changes / runs / CHANGES,
  };
}

async function microsecondsOf(work: () => Promise<void> | void): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) * 1_000;
}

function messageAt(seq: number): MessageEvent {
  const text = "The tide is coming in, and so are we: see you all at the pier.";
  return { type: "message", seq, at: seq, by: ben, clientMessageId: `m_${seq}`, text };
}

/** Of messages anywhere among the `length` first ones. */
function changesOf(length: number, head: number): MessageChange[] {
  const random = new SeededRandom(SEED);
  return Array.from({ length: CHANGES }, (_, index): MessageChange => {
    const change = { seq: head + 1 + index, at: head, by: ben, target: random.integer(1, length) };
    const kind = index % 10;
    if (kind === 0) return { ...change, type: "delete" };
    return kind < 5
      ? { ...change, type: "edit", text: "The tide was in." }
      : { ...change, type: "react", emoji: random.pick(emojis) };
  });
}

function microseconds(value: number): string {
  return value.toPrecision(2);
}
