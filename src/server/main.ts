import { hostname } from "node:os";
import { fileURLToPath } from "node:url";
import type { Clock } from "../clock.ts";
import type { AdministratorLink } from "../protocol/control.ts";
import { labLimits } from "../protocol/lab.ts";
import { DeviceProofs } from "./accounts/device-proofs.ts";
import { Exports } from "./accounts/exports.ts";
import type { People } from "./accounts/people.ts";
import { Registration } from "./accounts/registration.ts";
import { everyHost, reachableUrls } from "./addresses.ts";
import { createAdministration } from "./admin/administration.ts";
import { Refusals } from "./admin/refusals.ts";
import type { Bus } from "./bus/bus.ts";
import { openBus } from "./bus/open-bus.ts";
import type { Config } from "./config.ts";
import { openControlSocket } from "./control/control-socket.ts";
import { ImportWays } from "./control/import-ways.ts";
import { createCore } from "./core.ts";
import { FeedHints } from "./feed-hints.ts";
import { createFiles } from "./files/files.ts";
import { warnOfFrames } from "./frame-warning.ts";
import { Costs } from "./gateway/costs.ts";
import type { Everyone } from "./gateway/everyone.ts";
import type { Gateway } from "./gateway/gateway.ts";
import { HttpGateway } from "./gateway/http/http-gateway.ts";
import { UnattachedFrames } from "./gateway/http/unattached-frames.ts";
import { Housekeeping } from "./housekeeping.ts";
import { AccountsApi } from "./http/accounts.ts";
import { adminRoutes } from "./http/admin.ts";
import { BasePath } from "./http/base-path.ts";
import { Certificates } from "./http/certificates.ts";
import { ClientAddresses } from "./http/client-address.ts";
import { Credentials } from "./http/credentials.ts";
import { DownloadsApi } from "./http/files/downloads.ts";
import { filePathOf } from "./http/files/file-path.ts";
import { UploadsApi } from "./http/files/uploads.ts";
import { healthRoutes } from "./http/health.ts";
import { inviteLinkRoutes } from "./http/invite-links.ts";
import { listen } from "./http/listener.ts";
import { MetricsReaders } from "./http/metrics-readers.ts";
import { OidcApi, providerLimits } from "./http/oidc.ts";
import { Origins } from "./http/origins.ts";
import { OwnDataApi } from "./http/own-data.ts";
import { Page } from "./http/page.ts";
import { json } from "./http/responses.ts";
import { serverInfoRoute } from "./http/server-info.ts";
import { SessionsApi } from "./http/sessions.ts";
import { apiRoutes } from "./http/v1/api.ts";
import { Sealer } from "./identities/sealer.ts";
import { Imports } from "./imports/imports.ts";
import { CostsView } from "./lab/costs-view.ts";
import { LabFeeds } from "./lab/feeds.ts";
import { labRoutes } from "./lab/lab-routes.ts";
import { LessonSockets } from "./lab/lesson-sockets.ts";
import { FairQueue } from "./limits/fair-queue.ts";
import { Load, loadPerSecond } from "./limits/load.ts";
import { RateLimiter } from "./limits/rate-limiter.ts";
import { WaitingBytes } from "./limits/waiting-bytes.ts";
import type { Log } from "./log.ts";
import { Heartbeat } from "./metrics/heartbeat.ts";
import { Metrics } from "./metrics/metrics.ts";
import { listenOrExplain, openFiles, openIdentities, openPush, type Push, requireOurs } from "./open-parts.ts";
import { openStorage, type StorageListeners } from "./open-storage.ts";
import { PlainGuests } from "./plain/plain-guests.ts";
import { PlainSockets } from "./plain/plain-sockets.ts";
import { Translator } from "./plain/translator.ts";
import { httpsTransport } from "./push/https-transport.ts";
import type { PushTransport } from "./push/push-transport.ts";
import { Readiness } from "./readiness.ts";
import type { RetentionKeeper } from "./retention/retention-keeper.ts";
import { LiveSettings } from "./settings/live-settings.ts";
import type { SettingsNews } from "./settings/settings-news.ts";
import { BlobDeletions } from "./storage/sqlite/start/backup-locks.ts";

