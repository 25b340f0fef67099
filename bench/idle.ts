import { alternate, type Benchmark } from "./support/benchmark.ts";
import { compare } from "./support/comparison.ts";
import { type Contender, shoal, wsBroadcast } from "./support/contenders.ts";
import { signIn } from "./support/guests.ts";
import { markdownTable } from "./support/markdown-table.ts";
import { type ServerProcess, withServer, withTemporaryFolder } from "./support/server-process.ts";

const full = { rounds: 3, connections: 5_000, settleMs: 25_000 };
const quick = { rounds: 1, connections: 1_000, settleMs: 5_000 };
/** Connections that are opened and closed before the first reading, so that one-time setup is not counted. */
const FIRST_VISITORS = 200;

interface Result {
  readonly bytesBefore: number;
  readonly bytesAfter: number;
  readonly bytesEach: number;
}

export const idle: Benchmark = {
  name: "idle",
  title:
    "Resident memory of the server process for each idle WebSocket connection of 5,000. In Shoal each belongs to a different user, " +
    "signed in over HTTP and greeted; users are stored and the server is restarted before the first reading, so that only " +
    "connections are counted. Each reading follows a quiet time that is longer than the 20 s between pings.",

  async run(isQuick) {
    const plan = isQuick ? quick : full;
    const contenders = [wsBroadcast, shoal];
    const results = await alternate(
      plan.rounds,
      contenders.map((contender) => () => measureIdle(contender, plan)),
    );
    const [peer = []] = results;
    const rows = contenders.map(({ name }, index) => {
      const { figure, timesPeer } = compare(results[index] ?? [], peer);
      return [
        name,
        ...[figure("bytesEach", (bytes) => (bytes / 1024).toFixed(1)), timesPeer("bytesEach")],
        ...[figure("bytesBefore", mebibytes), figure("bytesAfter", mebibytes)],
      ];
    });
    return markdownTable(["server", "KiB per connection", "× peer", "MiB before", "MiB after"], rows);
  },
};

/** `plan.connections` idle connections. */
export function measureIdle(contender: Contender, plan: typeof full): Promise<Result> {
  return withTemporaryFolder(async (folder) => {
    const tokens = await withServer(contender.start(folder), (server) => signIn(contender, server, plan.connections));
    return await withServer(contender.start(folder), (server) => fill(contender, server, tokens, plan.settleMs));
  });
}

async function fill(
  contender: Contender,
  server: ServerProcess,
  tokens: readonly (string | undefined)[],
  settleMs: number,
): Promise<Result> {
  const visitors = await contender.newWire().enter(server, tokens.slice(0, FIRST_VISITORS));
  for (const { client } of visitors) client.close();
  await Bun.sleep(settleMs);
  const bytesBefore = server.residentBytes();
  const guests = await contender.newWire().enter(server, tokens);
  let lost = 0;
  for (const { client } of guests) {
    client.onClose = () => {
      lost += 1;
    };
  }
  await Bun.sleep(settleMs);
  const bytesAfter = server.residentBytes();
  if (lost > 0) throw new Error(`${lost} connections were lost.`);
  for (const { client } of guests) {
    client.onClose = () => {};
    client.close();
  }
  return { bytesBefore, bytesAfter, bytesEach: (bytesAfter - bytesBefore) / guests.length };
}

function mebibytes(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(0);
}
