import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { renderUnicodeCompact } from "uqr";
import { type Clock, systemClock } from "../clock.ts";
import { labLimits } from "../protocol/lab.ts";
import { VISIT_TOUCH_INTERVAL_MS } from "./accounts/accounts.ts";
import { ownerOf, reachableUrls } from "./addresses.ts";
import type { Config } from "./config.ts";
import { createCore } from "./core.ts";
import { createFiles } from "./files/files.ts";
import { FolderBlobs } from "./files/folder-blobs.ts";
import { Costs } from "./gateway/costs.ts";
import type { Gateway } from "./gateway/gateway.ts";
import { HttpGateway } from "./gateway/http/http-gateway.ts";
import { UnattachedFrames } from "./gateway/http/unattached-frames.ts";
import { ClientAddresses } from "./http/client-address.ts";
import { Credentials } from "./http/credentials.ts";
import { DownloadsApi } from "./http/files/downloads.ts";
import { UploadsApi } from "./http/files/uploads.ts";
import { inviteLinkRoutes } from "./http/invite-links.ts";
import { listen } from "./http/listener.ts";
import { Origins } from "./http/origins.ts";
import { Page } from "./http/page.ts";
import { serverInfoRoute } from "./http/server-info.ts";
import { SessionsApi } from "./http/sessions.ts";
import { CostsView } from "./lab/costs-view.ts";
import { LabFeeds } from "./lab/feeds.ts";
import { labRoutes } from "./lab/lab-routes.ts";
import { LessonSockets } from "./lab/lesson-sockets.ts";
import { Load, loadPerSecond } from "./limits/load.ts";
import { RateLimiter } from "./limits/rate-limiter.ts";
import { WaitingBytes } from "./limits/waiting-bytes.ts";
import type { Log } from "./log.ts";
import { PlainGuests } from "./plain/plain-guests.ts";
import { PlainSockets } from "./plain/plain-sockets.ts";
import { Translator } from "./plain/translator.ts";
import { httpsTransport } from "./push/https-transport.ts";
import { createPush } from "./push/push.ts";
import type { WasHeard } from "./push/push-notifier.ts";
import type { PushTransport } from "./push/push-transport.ts";
import { Repeated } from "./repeated.ts";
import { openSqliteStorage } from "./storage/sqlite/sqlite-storage.ts";
import { StorageStartError } from "./storage/sqlite/start/start-error.ts";
import { openStderrLog } from "./text-log.ts";

/** A sentence for the operator: the server cannot start like this. */
export class StartError extends Error {
  override readonly name = "StartError";
}

export interface RunningServer {
  /** With the port that was really taken. */
  readonly urls: readonly string[];
  /** No new connections, clients told to come back, commits finished. */
  stop(): Promise<void>;
}

const SIGN_INS_PER_SECOND = 20;
const SIGN_INS_AT_ONCE = 300;
const DEVICE_LINKS_PER_SECOND = 1;
const DEVICE_LINKS_AT_ONCE = 20;
const HOUSEKEEPING_INTERVAL_MS = 60 * 60 * 1000;
const ERASURE_INTERVAL_MS = 60 * 1000;
const builtPageFolder = fileURLToPath(new URL("../../dist/web", import.meta.url));

interface ServerEnvironment {
  readonly clock: Clock;
  readonly log: Log;
  /** The way to push services. Default: HTTPS to public addresses. */
  readonly pushTransport?: PushTransport | undefined;
  /** Where the built page is: this project's, unless told. */
  readonly pageFolder?: string;
}

