import type { MessageEvent } from "../../protocol/messages.ts";
import type { PushSubscriptionSettings } from "../../protocol/push.ts";

/** The part of the storage that knows the devices which are told while their page is closed. See `storage.ts` for what holds for all of it. */
export interface PushRecords {
  /**
   * Notes where push messages of a session go, in place of what was noted for the session or the endpoint before, by any user. Of one
   * user's the newest `pushSubscriptionsPerUserMax` are kept. It ends with the session. Throws `not-found` for a session that has ended.
   */
  subscribePush(subscription: NewPushSubscription): Promise<void>;
  /** Forgets an endpoint, when it is that user's; without `userId`, of any user. Twice writes nothing new. */
  unsubscribePush(endpoint: string, userId?: string): Promise<void>;
  /**
   * The subscriptions of those whom an unread message calls that was stored after `since` and is not deleted: by their settings of the
   * conversation, or else by the subscription's `level`. In pages of at most `limit` members, with or without a subscription.
   */
  listPushTargets(query: PushTargetQuery): Promise<PushTargets>;
  /** The same for one session, as it is now: no item when nothing calls there any more. */
  findPushTarget(conversationId: string, since: number, sessionId: string): Promise<PushTargets>;
}

export interface NewPushSubscription extends PushSubscriptionSettings {
  readonly sessionId: string;
  readonly at: number;
}

export interface PushTargetQuery {
  readonly conversationId: string;
  /** A seq. */
  readonly since: number;
  /** `next` of the page before. */
  readonly after?: string | undefined;
  readonly limit: number;
}

/** A device that is to be told of a message. */
export interface PushTarget extends Pick<PushSubscriptionSettings, "endpoint" | "keys" | "content" | "quiet" | "silentUntil"> {
  readonly userId: string;
  readonly sessionId: string;
  /** The newest message that calls the user. */
  readonly seq: number;
  /** Whether it is a private message or mentions the user. */
  readonly isCall: boolean;
}

export interface PushTargets {
  readonly items: readonly PushTarget[];
  /** There when more follows. */
  readonly next?: string;
  /** Of rooms only. */
  readonly roomName?: string;
  /** Those that the targets name, with their present text. */
  readonly messages: readonly MessageEvent[];
}
