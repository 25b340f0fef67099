import type { Clock } from "../../clock.ts";
import type { Log } from "../log.ts";
import type { SharedSecrets } from "../shared-secrets.ts";
import type { PushRecords } from "../storage/push-records.ts";
import { Deliveries } from "./deliveries.ts";
import { type HeardSessions, PushNotifier } from "./push-notifier.ts";
import { PushSubscriptions } from "./push-subscriptions.ts";
import type { PushTransport } from "./push-transport.ts";
import { Vapid } from "./vapid.ts";
import { openVapidKeys } from "./vapid-keys.ts";

interface PushOptions {
  readonly storage: PushRecords;
  readonly clock: Clock;
  readonly log: Log;
  readonly secrets: SharedSecrets;
  /** A mailto: or https: address of the operator, for push services that have a question. */
  readonly contact: string;
  readonly transport: PushTransport;
  readonly heardSessions: HeardSessions;
}

/** Push messages (RFC 8030) to devices whose page is closed. Throws `Error` when the keys cannot be read or kept. */
export async function createPush({ storage, clock, log, secrets, contact, transport, heardSessions }: PushOptions) {
  const keys = await openVapidKeys(secrets);
  const vapid = new Vapid(keys, contact, clock);
  const onGone = (endpoint: string): Promise<void> => storage.unsubscribePush(endpoint);
  const deliveries = new Deliveries({ transport, clock, log, onGone });
  return {
    deliveries,
    subscriptions: new PushSubscriptions({ storage, clock, transport, publicKey: keys.publicKey }),
    notifier: new PushNotifier({ storage, clock, log, vapid, deliveries, heardSessions }),
  };
}
