import type { Clock } from "../../clock.ts";
import { ShoalError } from "../../protocol/errors.ts";
import type { PushSubscriptionSettings } from "../../protocol/push.ts";
import type { PushRecords } from "../storage/push-records.ts";
import { arePushKeys } from "./encrypt.ts";
import type { PushTransport } from "./push-transport.ts";
import { isTimeZone } from "./quiet-hours.ts";

interface PushSubscriptionsOptions {
  readonly storage: PushRecords;
  readonly clock: Clock;
  readonly transport: PushTransport;
  /** What browsers subscribe with, base64url. */
  readonly publicKey: string;
}

/** The devices that want push messages. */
export class PushSubscriptions {
  readonly publicKey: string;
  readonly #options: PushSubscriptionsOptions;

  constructor(options: PushSubscriptionsOptions) {
    this.publicKey = options.publicKey;
    this.#options = options;
  }

  /** Throws `push-invalid`, `not-found` when the session has ended meanwhile. */
  async subscribe(sessionId: string, settings: PushSubscriptionSettings): Promise<void> {
    const { storage, clock, transport } = this.#options;
    const { endpoint, keys, quiet } = settings;
    const isPlausible = arePushKeys(keys) && (quiet === undefined || isTimeZone(quiet.timeZone));
    if (!isPlausible || !(await transport.accepts(endpoint))) throw new ShoalError("push-invalid");
    await storage.subscribePush({ ...settings, sessionId, at: clock.now() });
  }

  /** Nothing happens to an endpoint of another user. */
  async unsubscribe(userId: string, endpoint: string): Promise<void> {
    await this.#options.storage.unsubscribePush(endpoint, userId);
  }
}
