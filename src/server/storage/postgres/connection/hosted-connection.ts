import { BlockingConnection } from "./blocking-connection.ts";
import { ConnectionHost } from "./connection-host.ts";
import type { ConnectionName } from "./connection-options.ts";

interface HostedOptions {
  readonly name?: ConnectionName;
  /** Default: that of a node. */
  readonly answerMsMax?: number;
}

/** A connection with a connections' thread of its own, which ends with it: for a command or a test that runs statements in its own thread. */
export class HostedConnection extends BlockingConnection {
  readonly #host: ConnectionHost;

  constructor(url: string, { name, answerMsMax }: HostedOptions = {}) {
    const host = new ConnectionHost(url, () => {}, name);
    super(host.connect(), answerMsMax);
    this.#host = host;
  }

  override close(): void {
    super.close();
    this.#host.close();
  }
}
