import * as v from "valibot";
import type { Clock } from "../../clock.ts";
import type { Conversation } from "../../protocol/conversations.ts";
import { ShoalError } from "../../protocol/errors.ts";
import { newToken, token } from "../../protocol/ids.ts";
import type { InviteLink, InviteLinkPreview } from "../../protocol/invite-links.ts";
import type { Person } from "../../protocol/people.ts";
import type { Storage } from "../storage/storage.ts";

/** Links that make their bearers members of a room [P94, P95]. */
export class InviteLinks {
  readonly #storage: Storage;
  readonly #clock: Clock;

  constructor(storage: Storage, clock: Clock) {
    this.#storage = storage;
    this.#clock = clock;
  }

  /** Throws `not-found`, `not-allowed`, `too-many-invite-links`. */
  create(
    inviter: Person,
    conversationId: string,
    { lifetimeMs, usesMax }: { readonly lifetimeMs: number; readonly usesMax?: number | undefined },
  ): Promise<InviteLink> {
    const at = this.#clock.now();
    const link = { code: newToken(), conversationId, userId: inviter.id, at, expiresAt: at + lifetimeMs, usesMax };
    return this.#storage.createInviteLink(link);
  }

  async list(user: Person, conversationId: string): Promise<InviteLink[]> {
    return [...(await this.#storage.listInviteLinks(conversationId, user.id, this.#clock.now()))];
  }

  revoke(user: Person, code: string): Promise<void> {
    return this.#storage.revokeInviteLink(code, user.id);
  }

  /** Throws `invite-link-invalid`, `too-many-conversations`. */
  use(user: Person, code: string): Promise<Conversation> {
    return this.#storage.redeemInviteLink(code, user.id, this.#clock.now());
  }

  /** The room behind a link. Throws `not-found`, also for what cannot be a code. */
  async preview(code: string): Promise<InviteLinkPreview> {
    const preview = v.is(token, code) ? await this.#storage.findInviteLink(code, this.#clock.now()) : undefined;
    if (preview === undefined) throw new ShoalError("not-found");
    return preview;
  }
}