export interface RunningServer {
  /** With the port that was really taken. */
  readonly urls: readonly string[];
  /** A link for the first administrator, as long as no user was ever made. */
  firstAdministratorLink(): Promise<AdministratorLink | undefined>;
  /** What the operator does to people. */
  readonly people: People;
  /** Takes away what is not kept: once an hour by itself. */
  readonly retentionKeeper: RetentionKeeper;
  /** No new connections, clients told to come back, commits finished. */
  stop(): Promise<void>;
}

const SIGN_INS_PER_SECOND = 20;
const SIGN_INS_AT_ONCE = 300;
/** Of the administration, by one user. */
const COMMANDS_PER_SECOND = 10;
const COMMANDS_AT_ONCE = 100;
const DEVICE_LINKS_PER_SECOND = 1;
const DEVICE_LINKS_AT_ONCE = 20;
const EXPORTS_PER_SECOND = 1 / 60;
const EXPORTS_AT_ONCE = 3;
const builtPageFolder = fileURLToPath(new URL("../../dist/web", import.meta.url));

interface ServerEnvironment {
  readonly clock: Clock;
  readonly log: Log;
  /** The way to push services. Default: HTTPS to public addresses. */
  readonly pushTransport?: PushTransport | undefined;
  /** The way to the other nodes on the same storage; missing where this is the only one. */
  readonly bus?: Bus | undefined;
  /** Where the built page is: this project's, unless told. */
  readonly pageFolder?: string;
}

