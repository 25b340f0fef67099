import { ShoalError } from "../../protocol/errors.ts";
import type { Registration as RegistrationMode } from "../../protocol/http.ts";

interface Newcomer {
  readonly hasPassword: boolean;
  readonly inviteLink?: string | undefined;
}

/** What decides it, as it is now: an administrator can change it while the server runs. */
export interface RegistrationRules {
  readonly registration: RegistrationMode;
  /** Whether a nickname is enough. */
  readonly areGuestsAllowed: boolean;
  /** A raid closes the server to newcomers. */
  readonly isRaid: boolean;
}

/** Who can become a user [P154]. */
export class Registration {
  readonly #rules: RegistrationRules;

  constructor(rules: RegistrationRules) {
    this.#rules = rules;
  }

  get mode(): RegistrationMode {
    return this.#rules.isRaid ? "closed" : this.#rules.registration;
  }

  get areGuestsAllowed(): boolean {
    return this.#rules.areGuestsAllowed;
  }

  /** Whether anyone can become a user without showing anything, as on a plain socket. */
  get isOpenToGuests(): boolean {
    return this.mode === "open" && this.areGuestsAllowed;
  }

  /**
   * The invite link that is redeemed with the sign-in, where one is needed.
   * Throws `guests-not-allowed`, `registration-closed`, `invite-needed`.
   */
  admit({ hasPassword, inviteLink }: Newcomer): { readonly inviteLink?: string | undefined } {
    if (!hasPassword && !this.areGuestsAllowed) throw new ShoalError("guests-not-allowed");
    if (this.mode === "closed") throw new ShoalError("registration-closed");
    if (this.mode === "open") return {};
    if (inviteLink === undefined) throw new ShoalError("invite-needed");
    return { inviteLink };
  }
}
