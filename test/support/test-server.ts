import { limits } from "../../src/protocol/limits.ts";
import type { People } from "../../src/server/accounts/people.ts";
import type { Config } from "../../src/server/config.ts";
import type { Log } from "../../src/server/log.ts";
import { startServer } from "../../src/server/main.ts";
import type { PushTransport } from "../../src/server/push/push-transport.ts";
import { FakeClock } from "./fake-clock.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/**
 * A real server, with real sockets and a real disk, on a clock that stands still until a test turns its hands. The test fails
 * at the end when the server logged an error: whatever came, it was to be expected.
 */
export interface TestServer extends AsyncDisposable {
  readonly url: string;
  readonly clock: FakeClock;
  readonly dataFolder: string;
  /** What the operator and the staff do to people. */
  readonly people: People;
  /** Takes away what is not kept now, and not in an hour. */
  trim(): Promise<void>;
  /** In order: clients are told to come back. */
  stop(): Promise<void>;
}

interface TestServerOptions {
  /** 0, unless told: on a clock that stands still, what was used up never comes back. */
  readonly messagesPerSecond?: number;
  readonly uploadBytesMax?: number;
  /** Push messages are sent this way; without it there are none. */
  readonly pushTransport?: PushTransport;
  /** Of a test that starts a second server where the first has stopped. */
  readonly dataFolder?: string;
  /** Default: open, guests too. */
  readonly registration?: "open" | "invite" | "closed";
  readonly areGuestsAllowed?: boolean;
  readonly trustedProxies?: readonly string[];
  readonly fixedBy?: Config["fixedBy"];
  readonly hostTokens?: Config["hostTokens"];
  readonly oidc?: Config["oidc"];
  readonly metricsFrom?: readonly string[];
  /** Takes every line of the log. */
  readonly onLog?: (line: string) => void;
  /** Default: any free one. */
  readonly port?: number;
  readonly tls?: Config["tls"];
  readonly basePath?: string;
  readonly allowedHosts?: readonly string[];
  readonly allowedOrigins?: readonly string[];
  readonly allowedFrames?: readonly string[];
}

export async function startTestServer({
  messagesPerSecond = 0,
  uploadBytesMax = limits.uploadBytesMax,
  pushTransport,
  dataFolder,
  registration = "open",
  areGuestsAllowed = true,
  trustedProxies = [],
  fixedBy,
  hostTokens,
  oidc,
  metricsFrom = [],
  onLog = () => {},
  port = 0,
  tls,
  basePath = "/",
  allowedHosts = [],
  allowedOrigins = [],
  allowedFrames = [],
}: TestServerOptions = {}): Promise<TestServer> {
  const folder = await temporaryFolder();
  const clock = new FakeClock();
  const unexpected: unknown[] = [];
  const log: Log = {
    info: (message, fields) => onLog(JSON.stringify([message, fields])),
    warn: (message, fields) => onLog(JSON.stringify([message, fields])),
    error: (_message, error) => unexpected.push(error),
  };
  const config = {
    host: "127.0.0.1",
    port,
    isLan: false,
    tls,
    basePath,
    allowedHosts,
    dataFolder: dataFolder ?? folder.path,
    allowedOrigins,
    allowedFrames,
    trustedProxies,
    name: "Reef school",
    areGuestsAllowed,
    registration,
    fixedBy,
    messagesPerSecond,
    uploadBytesMax,
    pushContact: pushTransport && "mailto:ops@example.org",
    hostTokens,
    oidc,
    metricsFrom,
    log: { format: "text" as const, level: "info" as const },
  };
  const server = await startServer(config, { clock, log, pushTransport });
  const [url = ""] = server.urls;
  let stopped: Promise<void> | undefined;
  function stop(): Promise<void> {
    stopped ??= server.stop();
    return stopped;
  }

  return {
    url,
    clock,
    dataFolder: config.dataFolder,
    people: server.people,
    async trim() {
      await server.retentionKeeper.idle();
      server.retentionKeeper.trimSoon();
      await server.retentionKeeper.idle();
    },
    stop,
    async [Symbol.asyncDispose]() {
      await stop();
      await folder[Symbol.asyncDispose]();
      if (unexpected.length > 0) throw new AggregateError(unexpected, "The server logged unexpected errors.");
    },
  };
}
