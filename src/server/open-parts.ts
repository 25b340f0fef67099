import { join } from "node:path";
import type { Clock, MonotonicMs } from "../clock.ts";
import { ownerOf } from "./addresses.ts";
import type { Config } from "./config.ts";
import type { createCore } from "./core.ts";
import { type FileStore, FileStoreError, openFileStore } from "./files/open-file-store.ts";
import { KeyFileError } from "./identities/key-files.ts";
import { openHostTokens, openProvider } from "./identities/open-identities.ts";
import type { Log } from "./log.ts";
import { createPush } from "./push/push.ts";
import type { HeardSessions } from "./push/push-notifier.ts";
import { StartError } from "./start-error.ts";

export type Push = Awaited<ReturnType<typeof createPush>>;

// Each opens a part of the server, or throws a `StartError` that says what the operator can do.

/** A bucket or a database that is away is told of once in so long: each request would tell. */
const TROUBLE_INTERVAL_MS = 60_000;

/** Beside the database, which made the data folder; or where every node reaches it. */
export async function openFiles(
  { dataFolder, filesUrl, storageUrl }: Config,
  { clock, log }: { clock: Clock; log: Log },
): Promise<FileStore> {
  let toldAt: MonotonicMs | undefined;
  const onTrouble = (reason: string): void => {
    if (toldAt !== undefined && clock.elapsedMs(toldAt) < TROUBLE_INTERVAL_MS) return;
    toldAt = clock.monotonicNow();
    log.warn("files cannot be reached", { where: filesUrl === undefined ? "PostgreSQL" : "the bucket", reason });
  };
  try {
    return await openFileStore({ folder: join(dataFolder, "files"), filesUrl, storageUrl, clock, onTrouble });
  } catch (error) {
    throw error instanceof FileStoreError ? new StartError(error.message) : error;
  }
}

export async function openIdentities({ hostTokens, oidc }: Config, dependencies: { clock: Clock; log: Log }) {
  try {
    return {
      hostTokens: hostTokens && (await openHostTokens(hostTokens, dependencies)),
      provider: oidc && openProvider(oidc, dependencies),
    };
  } catch (error) {
    throw error instanceof KeyFileError ? new StartError(error.message) : error;
  }
}

export async function openPush(
  { pushContact }: Config,
  dependencies: Omit<Parameters<typeof createPush>[0], "contact" | "heardSessions">,
  core: () => Pick<ReturnType<typeof createCore>, "userConnections" | "nodes"> | undefined,
): Promise<Push | undefined> {
  if (pushContact === undefined) return undefined;
  try {
    const heardSessions: HeardSessions = async (sessions, since) => {
      const { userConnections, nodes } = core() ?? {};
      const withinMs = dependencies.clock.elapsedMs(since);
      const here = userConnections?.heardSessions(sessions, withinMs) ?? new Set();
      const others = sessions.filter(({ sessionId }) => !here.has(sessionId));
      return here.union((await nodes?.heardElsewhere(others, withinMs)) ?? new Set());
    };
    return await createPush({ ...dependencies, contact: pushContact, heardSessions });
  } catch (error) {
    throw new StartError(`Push messages need their keys: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

export async function requireOurs(host: string): Promise<void> {
  const owner = await ownerOf(host);
  if (owner === undefined) throw new StartError(`There is no host "${host}"; choose an address of this machine with --host.`);
  if (owner === "another machine") {
    throw new StartError(`${host} is not an address of this machine; choose one that is with --host.`);
  }
}

export function listenOrExplain<Result>(host: string, port: number, start: (port: number) => Result): Result {
  try {
    return start(port);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "EADDRINUSE") throw new StartError(`Port ${port} is taken; choose another one with --port.`);
    if (code === "EACCES") throw new StartError(`Port ${port} needs more rights; choose one above 1023 with --port.`);
    throw new StartError(`Cannot listen on ${host} port ${port}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