/** Wires the parts together. Throws `StartError`. */
export async function startServer(
  config: Config,
  { clock, log: givenLog, pushTransport, bus: givenBus, pageFolder = builtPageFolder }: ServerEnvironment,
): Promise<RunningServer> {
  const refusals = new Refusals(clock);
  const log = refusals.counting(givenLog);
  const host = config.isLan ? everyHost() : config.host;
  await requireOurs(host);
  const certificates = config.tls && (await Certificates.open(config.tls, { clock, log }));
  const basePath = new BasePath(config.basePath);
  const { hostTokens, provider } = await openIdentities(config, { clock, log });
  const heartbeat = await Heartbeat.open(config.dataFolder, clock);
  let gateway: Gateway | undefined;
  let everyone: Everyone | undefined;
  let push: Push | undefined;
  let settingsNews: SettingsNews | undefined;
  const listeners: StorageListeners = {
    onCommit(appends) {
      gateway?.committed(appends);
      push?.notifier.committed(appends);
    },
    follows: (logId) => everyone?.follows(logId) ?? false,
    onFeed: (lane, feedId) => hints?.moved(lane, feedId),
    onSessionEnded: (userId, sessionId) => gateway?.sessionEndedElsewhere(userId, sessionId),
    onOtherSettings: () => settingsNews?.changedElsewhere(),
    onGap: () => everyone?.endAll(),
  };
  const [{ storage, secrets, isCurrent, hint }, page] = await Promise.all([
    openStorage(config, listeners, log),
    Page.load(pageFolder, config.allowedFrames),
  ]);
  const ownBus = givenBus === undefined ? await openBus({ config, epoch: storage.epoch, clock, log }) : undefined;
  const bus = givenBus ?? ownBus;
  const hints = bus && hint && new FeedHints(bus, { hint });
  const uploadBytesMax = () => settings.values.uploadBytesMax;
  const fileStore = await openFiles(config, { clock, log });
  const deletions = BlobDeletions.open(config.dataFolder);
  const files = createFiles({ storage, clock, ...fileStore, deletions, uploadBytesMax });
  const settings = await LiveSettings.open({ storage, clock, pictures: files.pictureMaker, config });
  const messagesPerSecond = () => settings.values.messagesPerSecond;
  const costs = new Costs(clock);
  const load = new Load({ perSecond: () => loadPerSecond(messagesPerSecond()), clock });
  push = await openPush(config, { storage, clock, log, secrets, transport: pushTransport ?? httpsTransport() }, () => core);
  const core = createCore({
    ...{ storage, pictures: files.pictureMaker, clock, log, load, costs, push: push?.subscriptions },
    ...{ messagesPerSecond, uploadBytesMax, proofs: await DeviceProofs.open(secrets) },
    raidUntil: () => settings.raid.until,
    retention: () => settings.retention,
    newcomerWritesFrom: (now) => settings.newcomerWritesFrom(now),
    ...{ bus, isCurrent },
  });
  const { nodes } = core;
  const { accounts, passwordAccounts, identityAccounts, people, endedSessions, conversations, inviteLinks, requests } = core;
  const { retentionKeeper } = core;
  gateway = core.gateway;
  everyone = core.everyone;
  const waiting = new WaitingBytes({
    onDropped: (count) => log.warn("connections were closed: more waited to be taken than the server keeps", { count }),
  });
  const isPaceLimited = () => messagesPerSecond() > 0;
  const pace = (name: string, perSecond: number, burst: number) => {
    const limiter = new RateLimiter({ perSecond: () => (isPaceLimited() ? perSecond : 0), burst, clock });
    nodes.share(name, limiter);
    return limiter;
  };
  const signInLimiter = pace("sign-ins", SIGN_INS_PER_SECOND, SIGN_INS_AT_ONCE);
  const deviceLinkLimiter = pace("device-links", DEVICE_LINKS_PER_SECOND, DEVICE_LINKS_AT_ONCE);
  const credentials = new Credentials(() => server.port, {
    ...{ basePath, hasTls: certificates !== undefined },
    isFramed: (config.allowedFrames ?? []).length > 0,
  });
  const registration = new Registration(settings);
  const sessions = new SessionsApi({
    ...{ accounts, passwordAccounts, registration, gateway, credentials, clock, signInLimiter, deviceLinkLimiter },
    ...{ identityAccounts, hostTokens, userConnections: core.userConnections, nodes },
  });
  const accountsApi = new AccountsApi({ passwordAccounts, gateway, credentials, signInLimiter, linkLimiter: deviceLinkLimiter });
  const ownDataApi = new OwnDataApi({
    ...{ passwordAccounts, people, gateway, endedSessions, credentials, signInLimiter },
    exports: new Exports({ storage, clock, filePath: filePathOf }),
    exportLimiter: pace("exports", EXPORTS_PER_SECOND, EXPORTS_AT_ONCE),
  });
  const origins = new Origins(config.allowedOrigins, host, { hosts: config.allowedHosts, certificates, basePath });
  const oidc = provider && {
    routes: new OidcApi({
      ...{ provider, accounts, identityAccounts, credentials, origins, signInLimiter, clock, log },
      ...{ redirectUri: config.oidc?.redirectUri, queue: new FairQueue(providerLimits) },
      sealer: await Sealer.open(secrets),
    }).routes,
    name: provider.settings.name,
  };
  const plainSockets = new PlainSockets(
    { gateway, conversations, translator: new Translator(), waiting, log },
    {
      guests: new PlainGuests({
        storage,
        clock,
        log,
        signInLimiter,
        isAmongNodes: nodes.http !== undefined,
        newcomerWritesFrom: (now) => settings.newcomerWritesFrom(now),
      }),
      ...{ origins, clock, load, areGuestsAllowed: () => registration.isOpenToGuests, isPaceLimited },
    },
  );
  const fileRoutes = [...new UploadsApi(files.uploads).routes, ...new DownloadsApi(files.downloads).routes];
  const outlet = { waiting, clock, costs };
  const amongNodes = nodes.http && {
    presence: core.presence,
    isMember: (...asked: [string, string]) => conversations.isMember(...asked),
  };
  const unattached = new UnattachedFrames({ requests, load, clock, log, isPaceLimited, amongNodes });
  const httpGateway = new HttpGateway({
    ...{ ...outlet, gateway, accounts, load, unattached, endedSessions },
    otherNodes: nodes.http,
  });
  const labFeeds = new LabFeeds(outlet, new CostsView({ clock, costs, waiting, gateway }));
  const lessons = new LessonSockets({ clock, load });
  const lab = {
    feeds: labFeeds,
    lessons,
    pushLimiter: pace("lab-pushes", labLimits.pushesPerSecond, labLimits.pushesAtOnce),
    commonPushLimiter: pace("lab-pushes-of-all", labLimits.pushesOfAllPerSecond, labLimits.pushesOfAllAtOnce),
    areGuestsAllowed: () => registration.isOpenToGuests,
  };
  const housekeeping = new Housekeeping({ core, files, clock, log });
  const administration = await createAdministration({
    ...{ storage, clock, log, core, settings, refusals, dataFolder: config.dataFolder },
    signInCount: () => sessions.signInCount,
    endOthers(isBanned) {
      plainSockets.endFrom(isBanned);
      labFeeds.endFrom(isBanned);
    },
    limiter: pace("commands", COMMANDS_PER_SECOND, COMMANDS_AT_ONCE),
    clearDeletedRooms: () => housekeeping.eraseRoomsSoon(),
    url: () => urls[0] ?? "",
  });
  const { addressBans, commands, status } = administration;
  settingsNews = administration.settingsNews;
  const readiness = new Readiness({ storage, clock, log });
  const metrics = new Metrics({
    ...{ clock, storage, status, gateway, everyone, refusals, waiting, heartbeat, bus: ownBus },
    signInCount: () => sessions.signInCount,
    pushCount: () => push?.deliveries.count ?? 0,
  });
  const clientAddresses = new ClientAddresses(config.trustedProxies, warnOfProxy);
  const serverInfo = serverInfoRoute({ presence: core.presence, settings, registration, oidcName: oidc?.name });
  const server = listenOrExplain(host, config.port, (port) =>
    listen({
      ...{ host, port, certificates, basePath, clock, log, load, outlet, gateway, httpGateway, sessions, credentials, page },
      ...{ origins, clientAddresses, addressBans, accounts, endedSessions, uploadBytesMax: config.uploadBytesMax },
      moreRoutes: [
        serverInfo,
        ...healthRoutes({ readiness, metrics, metricsReaders: new MetricsReaders(config.metricsFrom) }),
        ...accountsApi.routes,
        ...adminRoutes(commands),
        ...(oidc?.routes ?? []),
        ...ownDataApi.routes,
        ...inviteLinkRoutes(inviteLinks),
        ...plainSockets.routes,
        ...labRoutes(lab),
        ...apiRoutes({
          ...{ requests, conversations, paces: core.paces, load, clock },
          handlers: {
            server: serverInfo.handle,
            "sign-in": (...asked) => sessions.signIn(...asked),
            sessions: (request) => sessions.list(request),
            "sign-out": (request) => sessions.signOutDevice(request),
            "sign-out-others": (request) => sessions.signOutOthers(request),
            "invite-link": async ({ params }) => json(await inviteLinks.preview(params.code ?? "")),
          },
        }),
        ...fileRoutes,
      ],
    }),
  );
  warnOfFrames(config, log);
  if (!page.isBuilt) log.warn("the page is not built: npm start does that, or npm run build");
  heartbeat.begin(() => core.gateway.connectionCount > 0);
  nodes.begin(() => ({ name: `${hostname()}:${server.port}`, ...status.report }));
  housekeeping.start();
  // Not waited for: a provider that is down holds up nothing but its own sign-ins.
  void provider?.warmUp();
  let hasWarnedOfProxy = false;
  function warnOfProxy(): void {
    if (hasWarnedOfProxy) return;
    hasWarnedOfProxy = true;
    log.warn("a proxy names its clients, but limits count them as one: name the proxy with --trust-proxy");
  }

  const urls = reachableUrls(host, server.port, { certificates, basePath: basePath.text });
  async function createAdministratorLink(): Promise<AdministratorLink> {
    const { code, expiresAt } = await passwordAccounts.createAdministratorLink();
    return { url: `${urls[0]}/#admin=${code}`, expiresAt };
  }
  const imports = new ImportWays({ imports: new Imports({ storage, clock }), files: files.importedFiles, clock });
  const control = openControlSocket({ dataFolder: config.dataFolder, log, commands, metrics, imports, createAdministratorLink });

  return {
    urls,
    people,
    retentionKeeper,
    async firstAdministratorLink() {
      return (await storage.isUnused()) ? await createAdministratorLink() : undefined;
    },
    async stop() {
      readiness.stop();
      nodes.leave();
      const isNoted = heartbeat.stop();
      housekeeping.cancel();
      status.close();
      await people.close();
      await retentionKeeper.close();
      await control.close();
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
      nodes.close();
      await housekeeping.ended();
      await isNoted;
      await bus?.close();
      await fileStore.close();
      await storage.close();
    },
  };
}
