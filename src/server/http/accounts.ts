import { parseInput } from "../../protocol/frames/parse.ts";
import { administratorRequest, passwordRequest, paths, resetLinkRequest } from "../../protocol/http.ts";
import type { PasswordAccounts } from "../accounts/password-accounts.ts";
import type { Gateway } from "../gateway/gateway.ts";
import type { RateLimiter } from "../limits/rate-limiter.ts";
import type { Credentials } from "./credentials.ts";
import { PASSWORD_TIMEOUT_SECONDS, type RequestTimeouts } from "./password-timeout.ts";
import { json, noContent } from "./responses.ts";
import { type Route, type SignedInRequest, signedInRoute } from "./router.ts";

interface AccountsDependencies {
  readonly passwordAccounts: PasswordAccounts;
  readonly gateway: Gateway;
  readonly credentials: Credentials;
  /** By address. */
  readonly signInLimiter: RateLimiter;
  /** By user. */
  readonly linkLimiter: RateLimiter;
}

/** How a user can come back without a device, over HTTP [P150–P153]. */
export class AccountsApi {
  readonly #parts: AccountsDependencies;

  constructor(parts: AccountsDependencies) {
    this.#parts = parts;
  }

  get routes(): readonly Route[] {
    return [
      signedInRoute("GET", paths.account, async ({ session }) => json(await this.#parts.passwordAccounts.find(session.user.id))),
      signedInRoute("PUT", paths.account, (request, server) => this.#setPassword(request, server)),
      signedInRoute("POST", paths.administrators, (request, server) => this.#becomeAdministrator(request, server)),
      signedInRoute("POST", paths.resetLinks, (request) => this.#createResetLink(request)),
    ];
  }

  async #setPassword(
    { request, origin, address, session, readBody }: SignedInRequest,
    server: RequestTimeouts,
  ): Promise<Response> {
    const { passwordAccounts, gateway, credentials, signInLimiter } = this.#parts;
    signInLimiter.spend(address);
    const body = parseInput(passwordRequest, await readBody());
    server.timeout(request, PASSWORD_TIMEOUT_SECONDS);
    const endedIds = await passwordAccounts.setPassword(session, body, { address });
    for (const endedId of endedIds) gateway.endSession(session.user.id, endedId);
    const response = noContent();
    if (credentials.isByCookie(request, origin)) {
      credentials.keepDeviceProof(response, request, passwordAccounts.issueProof(session.user.id));
    }
    return response;
  }

  async #becomeAdministrator(
    { request, address, session, readBody }: SignedInRequest,
    server: RequestTimeouts,
  ): Promise<Response> {
    const { passwordAccounts, signInLimiter } = this.#parts;
    signInLimiter.spend(address);
    const body = parseInput(administratorRequest, await readBody());
    server.timeout(request, PASSWORD_TIMEOUT_SECONDS);
    await passwordAccounts.becomeAdministrator(session, body, { address });
    return json(await passwordAccounts.find(session.user.id));
  }

  async #createResetLink({ readBody, session: { user } }: SignedInRequest): Promise<Response> {
    this.#parts.linkLimiter.spend(user.id);
    const { userId } = parseInput(resetLinkRequest, await readBody());
    return json(await this.#parts.passwordAccounts.createResetLink(user.id, userId), 201);
  }
}
