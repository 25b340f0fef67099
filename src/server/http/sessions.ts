import type { InferOutput } from "valibot";
import type { Clock } from "../../clock.ts";
import { type AnyErrorCode, ShoalError } from "../../protocol/errors.ts";
import { parseInput } from "../../protocol/frames/parse.ts";
import { signInRequest } from "../../protocol/http.ts";
import { limits } from "../../protocol/limits.ts";
import type { Accounts, NewSignIn } from "../accounts/accounts.ts";
import type { IdentityAccounts } from "../accounts/identity-accounts.ts";
import type { Guesser, PasswordAccounts } from "../accounts/password-accounts.ts";
import type { Registration } from "../accounts/registration.ts";
import { hashSecret } from "../accounts/secrets.ts";
import type { Gateway } from "../gateway/gateway.ts";
import type { UserConnections } from "../gateway/user-connections.ts";
import type { HostTokens } from "../identities/host-tokens.ts";
import type { RateLimiter } from "../limits/rate-limiter.ts";
import type { Nodes } from "../nodes/nodes.ts";
import type { CheckedRequest } from "./checked-request.ts";
import type { Credentials } from "./credentials.ts";
import { PASSWORD_TIMEOUT_SECONDS, type RequestTimeouts } from "./password-timeout.ts";
import { readBody } from "./request-body.ts";
import { json, noContent, refusal } from "./responses.ts";
import type { SignedInRequest } from "./router.ts";
import { SignInAttempts } from "./sign-in-attempts.ts";

type SignInBody = InferOutput<typeof signInRequest>;

/** Why a nickname did not become a guest's. */
const refusalsOfNewcomers = new Set<AnyErrorCode>(["nickname-taken", "registration-closed", "invite-needed"]);

interface SessionsDependencies {
  readonly accounts: Accounts;
  readonly passwordAccounts: PasswordAccounts;
  readonly identityAccounts: IdentityAccounts;
  /** Missing where the operator has no application with users of its own. */
  readonly hostTokens: HostTokens | undefined;
  readonly registration: Registration;
  readonly gateway: Gateway;
  readonly userConnections: UserConnections;
  readonly nodes: Nodes;
  readonly credentials: Credentials;
  readonly clock: Clock;
  /** By address. */
  readonly signInLimiter: RateLimiter;
  /** By user. */
  readonly deviceLinkLimiter: RateLimiter;
}

/** Signing in and out over HTTP [P28, P29]. */
export class SessionsApi {
  readonly #parts: SessionsDependencies;
  readonly #attempts: SignInAttempts<NewSignIn>;
  /** Since the start. */
  signInCount = 0;

  constructor(parts: SessionsDependencies) {
    this.#parts = parts;
    this.#attempts = new SignInAttempts(parts.clock);
  }

  async signIn({ request, origin, address }: CheckedRequest, server: RequestTimeouts): Promise<Response> {
    const { credentials, signInLimiter, passwordAccounts } = this.#parts;
    signInLimiter.spend(address);
    const body = parseInput(signInRequest, await readBody(request));
    if (body.keep === "cookie" && origin.kind === "other") throw new ShoalError("forbidden-origin");
    // Before the name is taken: without its cookie a page could never come back to it.
    if (body.keep === "cookie" && !credentials.keepsCookies(request)) throw new ShoalError("cookies-needed");
    const hasPassword = "password" in body && body.password !== undefined;
    if (hasPassword) server.timeout(request, PASSWORD_TIMEOUT_SECONDS);
    const guesser = { address, proof: credentials.deviceProof(request, origin) };
    const signedInNow = await this.#attempts.run(body.attempt, subjectOf(body), () => this.#signIn(body, guesser));
    this.signInCount += 1;
    const { token, ...signedIn } = signedInNow;
    if (body.keep !== "cookie") return json({ ...signedIn, token }, 201);
    const response = json(signedIn, 201, credentials.keep(token, request));
    if (hasPassword) credentials.keepDeviceProof(response, request, passwordAccounts.issueProof(signedIn.user.id));
    return response;
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
    const onlineIds = await this.#onlineSessionIds(user.id, listed);
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

  /** Those with a live connection, here or at another node. */
  async #onlineSessionIds(userId: string, listed: readonly { readonly id: string }[]): Promise<ReadonlySet<string>> {
    const { userConnections, nodes } = this.#parts;
    const here = userConnections.onlineSessionIds(userId);
    const others = listed.filter(({ id }) => !here.has(id)).map(({ id }) => ({ userId, sessionId: id }));
    return here.union(await nodes.heardElsewhere(others, limits.heartbeatTimeoutMs));
  }

