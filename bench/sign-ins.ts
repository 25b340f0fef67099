import { paths } from "../src/protocol/http.ts";
import { alternate, type Benchmark } from "./support/benchmark.ts";
import { compare } from "./support/comparison.ts";
import { mapSome } from "./support/guests.ts";
import { markdownTable } from "./support/markdown-table.ts";
import { type ServerProcess, startShoal, withServer, withTemporaryFolder } from "./support/server-process.ts";
import { percentile, short } from "./support/statistics.ts";
import { Talk } from "./support/talk.ts";

const full = { rounds: 3, accounts: 1_000, talkMs: 20_000 };
const quick = { rounds: 1, accounts: 60, talkMs: 3_000 };
/** Sign-ins under way. The server takes at most 250 of one address. */
const AT_ONCE = 200;
const RESIDENT_INTERVAL_MS = 5;
const PASSWORD = "correct horse battery";

interface Result {
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** The most resident memory meanwhile, beyond that before. */
  readonly grownBytes: number;
  /** 0 while no one signs in. */
  readonly signInsPerSecond: number;
  readonly signInCpuMs: number;
}

export const signIns: Benchmark = {
  name: "sign-ins",
  title:
    "Two users exchange ten messages a second while 1,000 others sign in with their passwords, 200 at a time. Latency is from sending a message until the " +
    "other user has it. *Growth* is the most resident memory meanwhile, beyond that before.",

  async run(isQuick) {
    const plan = isQuick ? quick : full;
    return await withTemporaryFolder(async (folder) => {
      await withServer(startShoal(folder), (server) => register(server, plan.accounts));
      const measures = [
        () => measure(folder, () => Bun.sleep(plan.talkMs), 0),
        () => measure(folder, signInAll(plan.accounts), plan.accounts),
      ];
      const [alone = [], meanwhile = []] = await alternate(plan.rounds, measures);
      const rows = [alone, meanwhile].map((own, index) => {
        const { figure, timesPeer } = compare(own, alone);
        const ofSignIns = index === 0 ? ["", ""] : [figure("signInsPerSecond", short), figure("signInCpuMs", short)];
        const name = index === 0 ? "no one" : `${plan.accounts.toLocaleString("en")} people`;
        const latencies = [figure("p50Ms", short), timesPeer("p50Ms"), figure("p99Ms", short), timesPeer("p99Ms")];
        return [name, ...latencies, ...ofSignIns, figure("grownBytes", (bytes) => (bytes / 1024 / 1024).toFixed(1))];
      });
      const columns = ["who signs in", "p50 ms", "× alone", "p99 ms", "× alone", "sign-ins/s", "CPU ms each", "growth in MiB"];
      return markdownTable(columns, rows);
    });
  },
};

async function register(server: ServerProcess, count: number): Promise<void> {
  const nicknames = Array.from({ length: count }, (_, index) => nicknameOf(index));
  await mapSome(nicknames.values(), (nickname) => post(server, { nickname, password: PASSWORD, isNew: true }));
}

function signInAll(count: number) {
  return async (server: ServerProcess): Promise<void> => {
    let next = 0;
    const work = async (): Promise<void> => {
      while (next < count) {
        next += 1;
        await post(server, { nickname: nicknameOf(next - 1), password: PASSWORD });
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  };
}

/** On a server of its own, with the same data: `signInCount` sign-ins, or none, while two users talk. */
function measure(folder: string, act: (server: ServerProcess) => Promise<void>, signInCount: number): Promise<Result> {
  return withServer(startShoal(folder), async (server) => {
    const talk = await Talk.begin(server.url);
    const grown = new Growth(server);
    const cpuSeconds = server.cpuSeconds();
    const startedAt = performance.now();
    await act(server);
    const seconds = (performance.now() - startedAt) / 1000;
    const signInCpuMs = ((server.cpuSeconds() - cpuSeconds) * 1000) / signInCount;
    const latencies = await talk.end();
    return {
      p50Ms: percentile(latencies, 0.5),
      p99Ms: percentile(latencies, 0.99),
      grownBytes: grown.end(),
      signInsPerSecond: signInCount / seconds,
      signInCpuMs,
    };
  });
}

class Growth {
  readonly #before: number;
  #most: number;
  readonly #timer: ReturnType<typeof setInterval>;

  constructor(server: ServerProcess) {
    this.#before = server.residentBytes();
    this.#most = this.#before;
    this.#timer = setInterval(() => {
      this.#most = Math.max(this.#most, server.residentBytes());
    }, RESIDENT_INTERVAL_MS);
  }

  end(): number {
    clearInterval(this.#timer);
    return this.#most - this.#before;
  }
}

function nicknameOf(index: number): string {
  return `guest ${index}`;
}

async function post(server: ServerProcess, body: object): Promise<void> {
  const response = await fetch(server.url + paths.sessions, { method: "POST", body: JSON.stringify(body) });
  if (response.status !== 201) throw new Error(`Signing in: ${response.status} ${await response.text()}`);
  await response.arrayBuffer();
}
