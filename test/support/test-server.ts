import type { Log } from "../../src/server/log.ts";
import { startServer } from "../../src/server/main.ts";
import { FakeClock } from "./fake-clock.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** A real server, with real sockets and a real disk, on a clock that stands still until a test turns its hands. */
export interface TestServer extends AsyncDisposable {
  readonly url: string;
  readonly clock: FakeClock;
  /** What nobody expected to happen. Good tests leave it empty. */
  readonly unexpectedErrors: readonly unknown[];
}

interface TestServerOptions {
  /** 0, unless told: on a clock that stands still, what was used up never comes back. */
  readonly messagesPerSecond?: number;
}

export async function startTestServer({ messagesPerSecond = 0 }: TestServerOptions = {}): Promise<TestServer> {
  const folder = await temporaryFolder();
  const clock = new FakeClock();
  const unexpectedErrors: unknown[] = [];
  const log: Log = { info() {}, warn() {}, error: (message, error) => unexpectedErrors.push({ message, error }) };
  const config = { host: "127.0.0.1", port: 0, isLan: false, dataFolder: folder.path, allowedOrigins: [], messagesPerSecond };
  const server = await startServer(config, { clock, log });
  const [url = ""] = server.urls;
  return {
    url,
    clock,
    unexpectedErrors,
    async [Symbol.asyncDispose]() {
      await server.stop();
      await folder[Symbol.asyncDispose]();
    },
  };
}
