import type { Clock } from "../../clock.ts";
import { ShoalError } from "../../protocol/errors.ts";
import { parseInput } from "../../protocol/frames/parse.ts";
import { type SignedIn, signInRequest } from "../../protocol/http.ts";
import type { Accounts } from "../accounts/accounts.ts";
import type { Gateway } from "../gateway/gateway.ts";
import type { RateLimiter } from "../limits/rate-limiter.ts";
import type { CheckedRequest } from "./checked-request.ts";
import type { Credentials } from "./credentials.ts";
import { readBody } from "./request-body.ts";
import { json, noContent, refusal } from "./responses.ts";
import type { SignedInRequest } from "./router.ts";
import { SignInAttempts } from "./sign-in-attempts.ts";

type SignedInWithToken = SignedIn & { readonly token: string };

interface SessionsDependencies {
  readonly accounts: Accounts;
  readonly gateway: Gateway;
  readonly credentials: Credentials;
  readonly clock: Clock;
  /** Whether a nickname is enough to sign in. */
  readonly areGuestsAllowed: boolean;
  /** By address. */
  readonly signInLimiter: RateLimiter;
  /** By user. */
  readonly deviceLinkLimiter: RateLimiter;
}

/** Signing in and out over HTTP [P28, P29]. */
export class SessionsApi {
  readonly #parts: SessionsDependencies;
  readonly #attempts: SignInAttempts<SignedInWithToken>;

  constructor(parts: SessionsDependencies) {
    this.#parts = parts;
    this.#attempts = new SignInAttempts(parts.clock);
  }

  async signIn({ request, origin, address }: CheckedRequest): Promise<Response> {
    const { accounts, credentials, signInLimiter } = this.#parts;
    signInLimiter.spend(address);
    const body = parseInput(signInRequest, await readBody(request));
    if (body.keep === "cookie" && origin.kind === "other") throw new ShoalError("forbidden-origin");
    // Before the name is taken: without its cookie a page could never come back to it.
    if (body.keep === "cookie" && !credentials.keepsCookies(request)) throw new ShoalError("cookies-needed");
    if ("nickname" in body && !this.#parts.areGuestsAllowed) throw new ShoalError("guests-not-allowed");
    const subject = "deviceLink" in body ? body.deviceLink : body.nickname;
    const { device, isVisit } = body;
    const { token, ...signedIn } = await this.#attempts.run(body.attempt, subject, () =>
      "deviceLink" in body
        ? accounts.redeemDeviceLink(body.deviceLink, device, { isVisit })
        : accounts.signInGuest(body.nickname, device, { isVisit }),
    );
    return body.keep === "cookie" ? json(signedIn, 201, credentials.keep(token, request)) : json({ ...signedIn, token }, 201);
  }

  async whoAmI({ request, origin }: CheckedRequest): Promise<Response> {
    const { accounts, credentials } = this.#parts;
    try {
      const { id, user } = await accounts.authenticate(credentials.token(request, origin));
      return json({ user, sessionId: id }, 200, credentials.renew(request, origin));
    } catch (error) {
      if (error instanceof ShoalError && error.code === "unauthenticated")
        return refusal(error, credentials.probe(request, origin));
      throw error;
    }
  }

  async signOut({ request, origin, session: { id, user } }: SignedInRequest): Promise<Response> {
    await this.#parts.accounts.signOut(id);
    this.#parts.gateway.endSession(user.id, id);
    return noContent(this.#parts.credentials.forget(request, origin));
  }

  async list({ session: { id: currentId, user } }: SignedInRequest): Promise<Response> {
    const listed = await this.#parts.accounts.listSessions(user.id);
    const onlineIds = this.#parts.gateway.onlineSessionIds(user.id);
    const sessions = listed.map(({ id, ...rest }) => ({
      ...{ sessionId: id, ...rest },
      ...{ isOnline: onlineIds.has(id), isCurrent: id === currentId },
    }));
    return json({ sessions: sessions.toSorted((one, other) => Number(other.isCurrent) - Number(one.isCurrent)) }, 200);
  }

  /** Of one device, which may be this one. */
  async signOutDevice(request: SignedInRequest): Promise<Response> {
    const { id: currentId, user } = request.session;
    const { sessionId = "" } = request.params;
    if (sessionId === currentId) return this.signOut(request);
    await this.#parts.accounts.signOutDevice(user.id, sessionId);
    this.#parts.gateway.endSession(user.id, sessionId);
    return noContent();
  }

  async signOutOthers({ session: { id, user } }: SignedInRequest): Promise<Response> {
    const endedIds = await this.#parts.accounts.signOutOthers(user.id, id);
    for (const endedId of endedIds) this.#parts.gateway.endSession(user.id, endedId);
    return noContent();
  }

  async createDeviceLink({ session: { user } }: SignedInRequest): Promise<Response> {
    const { accounts, deviceLinkLimiter } = this.#parts;
    deviceLinkLimiter.spend(user.id);
    return json(await accounts.createDeviceLink(user.id), 201);
  }
}
