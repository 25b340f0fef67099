import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { paths } from "../src/protocol/http.ts";
import { LOBBY_ID, newClientMessageId } from "../src/protocol/ids.ts";
import { alternate, type Benchmark } from "./support/benchmark.ts";
import { shoal } from "./support/contenders.ts";
import { answerPings, enter, signIn, typeStart } from "./support/guests.ts";
import { markdownTable } from "./support/markdown-table.ts";
import { projectFolder, startShoal, withServer, withTemporaryFolder } from "./support/server-process.ts";
import { ratios, spread, times } from "./support/statistics.ts";

const full = { rounds: 9, messages: 20_000 };
const quick = { rounds: 2, messages: 1_000 };
const GUESTS = 100;
const START_TIMEOUT_MS = 10_000;
const POLL_INTERVAL_MS = 2;

export const coldStart: Benchmark = {
  name: "cold-start",
  title:
    "From starting the process until `GET /healthz` is answered, installed and with the page built; the peer is the little `ws` " +
    "server under Node. Existing data is 20,000 messages of 100 people.",

  run(isQuick) {
    const plan = isQuick ? quick : full;
    return withTemporaryFolder(async (existing) => {
      await fill(existing, plan.messages);
      const contenders = [
        { name: "`ws` on Node", measure: () => timeToAnswer((port) => ["node", "bench/peers/ws-broadcast.mjs", String(port)]) },
        { name: "Shoal, empty folder", measure: () => withTemporaryFolder(startIn) },
        { name: "Shoal, existing data", measure: () => startIn(existing) },
      ];
      const results = await alternate(
        plan.rounds,
        contenders.map(({ measure }) => measure),
      );
      const rows = contenders.map(({ name }, index) => {
        const own = results[index] ?? [];
        const isPeer = index === 0;
        return [name, spread(own, (ms) => ms.toFixed(0)), isPeer ? "" : spread(ratios(own, results[0] ?? []), times)];
      });
      return markdownTable(["server", "ms until it answers", "× peer"], rows);
    });
  },
};

function startIn(dataFolder: string): Promise<number> {
  return timeToAnswer((port) => ["bin/shoal", "serve", "--port", String(port), "--data", dataFolder]);
}

/** Milliseconds from spawning to the first answer. It may use both cores, as in normal use. */
async function timeToAnswer(command: (port: number) => string[]): Promise<number> {
  const port = await freePort();
  const startedAt = performance.now();
  const child = spawn("taskset", ["-c", "0-1", ...command(port)], { cwd: projectFolder, stdio: ["ignore", "ignore", "inherit"] });
  try {
    while (!(await answers(port))) {
      if (child.exitCode !== null || performance.now() - startedAt > START_TIMEOUT_MS)
        throw new Error("The server did not start.");
      await Bun.sleep(POLL_INTERVAL_MS);
    }
    return performance.now() - startedAt;
  } finally {
    await end(child);
  }
}

async function answers(port: number): Promise<boolean> {
  try {
    await fetch(`http://127.0.0.1:${port}${paths.health}`);
    return true;
  } catch {
    return false;
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), START_TIMEOUT_MS);
  await exit;
  clearTimeout(timer);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("A TCP server has a port.");
  return address.port;
}

/** Fills a data folder with messages. */
function fill(folder: string, messages: number): Promise<void> {
  return withServer(startShoal(folder), async (server) => {
    const guests = await enter(server, await signIn(shoal, server, GUESTS));
    const talks = guests.map(async ({ client }) => {
      for (let count = 0; count < messages / GUESTS; count += 1) {
        const { promise, resolve } = Promise.withResolvers<void>();
        client.onFrame = (_, bytes, start, frameEnd) => {
          if (typeStart(bytes, start) === "se") resolve();
          else answerPings(client, bytes, start, frameEnd);
        };
        const text = "See you all at the pier.";
        client.send(JSON.stringify({ type: "send", clientMessageId: newClientMessageId(), conversationId: LOBBY_ID, text }));
        await promise;
      }
    });
    await Promise.all(talks);
    for (const { client } of guests) client.close();
  });
}
