import { LOBBY_ID } from "../src/protocol/ids.ts";
import { eventually, pause } from "../test/support/eventually.ts";
import { enter, type Participant } from "../test/support/people.ts";
import { transportNames } from "../test/support/transport-named.ts";
import { type Observer, observe, observePlainly } from "./revocation/observers.ts";
import { operate } from "./revocation/operator.ts";
import type { Benchmark } from "./support/benchmark.ts";
import { markdownTable } from "./support/markdown-table.ts";
import { startShoal, withServer, withTemporaryFolder } from "./support/server-process.ts";
import { percentile } from "./support/statistics.ts";

const ROUNDS = 40;
const QUICK_ROUNDS = 3;
/** Each makes an event, so that a silence of two such times is one. */
const MESSAGE_INTERVAL_MS = 2;
/** After an act has been answered, until the client is asked what it has heard. */
const SETTLE_MS = 60;

interface Stage {
  readonly url: string;
  readonly dataFolder: string;
  readonly owner: Participant;
  readonly roomId: string;
}

interface Act {
  readonly name: string;
  /** Whether it removes from one room only: a plain socket is in no room. */
  readonly isOfRoom: boolean;
  run(stage: Stage, userId: string): Promise<void>;
}

const acts: readonly Act[] = [
  { name: "kick", isOfRoom: true, run: ({ owner, roomId }, userId) => owner.client.moderation.kick(roomId, userId) },
  { name: "ban from the room", isOfRoom: true, run: ({ owner, roomId }, userId) => owner.client.moderation.ban(roomId, userId) },
  { name: "ban from the server", isOfRoom: false, run: ({ dataFolder }, userId) => operate(dataFolder, "ban", { userId }) },
  { name: "sign-out", isOfRoom: false, run: ({ dataFolder }, userId) => operate(dataFolder, "sign-out", { userId }) },
  { name: "deletion", isOfRoom: false, run: ({ dataFolder }, userId) => operate(dataFolder, "delete-user", { userId }) },
];

const carriers = [...transportNames, "plain socket"] as const;
type Carrier = (typeof carriers)[number];

interface Round {
  /** From the request until the last message of the room; 0 where none came after the request. */
  readonly silentMs: number;
  /** From the request until the client knows. */
  readonly toldMs: number;
}

export const revocation: Benchmark = {
  name: "revocation",
  title:
    "From the request that removes a user or ends their sessions until the last message that reaches them, while the room goes on.",

  run: (isQuick) =>
    withTemporaryFolder((dataFolder) =>
      withServer(startShoal(dataFolder), async ({ url }) => {
        using owner = await enter(url, "ann");
        const { id: roomId } = await owner.client.createRoom({ name: "reef" });
        const stage = { url, dataFolder, owner, roomId };
        const rows: string[][] = [];
        for (const act of acts) {
          for (const carrier of carriers) {
            if (act.isOfRoom && carrier === "plain socket") continue;
            process.stderr.write(`  ${act.name}, ${carrier}\n`);
            rows.push(rowOf(act, carrier, await measure(stage, act, carrier, isQuick ? QUICK_ROUNDS : ROUNDS)));
          }
        }
        const columns = ["act", "transport", "silent, p50", "silent, p99", "told, p50", "told, p99"];
        return markdownTable(columns, rows);
      }),
    ),
};

function rowOf({ name }: Act, carrier: Carrier, rounds: readonly Round[]): string[] {
  const ms = (of: (round: Round) => number, share: number): string => `${percentile(rounds.map(of), share).toFixed(1)} ms`;
  return [
    ...[name, carrier],
    ...[ms(({ silentMs }) => silentMs, 0.5), ms(({ silentMs }) => silentMs, 0.99)],
    ...[ms(({ toldMs }) => toldMs, 0.5), ms(({ toldMs }) => toldMs, 0.99)],
  ];
}

async function measure(stage: Stage, act: Act, carrier: Carrier, count: number): Promise<Round[]> {
  const rounds: Round[] = [];
  using _talk = talk(stage.owner, carrier === "plain socket" ? LOBBY_ID : stage.roomId);
  for (let index = 0; index < count; index += 1) {
    using observer = await enterAs(stage, carrier);
    const beginsAt = performance.now();
    await act.run(stage, observer.userId);
    await eventually(() => {
      if (observer.toldAt === undefined) throw new Error(`The client is not told of the ${act.name}.`);
    });
    await pause(SETTLE_MS);
    const { lastHeardAt = beginsAt, toldAt = beginsAt } = observer;
    rounds.push({
      silentMs: Math.max(0, lastHeardAt - beginsAt),
      toldMs: toldAt - beginsAt,
    });
  }
  return rounds;
}

let observerCount = 0;

async function enterAs({ url, roomId, owner }: Stage, carrier: Carrier): Promise<Observer> {
  observerCount += 1;
  const nickname = `ben-${observerCount}`;
  if (carrier !== "plain socket") return observe(url, carrier, nickname, roomId);
  const observer = await observePlainly(url, nickname);
  observer.userId = (await owner.lookUp(nickname)).id;
  return observer;
}

/** Says something there all the time. */
function talk(owner: Participant, conversationId: string): Disposable {
  const timer = setInterval(() => void owner.client.send(conversationId, "la").catch(() => {}), MESSAGE_INTERVAL_MS);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
