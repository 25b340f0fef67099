import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { SQL } from "bun";
import { eventually } from "./eventually.ts";
import { freePort } from "./free-port.ts";
import { LeashedProcess } from "./leashed-process.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** PgBouncer in transaction mode, as many have it before their PostgreSQL. */
export interface PgBouncer extends AsyncDisposable {
  readonly url: string;
}

/** It refuses to run as root. */
const USER = "postgres";

export async function startPgBouncer(databaseUrl: string): Promise<PgBouncer> {
  const { port, username, pathname } = new URL(databaseUrl);
  const folder = await temporaryFolder();
  await chmod(folder.path, 0o777);
  const ownPort = await freePort();
  const configurationFile = join(folder.path, "pgbouncer.ini");
  await writeFile(
    configurationFile,
    `[databases]
${pathname.slice(1)} = host=127.0.0.1 port=${port} user=${username}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${ownPort}
unix_socket_dir =
auth_type = any
pool_mode = transaction
`,
  );
  const command: [string, ...string[]] = ["/usr/sbin/pgbouncer", configurationFile];
  const started = await LeashedProcess.start({ command, logFile: join(folder.path, "log"), user: USER });
  const url = `postgres://${username}@127.0.0.1:${ownPort}${pathname}`;
  await eventually(async () => {
    await using sql = new SQL(url, { max: 1, prepare: false });
    await sql`SELECT 1`;
  });
  return {
    url,
    async [Symbol.asyncDispose]() {
      await started.kill();
      await folder[Symbol.asyncDispose]();
    },
  };
}