  async #signIn(body: SignInBody, guesser: Guesser): Promise<NewSignIn> {
    const { accounts, passwordAccounts, registration, gateway } = this.#parts;
    const device = { device: body.device, isVisit: body.isVisit };
    if ("deviceLink" in body) return accounts.redeemDeviceLink(body.deviceLink, body.device, device);
    if ("jwt" in body) return this.#signInByToken(body.jwt, device);
    if ("resetLink" in body) {
      const { signedIn, endedSessionIds } = await passwordAccounts.reset(body.resetLink, body.password, guesser, device);
      for (const endedId of endedSessionIds) gateway.endSession(signedIn.user.id, endedId);
      return signedIn;
    }
    const { nickname, password, isNew, inviteLink, administratorLink } = body;
    if (password === undefined) {
      if (administratorLink !== undefined) throw new ShoalError("password-needed");
      return this.#signInGuest(nickname, body);
    }
    if (administratorLink !== undefined) {
      return passwordAccounts.signInAsAdministrator(administratorLink, { nickname, password }, guesser, device);
    }
    if (!isNew) return passwordAccounts.signIn({ nickname, password }, guesser, device);
    return passwordAccounts.register(
      { nickname, password },
      guesser,
      device,
      registration.admit({ hasPassword: true, inviteLink }),
    );
  }

  /** Where the nickname is an account's, the client has to ask for its password; where no guests are allowed, it does so anyway. */
  async #signInGuest(
    nickname: string,
    { device, isVisit, inviteLink }: { device: string; isVisit: boolean; inviteLink?: string | undefined },
  ): Promise<NewSignIn> {
    const { accounts, passwordAccounts, registration } = this.#parts;
    try {
      const admitted = registration.admit({ hasPassword: false, inviteLink });
      return await accounts.signInGuest(nickname, device, { isVisit, ...admitted });
    } catch (error) {
      const isRefused = error instanceof ShoalError && refusalsOfNewcomers.has(error.code);
      if (isRefused && (await passwordAccounts.hasPassword(nickname))) throw new ShoalError("password-needed");
      throw error;
    }
  }

  /** The operator's application decides who its users are, whatever the registration says [P160a]. */
  async #signInByToken(jwt: string, { device, isVisit }: { device: string; isVisit: boolean }): Promise<NewSignIn> {
    const { hostTokens, identityAccounts } = this.#parts;
    if (hostTokens === undefined) throw new ShoalError("unsupported", { message: "This server takes no JWTs (--jwt-issuer)." });
    return identityAccounts.signIn(await hostTokens.verify(jwt), device, { isVisit });
  }

  async createDeviceLink({ session: { user } }: SignedInRequest): Promise<Response> {
    const { accounts, deviceLinkLimiter } = this.#parts;
    deviceLinkLimiter.spend(user.id);
    return json(await accounts.createDeviceLink(user.id), 201);
  }
}

/** What an attempt is about: the same attempt with another password is another one. Secrets are kept as hashes. */
function subjectOf(body: SignInBody): string {
  if ("deviceLink" in body) return body.deviceLink;
  if ("jwt" in body) return hashSecret(body.jwt);
  const { password } = body;
  const secrets = "resetLink" in body ? [body.resetLink] : [body.nickname, body.administratorLink ?? ""];
  return password === undefined ? secrets.join(" ") : hashSecret(JSON.stringify([...secrets, password]));
}
