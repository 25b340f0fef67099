import { join } from "node:path";
import { PostgresServer } from "../test/support/postgres-server.ts";
import { S3Server } from "../test/support/s3-server.ts";
import { alternate, type Benchmark } from "./support/benchmark.ts";
import { compare } from "./support/comparison.ts";
import { markdownTable } from "./support/markdown-table.ts";
import { withTemporaryFolder } from "./support/server-process.ts";

const MEBIBYTE = 1024 ** 2;
const full = { rounds: 3, mebibytes: 200 };
const quick = { rounds: 1, mebibytes: 16 };

interface Result {
  /** Bytes a second. */
  readonly written: number;
  readonly read: number;
  /** Of the resident memory, at most. */
  readonly growth: number;
}

export const files: Benchmark = {
  name: "files",
  title:
    "A file of 200 MiB is written to each place that files can have, as an upload is, and read as a stream: the data folder, a bucket (the one of the tests: in memory, over " +
    "HTTP on this machine) and PostgreSQL with a durable commit on the same disk. Growth is that of the process's memory, at most.",

  async run(isQuick) {
    const { rounds, mebibytes } = isQuick ? quick : full;
    await using bucket = await S3Server.start();
    await using postgres = await PostgresServer.start({ isDurable: true });
    const places = [
      { name: "folder", measure: () => traffic(mebibytes) },
      { name: "bucket", measure: () => traffic(mebibytes, bucket.urlOf(crypto.randomUUID()), "", bucket.environment) },
      { name: "PostgreSQL", measure: async () => traffic(mebibytes, "", await postgres.createDatabase()) },
    ];
    const results = await alternate(
      rounds,
      places.map(({ measure }) => measure),
    );
    const [folder = []] = results;
    const rows = places.map(({ name }, index) => {
      const { figure, timesPeer } = compare(results[index] ?? [], folder);
      const perSecond = (what: "written" | "read") => [figure(what, mebibytesOf), timesPeer(what)];
      return [name, ...perSecond("written"), ...perSecond("read"), figure("growth", mebibytesOf)];
    });
    return markdownTable(["place", "MiB/s written", "× folder", "MiB/s read", "× folder", "growth in MiB"], rows);
  },
};

function traffic(
  mebibytes: number,
  filesUrl = "",
  storageUrl = "",
  environment: Readonly<Record<string, string>> = {},
): Promise<Result> {
  return withTemporaryFolder(async (folder) => {
    const script = join(import.meta.dir, "support/file-traffic.ts");
    const child = Bun.spawn([process.execPath, script, String(mebibytes), join(folder, "files"), filesUrl, storageUrl], {
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...process.env, ...environment },
    });
    return JSON.parse(await new Response(child.stdout).text());
  });
}

function mebibytesOf(bytes: number): string {
  return (bytes / MEBIBYTE).toFixed(0);
}
