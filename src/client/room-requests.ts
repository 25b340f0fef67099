import type { Conversation } from "../protocol/conversations.ts";
import type { MemberList, RoomList } from "../protocol/frames/directory.ts";
import type { DownFrameOf } from "../protocol/frames/down.ts";
import type { InviteLink } from "../protocol/invite-links.ts";
import type { ClientParts } from "./client-parts.ts";
import { MessageRequests } from "./message-requests.ts";
import { withPicture } from "./required-features.ts";
import type { InviteLinkOptions, PageQuery, RoomOptions, SignalOptions } from "./shoal-client-options.ts";

/** How a user finds, makes, enters and leaves conversations. Made as a `ShoalClient`. */
export abstract class RoomRequests extends MessageRequests {
  readonly #parts: ClientParts;

  /** @internal */
  constructor(parts: ClientParts) {
    super(parts);
    this.#parts = parts;
  }

  /**
   * Makes a room that the user owns. It is in `conversations` when this resolves; so with `join`, `acceptInvitation`, `joinByInviteLink` and
   * `openDirect`. Rejects with `room-name-invalid`, `room-name-taken` (public rooms have different names), `room-description-invalid`,
   * `emoji-invalid`, `too-many-conversations`, and for `picture` what `updateProfile` rejects with. A server without the feature `room-settings` leaves `description` and `emoji` out.
   * @example const { id } = await client.createRoom({ name: "reef", emoji: "🐠", description: "All about corals", isPrivate: true });
   */
  async createRoom(room: RoomOptions & { name: string }, options: SignalOptions = {}): Promise<Conversation> {
    const request = withPicture(this.#parts.lifecycle, room);
    return this.#askForConversation(this.#parts.requests.ask("create-room", request, options));
  }

  /**
   * Changes a room that the user owns: what is given, and nothing else. An empty `description`, `emoji` or `picture` removes it. Resolves when it is
   * stored; `conversations` of all members have it then or soon after, and their logs say so (`room`). Rejects with `not-found`, `not-allowed`
   * (unless the owner, and in the lobby) and what `createRoom` rejects with.
   * @example await client.describeRoom(room.id, { name: "quiet reef", isPrivate: true });
   */
  async describeRoom(conversationId: string, change: RoomOptions, options: SignalOptions = {}): Promise<void> {
    const request = { conversationId, ...withPicture(this.#parts.lifecycle, change) };
    await this.#parts.requests.ask("describe-room", request, options);
  }

  /**
   * Becomes a member of a public room. Of a member it changes nothing. Rejects with `not-found`, `banned`, `too-many-conversations`.
   * @example await client.join((await client.rooms({ query: "reef" })).rooms[0].id);
   */
  join(conversationId: string, options: SignalOptions = {}): Promise<Conversation> {
    return this.#askForConversation(this.#parts.requests.ask("join", { conversationId }, options));
  }

  /**
   * Leaves a room. Rejects with `not-allowed` for the lobby and for private conversations.
   * @example await client.leave(room.id);
   */
  async leave(conversationId: string, options: SignalOptions = {}): Promise<void> {
    await this.#parts.requests.ask("leave", { conversationId }, options);
  }

  /**
   * Asks a user into a room; they decide. Resolves when the invitation is stored, or when they are a member already. Asking again is asking once.
   * Rejects with `too-many-invitations` when too many wait for an answer, or when they declined lately (`retryAfterMs`), and with `rate-limited`.
   * @example await client.invite(room.id, ben.id);
   */
  async invite(conversationId: string, userId: string, options: SignalOptions = {}): Promise<void> {
    await this.#parts.requests.ask("invite", { conversationId, userId }, options);
  }

  /**
   * Withdraws this user's invitation. Rejects with `not-found` for a missing or accepted invitation.
   * @example await client.withdrawInvitation(room.id, ben.id);
   */
  async withdrawInvitation(conversationId: string, userId: string, options: SignalOptions = {}): Promise<void> {
    await this.#parts.requests.ask("withdraw-invitation", { conversationId, userId }, options);
  }

  /**
   * Becomes a member of a room in `invitations`. Accepting again is accepting once. Rejects with `not-found` when the
   * invitation was withdrawn, and with `too-many-conversations`.
   * @example client.on("invitations", (rooms) => rooms.forEach(({ conversationId }) => client.acceptInvitation(conversationId)));
   */
  acceptInvitation(conversationId: string, options: SignalOptions = {}): Promise<Conversation> {
    return this.#askForConversation(this.#parts.requests.ask("accept-invitation", { conversationId }, options));
  }

  /**
   * Declines the invitations of all inviters to that room; for a week they cannot ask again. Declining twice is once.
   * @example await client.declineInvitation(invitation.conversationId);
   */
  async declineInvitation(conversationId: string, options: SignalOptions = {}): Promise<void> {
    await this.#parts.requests.ask("decline-invitation", { conversationId }, options);
  }

  /**
   * Makes a link by which others become members of a room, until it has expired or is used up. Rejects with `not-found`, `not-allowed`,
   * `too-many-invite-links` (10 of a member in a room, 100 of all members) and `rate-limited`.
   * @example
   * const link = await client.createInviteLink(room.id, { lifetimeMs: 24 * 60 * 60 * 1000, usesMax: 5 });
   * console.log(inviteLinkAddress(client.url, link.code));
   */
  async createInviteLink(conversationId: string, { signal, ...link }: InviteLinkOptions = {}): Promise<InviteLink> {
    return (await this.#parts.requests.ask("create-invite-link", { conversationId, ...link }, { signal })).link;
  }

  /**
   * The links into a room that still work, the newest first: the user's own, and those of all members where the user owns the room. Rejects
   * with `not-found` and `not-allowed`.
   * @example for (const { code, uses } of await client.inviteLinks(room.id)) if (uses > 0) await client.revokeInviteLink(code);
   */
  async inviteLinks(conversationId: string, options: SignalOptions = {}): Promise<readonly InviteLink[]> {
    return (await this.#parts.requests.ask("invite-links", { conversationId }, options)).links;
  }

  /**
   * Revokes a link: one of the user's own, or any into a room that they own. Twice is once. Rejects with `not-allowed`.
   * @example await client.revokeInviteLink(link.code);
   */
  async revokeInviteLink(code: string, options: SignalOptions = {}): Promise<void> {
    await this.#parts.requests.ask("revoke-invite-link", { code }, options);
  }

  /**
   * Becomes a member of the room that a link leads to. Of a member it is no use, so it may be called again after a lost connection. Rejects
   * with `invite-link-invalid` (expired, used up, revoked, or its maker has left the room) and `too-many-conversations`.
   * @example const room = await client.joinByInviteLink(code);
   */
  joinByInviteLink(code: string, options: SignalOptions = {}): Promise<Conversation> {
    return this.#askForConversation(this.#parts.requests.ask("use-invite-link", { code }, options));
  }

  /**
   * The conversation with one person. They see it from its first message on.
   * @example
   * const { id } = await client.openDirect(ben.id);
   * await client.send(id, "Do you have a minute?");
   */
  openDirect(userId: string, options: SignalOptions = {}): Promise<Conversation> {
    return this.#askForConversation(this.#parts.requests.ask("open-direct", { userId }, options));
  }

  /**
   * Public rooms by name; `next` is there when more follow.
   * @example const { rooms, next } = await client.rooms({ query: "reef" });
   */
  rooms({ signal, ...page }: PageQuery = {}): Promise<RoomList> {
    return this.#parts.requests.ask("rooms", page, { signal });
  }

  /**
   * Members by nickname; `next` is there when more follow.
   * @example const { members } = await client.members("lobby", { query: "ann" });
   */
  members(conversationId: string, { signal, ...page }: PageQuery = {}): Promise<MemberList> {
    return this.#parts.requests.ask("members", { conversationId, ...page }, { signal });
  }

  async #askForConversation(answer: Promise<DownFrameOf<"conversation">>): Promise<Conversation> {
    const { conversation } = await answer;
    return this.conversations.get(conversation.id) ?? conversation;
  }
}
