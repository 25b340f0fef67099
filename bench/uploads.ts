import { signIn } from "../src/client/index.ts";
import { paths } from "../src/protocol/http.ts";
import { limits } from "../src/protocol/limits.ts";
import { alternate, type Benchmark } from "./support/benchmark.ts";
import { compare } from "./support/comparison.ts";
import { markdownTable } from "./support/markdown-table.ts";
import { ServerProcess, startShoal, withServer, withTemporaryFolder } from "./support/server-process.ts";

const full = { rounds: 5, singles: 12 };
const quick = { rounds: 1, singles: 4 };
const UPLOADERS = 20;
/** Uploads before the first reading, so that one-time setup is not counted. */
const FIRST_UPLOADS = 3;
const RESIDENT_INTERVAL_MS = 5;
const MEBIBYTE = 1024 * 1024;
const body = new Uint8Array(limits.uploadBytesMax).fill(7);

interface Result {
  readonly perSecond: number;
  readonly perCpuSecond: number;
  readonly togetherPerSecond: number;
  readonly residentGrowth: number;
}

/** Stores one body of 25 MiB. */
type Upload = () => Promise<void>;

interface Uploading {
  readonly name: string;
  start(folder: string): Promise<ServerProcess>;
  /** What one of many users does. */
  uploader(server: ServerProcess, index: number): Promise<Upload>;
}

const plainBun: Uploading = {
  name: "Bun writes each body to a file",
  start: (folder) => ServerProcess.start([process.execPath, "bench/peers/write-body.ts", folder]),
  uploader: async ({ url }) => {
    return async () => expectStatus(await fetch(url, { method: "PATCH", body }), 204);
  },
};

const shoalUploads: Uploading = {
  name: "Shoal",
  start: startShoal,
  uploader: async ({ url }, index) => {
    const { token = "" } = await signIn(url, { nickname: `uploader ${index}` });
    const headers = { Authorization: `Bearer ${token}`, "Tus-Resumable": "1.0.0" };
    return async () => {
      const created = await fetch(url + paths.uploads, {
        method: "POST",
        headers: { ...headers, "Upload-Length": String(body.length) },
      });
      expectStatus(created, 201);
      const address = url + created.headers.get("location");
      const patch = { ...headers, "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream" };
      expectStatus(await fetch(address, { method: "PATCH", headers: patch, body }), 204);
      // Room for the next one: a user keeps 1 GiB.
      expectStatus(await fetch(address, { method: "DELETE", headers }), 204);
    };
  },
};

export const uploads: Benchmark = {
  name: "uploads",
  title:
    "MiB per second that are on disk and acknowledged, in uploads of 25 MiB: one after the other, and 20 users at once. Shoal makes " +
    "an upload, takes it in one request, looks at its type, notes it in the database and deletes it again; the peer writes the body " +
    "and syncs it. *Growth* is the most resident memory while 20 upload at once, beyond that before.",

  async run(isQuick) {
    const plan = isQuick ? quick : full;
    const contenders = [plainBun, shoalUploads];
    const results = await alternate(
      plan.rounds,
      contenders.map((contender) => () => measure(contender, plan)),
    );
    const [peer = []] = results;
    const rows = contenders.map(({ name }, index) => {
      const { figure, timesPeer } = compare(results[index] ?? [], peer);
      return [
        name,
        ...[figure("perSecond", mebibytes), timesPeer("perSecond")],
        ...[figure("perCpuSecond", mebibytes), timesPeer("perCpuSecond")],
        ...[figure("togetherPerSecond", mebibytes), timesPeer("togetherPerSecond")],
        figure("residentGrowth", (bytes) => (bytes / MEBIBYTE).toFixed(1)),
      ];
    });
    const columns = ["server", "MiB/s", "× peer", "per server CPU second", "× peer", "20 at once", "× peer", "growth in MiB"];
    return markdownTable(columns, rows);
  },
};

function measure(contender: Uploading, plan: typeof full): Promise<Result> {
  return withTemporaryFolder((folder) =>
    withServer(contender.start(folder), async (server) => {
      const uploaders = await Promise.all(Array.from({ length: UPLOADERS }, (_, index) => contender.uploader(server, index)));
      const [first] = uploaders;
      if (first === undefined) throw new Error("There are uploaders.");
      for (let count = 0; count < FIRST_UPLOADS; count += 1) await first();
      const cpuSeconds = server.cpuSeconds();
      const startedAt = performance.now();
      for (let count = 0; count < plan.singles; count += 1) await first();
      const perSecond = rate(plan.singles, startedAt);
      const perCpuSecond = (plan.singles * body.length) / (server.cpuSeconds() - cpuSeconds);
      return { perSecond, perCpuSecond, ...(await together(server, uploaders)) };
    }),
  );
}

async function together(
  server: ServerProcess,
  uploaders: readonly Upload[],
): Promise<Pick<Result, "togetherPerSecond" | "residentGrowth">> {
  const before = server.residentBytes();
  let most = before;
  const timer = setInterval(() => {
    most = Math.max(most, server.residentBytes());
  }, RESIDENT_INTERVAL_MS);
  const startedAt = performance.now();
  await Promise.all(uploaders.map((upload) => upload()));
  clearInterval(timer);
  return { togetherPerSecond: rate(uploaders.length, startedAt), residentGrowth: most - before };
}

/** Bytes per second. */
function rate(count: number, startedAt: number): number {
  return (count * body.length) / ((performance.now() - startedAt) / 1000);
}

function mebibytes(bytes: number): string {
  return (bytes / MEBIBYTE).toFixed(0);
}

function expectStatus({ status }: Response, expected: number): void {
  if (status !== expected) throw new Error(`The answer was ${status} and not ${expected}.`);
}
