import { rmSync } from "node:fs";
import { join } from "node:path";
import { type AdministratorLink, CONTROL_SOCKET, controlPaths, IMPORT_BYTES_MAX } from "../../protocol/control.ts";
import { errorKind, ShoalError } from "../../protocol/errors.ts";
import { limits } from "../../protocol/limits.ts";
import type { AdminCommands } from "../admin/admin-commands.ts";
import { metricsResponse } from "../http/health.ts";
import { readBody } from "../http/request-body.ts";
import { knownError } from "../known-error.ts";
import type { Log } from "../log.ts";
import type { Metrics } from "../metrics/metrics.ts";
import type { ImportWays } from "./import-ways.ts";

interface ControlDependencies {
  readonly dataFolder: string;
  readonly log: Log;
  readonly commands: AdminCommands;
  readonly metrics: Metrics;
  readonly imports: ImportWays;
  readonly createAdministratorLink: () => Promise<AdministratorLink>;
}

interface ControlSocket {
  close(): Promise<void>;
}

type Answering = Omit<ControlDependencies, "dataFolder">;

/** Of the server's user alone, who can read the database anyway. */
const PRIVATE_UMASK = 0o177;
/** Larger bodies than a command takes are refused with an error code up to here; beyond it the runtime answers a bare 413. */
const BODY_BYTES_MAX = Math.max(2 * limits.frameBytesMax, IMPORT_BYTES_MAX);

/**
 * HTTP on a Unix socket in the data folder, for the commands of this machine. Without it everything else works: a path that is too long for a
 * socket is a warning.
 */
export function openControlSocket({ dataFolder, ...answering }: ControlDependencies): ControlSocket {
  const { log } = answering;
  const path = join(dataFolder, CONTROL_SOCKET);
  const umask = process.umask(PRIVATE_UMASK);
  try {
    rmSync(path, { force: true }); // of a server that was killed: the lock of the folder is ours
    const server = Bun.serve({
      unix: path,
      maxRequestBodySize: BODY_BYTES_MAX,
      fetch: (request) => answer(request, answering),
    });
    return {
      async close() {
        await server.stop();
        rmSync(path, { force: true });
      },
    };
  } catch (error) {
    log.warn(`no socket for commands: ${error instanceof Error ? error.message : String(error)}`, { path });
    return { async close() {} };
  } finally {
    process.umask(umask);
  }
}

async function answer(request: Request, answering: Answering): Promise<Response> {
  const { log, commands, metrics, imports, createAdministratorLink } = answering;
  try {
    const { pathname, searchParams } = new URL(request.url);
    if (request.method === "GET" && pathname === controlPaths.metrics) return metricsResponse(await metrics.read());
    if (request.method !== "POST") throw new ShoalError("not-found");
    if (pathname === controlPaths.administratorLinks) return Response.json(await createAdministratorLink(), { status: 201 });
    if (pathname === controlPaths.importedFiles) return Response.json(await imports.addFile(request, searchParams));
    if (pathname.startsWith(controlPaths.imports)) {
      return Response.json(await imports.run(pathname.slice(controlPaths.imports.length), request));
    }
    if (!pathname.startsWith(controlPaths.admin)) throw new ShoalError("not-found");
    const name = pathname.slice(controlPaths.admin.length);
    // The operator is no user, and may do everything.
    return Response.json(await commands.run({}, name, () => readBody(request)));
  } catch (error) {
    const { code, message } = knownError(error, log);
    return Response.json({ error: code, message }, { status: errorKind(code).httpStatus });
  }
}