/** Wires the parts together. Throws `StartError`. */
export async function startServer(
  config: Config,
  { clock, log, pushTransport, pageFolder = builtPageFolder }: ServerEnvironment,
): Promise<RunningServer> {
  const host = config.isLan ? "0.0.0.0" : config.host;
  await requireOurs(host);
  let gateway: Gateway | undefined;
  let push: ReturnType<typeof createPush> | undefined;
  const [storage, page] = await Promise.all([
    openSqliteStorage({
      folder: config.dataFolder,
      onCommit(appends) {
        gateway?.committed(appends);
        push?.notifier.committed(appends);
      },
      onNotice: (notice) => log.warn(`storage: ${notice}`),
      onFatal(error) {
        // Crash only: what is acknowledged is on disk, and the next start reads it.
        log.error("the storage stopped", error);
        process.exit(1);
      },
    }).catch((error: unknown) => {
      throw error instanceof StorageStartError ? new StartError(error.message) : error;
    }),
    Page.load(pageFolder),
  ]);
  const { messagesPerSecond, uploadBytesMax } = config;
  const costs = new Costs(clock);
  const load = new Load({ perSecond: loadPerSecond(messagesPerSecond), clock });
  push = openPush(config, { storage, clock, log, transport: pushTransport ?? httpsTransport() }, () => gateway);
  const files = createFiles({ storage, clock, blobs: await openBlobs(config.dataFolder), uploadBytesMax });
  const core = createCore({
    ...{ storage, pictures: files.pictureMaker, clock, log, load, costs, push: push?.subscriptions },
    ...{ messagesPerSecond, uploadBytesMax },
  });
  const { accounts, conversations, inviteLinks, requests } = core;
  gateway = core.gateway;
  const waiting = new WaitingBytes({
    onDropped: (count) => log.warn("connections were closed: more waited to be taken than the server keeps", { count }),
  });
  const isPaceLimited = messagesPerSecond > 0;
  const pace = (perSecond: number, burst: number) => new RateLimiter({ perSecond: isPaceLimited ? perSecond : 0, burst, clock });
  const signInLimiter = pace(SIGN_INS_PER_SECOND, SIGN_INS_AT_ONCE);
  const deviceLinkLimiter = pace(DEVICE_LINKS_PER_SECOND, DEVICE_LINKS_AT_ONCE);
  const credentials = new Credentials(() => server.port);
  const { areGuestsAllowed } = config;
  const sessions = new SessionsApi({ accounts, gateway, credentials, clock, signInLimiter, deviceLinkLimiter, areGuestsAllowed });
  const origins = new Origins(config.allowedOrigins, host);
  const plainSockets = new PlainSockets(
    { gateway, conversations, translator: new Translator(), waiting, log },
    {
      guests: new PlainGuests({ storage, clock, log, signInLimiter }),
      ...{ origins, clock, load, areGuestsAllowed, isPaceLimited },
    },
  );
  const fileRoutes = [...new UploadsApi(files.uploads).routes, ...new DownloadsApi(files.downloads).routes];
  const outlet = { waiting, clock, costs };
  const unattached = new UnattachedFrames({ requests, load, clock, log, isPaceLimited });
  const httpGateway = new HttpGateway({ ...outlet, gateway, accounts, load, unattached });
  const labFeeds = new LabFeeds(outlet, new CostsView({ clock, costs, waiting, gateway }));
  const lessons = new LessonSockets({ clock, load });
  const lab = {
    feeds: labFeeds,
    lessons,
    pushLimiter: pace(labLimits.pushesPerSecond, labLimits.pushesAtOnce),
    commonPushLimiter: pace(labLimits.pushesOfAllPerSecond, labLimits.pushesOfAllAtOnce),
    areGuestsAllowed,
  };
  const clientAddresses = new ClientAddresses(config.trustedProxies, warnOfProxy);
  const server = listenOrExplain(host, config.port, (port) =>
    listen({
      ...{ host, port, clock, log, load, outlet, gateway, httpGateway, sessions, credentials, page },
      ...{ origins, clientAddresses, accounts, uploadBytesMax },
      moreRoutes: [
        serverInfoRoute({ presence: core.presence, name: config.name }),
        ...inviteLinkRoutes(inviteLinks),
        ...plainSockets.routes,
        ...labRoutes(lab),
        ...fileRoutes,
      ],
    }),
  );
  if (!page.isBuilt) log.warn("the page is not built: npm start does that, or npm run build");
  const housekeeping = new Repeated(clock, (error) => log.error("housekeeping failed", error));
  housekeeping.every(HOUSEKEEPING_INTERVAL_MS, () => files.housekeeping.tidy());
  housekeeping.every(VISIT_TOUCH_INTERVAL_MS, keepSessions);
  housekeeping.every(ERASURE_INTERVAL_MS, async () => {
    await conversations.eraseEmptyRooms();
    await files.housekeeping.deleteDoomed();
  });
  // What a kill has left.
  housekeeping.now(() => files.housekeeping.tidy());

  let hasWarnedOfProxy = false;
  function warnOfProxy(): void {
    if (hasWarnedOfProxy) return;
    hasWarnedOfProxy = true;
    log.warn("a proxy names its clients, but limits count them as one: name the proxy with --trust-proxy");
  }

  /** Who is connected is here, also after the machine has slept; guests without a session free their nicknames. */
  async function keepSessions(): Promise<void> {
    await gateway?.visitAll();
    await accounts.retireGuests();
  }

  return {
    urls: reachableUrls(host, server.port),
    async stop() {
      housekeeping.cancel();
      push?.notifier.close();
      gateway.drain();
      plainSockets.drain();
      labFeeds.drain();
      lessons.drain();
      await httpGateway.farewell();
      await server.stop();
      httpGateway.close();
      await plainSockets.close();
      gateway.close();
      await housekeeping.ended();
      await storage.close();
    },
  };
}

