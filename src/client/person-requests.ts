import type { PersonCard } from "../protocol/frames/profiles.ts";
import type { PushSubscriptionSettings } from "../protocol/push.ts";
import type { ClientParts } from "./client-parts.ts";
import { requireFeature, withPicture } from "./required-features.ts";
import { RoomRequests } from "./room-requests.ts";
import type { ChangedSettings, ProfileUpdate, SignalOptions } from "./shoal-client-options.ts";

/** What concerns the user: profile, blocks, push messages, and settings of their own. Made as a `ShoalClient`. */
export abstract class PersonRequests extends RoomRequests {
  readonly #parts: ClientParts;

  /** @internal */
  constructor(parts: ClientParts) {
    super(parts);
    this.#parts = parts;
  }

  /**
   * Changes what is given of the user's own profile; an empty `status` or `picture` removes it. Rejects with `nickname-taken`, `nickname-invalid`,
   * `status-invalid`, and `rate-limited` after five nicknames in an hour. Of a `picture` the server keeps the square in the middle; it rejects with
   * `picture-invalid`, `picture-too-large`, `file-not-found`, and `unsupported` when the server is too old.
   * @example await client.updateProfile({ nickname: "anna", tone: 4, picture: await uploadFile(client.url, photo, { token }) });
   */
  async updateProfile(profile: ProfileUpdate, options: SignalOptions = {}): Promise<void> {
    await this.#parts.requests.ask("update-profile", withPicture(this.#parts.lifecycle, profile), options);
  }

  /**
   * A user's card: status, rooms in common, whether they are online. Rejects with `not-found` unless the two share a conversation.
   * @example const { status, rooms } = await client.person(message.by.id);
   */
  person(userId: string, options: SignalOptions = {}): Promise<PersonCard> {
    return this.#parts.requests.ask("person", { userId }, options);
  }

  /**
   * No private messages or invitations between the two (`not-accepted`, `user-blocked`). Rejects with `not-found`, `too-many-blocks`.
   * @example await client.block(message.by.id);
   */
  async block(userId: string, options: SignalOptions = {}): Promise<void> {
    await this.#parts.requests.ask("block", { userId }, options);
  }

  /**
   * Ends a block. Twice is once. Rejects with `not-found`.
   * @example for (const userId of client.blocked) await client.unblock(userId);
   */
  async unblock(userId: string, options: SignalOptions = {}): Promise<void> {
    await this.#parts.requests.ask("unblock", { userId }, options);
  }

  /**
   * Push messages to this session's device while its page is closed, in place of what the session asked for before; they end with
   * the session. Needs `pushKey`, with which the browser subscribes. Rejects with `push-invalid`, `unsupported`.
   * @example
   * const subscription = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: client.pushKey });
   * await client.subscribePush({ ...subscription.toJSON(), content: "who", level: "calls" });
   */
  async subscribePush(settings: PushSubscriptionSettings, options: SignalOptions = {}): Promise<void> {
    await this.#parts.requests.ask("subscribe-push", settings, options);
  }

  /**
   * Ends the push messages to that endpoint, when it is one of the user's. Ending twice is ending once.
   * @example await client.unsubscribePush(subscription.endpoint);
   */
  async unsubscribePush(endpoint: string, options: SignalOptions = {}): Promise<void> {
    await this.#parts.requests.ask("unsubscribe-push", { endpoint }, options);
  }

  /**
   * Marks everything up to `seq` as read. Call it as often as you like: it is sent at most once a second, and never moves back.
   * @example client.on("message", ({ conversationId, event }) => client.markRead(conversationId, event.seq));
   */
  markRead(conversationId: string, seq: number): void {
    this.#parts.readMarkers.mark(conversationId, seq);
  }

  /**
   * Marks everything in all conversations as read. Marking twice is marking once. Rejects with `unsupported` when the server is too old.
   * @example await client.readAll();
   */
  async readAll(options: SignalOptions = {}): Promise<void> {
    requireFeature(this.#parts.lifecycle, "conversation-settings");
    await this.#parts.requests.ask("read-all", {}, options);
  }

  /**
   * Changes the user's own settings of a conversation, on all their devices: the given ones, and no others. `conversations` brings
   * them as `settings`, a moment after this resolves. Rejects with `not-found`, with `too-many-pinned-conversations` (20 are pinned), and
   * with `unsupported` when the server is too old.
   * @example
   * await client.configure("lobby", { notify: "mentions", isPinned: true });
   * await client.configure("lobby", { isArchived: true }); // and not pinned any more
   */
  async configure(conversationId: string, settings: ChangedSettings, options: SignalOptions = {}): Promise<void> {
    requireFeature(this.#parts.lifecycle, "conversation-settings");
    await this.#parts.requests.ask("configure", { conversationId, ...settings }, options);
  }

  /**
   * Chooses whether others see how far this user has read, on all devices. It works both ways: without it, no `readers` come. Twice is once.
   * Rejects with `unsupported` when the server is too old.
   * @example
   * client.on("readers", ({ markers }) => show(markers.filter(({ readSeq }) => readSeq >= lastOwnSeq)));
   * await client.shareReads(false); // and `readers` does not come any more
   */
  async shareReads(isShared: boolean, options: SignalOptions = {}): Promise<void> {
    requireFeature(this.#parts.lifecycle, "readers");
    await this.#parts.requests.ask("share-reads", { isShared }, options);
  }
}
