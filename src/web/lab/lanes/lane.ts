import { ShoalClient, type SignedIn, type TransportName } from "../../../client/index.ts";
import { server } from "../server-address.ts";
import type { TrafficMeter } from "./traffic.ts";

export interface LaneParts {
  readonly transport: TransportName;
  readonly session: SignedIn;
  readonly meter: TrafficMeter;
}

/** One transport, and the device that uses it. */
export class Lane {
  readonly transport: TransportName;
  readonly client: ShoalClient;
  readonly session: SignedIn;
  readonly meter: TrafficMeter;
  /** Something on the way does not let it through: the others go on without it. */
  isBlocked = false;

  constructor({ transport, session, meter }: LaneParts) {
    this.transport = transport;
    this.session = session;
    this.meter = meter;
    this.client = new ShoalClient(server, {
      token: session.token,
      transport,
      fetch: meter.fetch,
      WebSocket: meter.WebSocket,
    });
  }

  block(): void {
    this.isBlocked = true;
    this.client.close();
  }
}