const STOP_WITHIN_MS = 4_500;

/** `shoal serve`: runs until a signal says stop. */
export async function serve(config: Config): Promise<void> {
  const log = openStderrLog();
  process.stdout.on("error", () => {}); // a reader of the addresses that has gone ends nothing
  const server = await startServer(config, { clock: systemClock, log });
  let isStopping = false;
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
    process.on(signal, () => {
      if (isStopping) return;
      isStopping = true;
      log.info("stopping", { signal });
      setTimeout(() => {
        log.warn("some connections did not end in time");
        process.exit(0);
      }, STOP_WITHIN_MS).unref();
      server.stop().then(
        () => process.exit(0),
        (error: unknown) => {
          log.error("could not stop in order", error);
          process.exit(1);
        },
      );
    });
  }
  // Last: a reader of this may send a signal at once.
  announce(server.urls, config.isLan);
}

function announce(urls: readonly string[], isLan: boolean): void {
  const [best] = urls;
  const lines = ["", ...urls.map((url) => `  Shoal is at ${url}`), ""];
  if (isLan && best !== undefined) lines.push(indent(renderUnicodeCompact(best)), "");
  process.stdout.write(`${lines.join("\n")}\n`);
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, "  ");
}

/** Beside the database, which made the data folder. */
async function openBlobs(dataFolder: string): Promise<FolderBlobs> {
  const folder = join(dataFolder, "files");
  try {
    return await FolderBlobs.open(folder);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new StartError(`The folder ${folder} cannot be written (${reason}); make it writable for this user.`);
  }
}

/** Beside the database, which made the data folder. */
function openPush(
  { dataFolder, pushContact }: Config,
  dependencies: Omit<Parameters<typeof createPush>[0], "dataFolder" | "contact" | "wasHeard">,
  gateway: () => Gateway | undefined,
): ReturnType<typeof createPush> | undefined {
  if (pushContact === undefined) return undefined;
  try {
    const wasHeard: WasHeard = (...asked) => gateway()?.wasHeard(...asked) ?? false;
    return createPush({ ...dependencies, dataFolder, contact: pushContact, wasHeard });
  } catch (error) {
    throw new StartError(`Push messages need their keys: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

async function requireOurs(host: string): Promise<void> {
  const owner = await ownerOf(host);
  if (owner === undefined) throw new StartError(`There is no host "${host}"; choose an address of this machine with --host.`);
  if (owner === "another machine") {
    throw new StartError(`${host} is not an address of this machine; choose one that is with --host.`);
  }
}

function listenOrExplain<Result>(host: string, port: number, start: (port: number) => Result): Result {
  try {
    return start(port);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "EADDRINUSE") throw new StartError(`Port ${port} is taken; choose another one with --port.`);
    if (code === "EACCES") throw new StartError(`Port ${port} needs more rights; choose one above 1023 with --port.`);
    throw new StartError(`Cannot listen on ${host} port ${port}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
