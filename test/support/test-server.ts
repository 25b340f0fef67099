import { limits } from "../../src/protocol/limits.ts";
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
}

export async function startTestServer({
  messagesPerSecond = 0,
  uploadBytesMax = limits.uploadBytesMax,
  pushTransport,
  dataFolder,
}: TestServerOptions = {}): Promise<TestServer> {
  const folder = await temporaryFolder();
  const clock = new FakeClock();
  const unexpected: unknown[] = [];
  const log: Log = { info() {}, warn() {}, error: (_message, error) => unexpected.push(error) };
  const config = {
    host: "127.0.0.1",
    port: 0,
    isLan: false,
    dataFolder: dataFolder ?? folder.path,
    allowedOrigins: [],
    trustedProxies: [],
    name: "Reef school",
    areGuestsAllowed: true,
    messagesPerSecond,
    uploadBytesMax,
    pushContact: pushTransport && "mailto:ops@example.org",
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
    stop,
    async [Symbol.asyncDispose]() {
      await stop();
      await folder[Symbol.asyncDispose]();
      if (unexpected.length > 0) throw new AggregateError(unexpected, "The server logged unexpected errors.");
    },
  };
}
