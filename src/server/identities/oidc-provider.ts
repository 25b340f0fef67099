import type { Configuration } from "openid-client";
import type { Clock, MonotonicMs } from "../../clock.ts";
import { ShoalError } from "../../protocol/errors.ts";
import type { Claims } from "../accounts/identity-accounts.ts";
import type { Log } from "../log.ts";
import { type boundedFetch, PROVIDER_TIMEOUT_MS } from "./bounded-fetch.ts";
import { isOnThisMachine, isProviderAddress } from "./provider-address.ts";

type OpenidClient = typeof import("openid-client");
type Discovered = { readonly client: OpenidClient; readonly configuration: Configuration };

/** What the provider says of itself may change: its endpoints and what it supports. Its keys are looked up on their own. */
const DISCOVERY_LIFETIME_MS = 60 * 60 * 1000;
/** After a failure, so that many visitors do not ask a provider that is down again and again. */
const DISCOVERY_REST_MS = 1_000;
const SUBJECT_CHARACTERS_MAX = 255;
const CLOCK_TOLERANCE_SECONDS = 60;

/** A provider of identities, as the operator configures it. */
export interface OidcSettings {
  readonly issuer: string;
  readonly clientId: string;
  /** Missing for a public client. */
  readonly clientSecret?: string | undefined;
  /** For people. */
  readonly name: string;
  readonly scope: string;
}

/** What one sign-in has to be answered with. Secrets of the browser that began it. */
export interface OidcTransaction {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly redirectUri: string;
  /** By the server's clock. */
  readonly expiresAt: number;
}

interface OidcProviderDependencies {
  readonly clock: Clock;
  readonly log: Log;
  readonly send: ReturnType<typeof boundedFetch>;
}

/** Signs users in by OpenID Connect: authorization code, PKCE, state and nonce [P162]. */
export class OidcProvider {
  readonly settings: OidcSettings;
  readonly #parts: OidcProviderDependencies;
  #known: (Discovered & { readonly at: MonotonicMs }) | undefined;
  #discovering: Promise<Discovered> | undefined;
  #failedAt: MonotonicMs | undefined;

  constructor(settings: OidcSettings, parts: OidcProviderDependencies) {
    this.settings = settings;
    this.#parts = parts;
  }

  /** Asks the provider who it is, so that the operator reads of a wrong setting at the start. */
  async warmUp(): Promise<void> {
    await this.#discovered().catch(() => {});
  }

  /** Where the browser goes, and what its answer has to fit. Throws `provider-unavailable`. */
  async begin(redirectUri: string): Promise<{ readonly address: string } & Omit<OidcTransaction, "expiresAt">> {
    const { client, configuration } = await this.#discovered();
    const { randomState, randomNonce, randomPKCECodeVerifier } = client;
    const [state, nonce, verifier] = [randomState(), randomNonce(), randomPKCECodeVerifier()];
    const address = client.buildAuthorizationUrl(configuration, {
      ...{ redirect_uri: redirectUri, scope: this.settings.scope, state, nonce },
      ...{ code_challenge: await client.calculatePKCECodeChallenge(verifier), code_challenge_method: "S256" },
    }).href;
    if (!isProviderAddress(address)) throw this.#unavailable("its authorization endpoint is not reached over TLS");
    return { address, state, nonce, verifier, redirectUri };
  }

  /** `query` is that of the provider's answer. Throws `oidc-failed`, `provider-unavailable`. */
  async complete(query: string, transaction: OidcTransaction): Promise<Claims> {
    const { client, configuration } = await this.#discovered();
    const { state, nonce, verifier, redirectUri, expiresAt } = transaction;
    const answer = new URL(redirectUri);
    answer.search = query;
    try {
      const tokens = await client.authorizationCodeGrant(configuration, answer, {
        ...{ pkceCodeVerifier: verifier, expectedState: state, expectedNonce: nonce, idTokenExpected: true },
      });
      const claims = tokens.claims();
      if (!claims?.sub || claims.sub.length > SUBJECT_CHARACTERS_MAX) throw new ShoalError("oidc-failed");
      const named = namesOf(claims);
      const names =
        named.length > 0 ? named : await this.#askForNames({ client, configuration }, tokens.access_token, claims.sub);
      return { issuer: claims.iss, subject: claims.sub, names, once: { id: state, expiresAt } };
    } catch (error) {
      throw this.#refusalOf(error);
    }
  }

  /** Some providers tell names only here. Without one the user has a nickname that says nothing. */
  async #askForNames({ client, configuration }: Discovered, accessToken: string, subject: string): Promise<string[]> {
    if (configuration.serverMetadata().userinfo_endpoint === undefined) return [];
    try {
      return namesOf(await client.fetchUserInfo(configuration, accessToken, subject));
    } catch (error) {
      this.#parts.log.warn("the OpenID provider tells no names", { reason: reasonOf(error) });
      return [];
    }
  }

  async #discovered(): Promise<Discovered> {
    const { clock } = this.#parts;
    if (this.#known !== undefined && clock.elapsedMs(this.#known.at) < DISCOVERY_LIFETIME_MS) return this.#known;
    if (this.#failedAt !== undefined && clock.elapsedMs(this.#failedAt) < DISCOVERY_REST_MS) {
      if (this.#known !== undefined) return this.#known;
      throw new ShoalError("provider-unavailable");
    }
    this.#discovering ??= this.#discover().finally(() => {
      this.#discovering = undefined;
    });
    return await this.#discovering;
  }

  async #discover(): Promise<Discovered> {
    const { issuer, clientId, clientSecret } = this.settings;
    const { clock, send } = this.#parts;
    try {
      const client = await import("openid-client");
      // The signature of an ID token is checked even where TLS vouches for it.
      const execute = [client.enableNonRepudiationChecks, ...(isOnThisMachine(issuer) ? [client.allowInsecureRequests] : [])];
      const metadata = { ...(clientSecret !== undefined && { client_secret: clientSecret }) };
      const clientAuth = ({ token_endpoint_auth_methods_supported: known }: AuthMethods): ReturnType<typeof client.None> => {
        if (clientSecret === undefined) return client.None();
        // What a provider that names no methods takes [OpenID Connect Discovery 1.0].
        if (known === undefined || known.includes("client_secret_basic")) return client.ClientSecretBasic(clientSecret);
        return client.ClientSecretPost(clientSecret);
      };
      const configuration = await client.discovery(
        new URL(issuer),
        clientId,
        { ...metadata, [client.clockTolerance]: CLOCK_TOLERANCE_SECONDS },
        (server, ...rest) => clientAuth(server)(server, ...rest),
        { execute, timeout: PROVIDER_TIMEOUT_MS / 1000, [client.customFetch]: send },
      );
      this.#known = { client, configuration, at: clock.monotonicNow() };
      this.#failedAt = undefined;
      return this.#known;
    } catch (error) {
      this.#failedAt = clock.monotonicNow();
      // What was found an hour ago is better than nothing.
      if (this.#known !== undefined) return this.#known;
      throw this.#unavailable(reasonOf(error));
    }
  }

  #unavailable(reason: string): ShoalError {
    this.#parts.log.warn("the OpenID provider does not answer as it should", { issuer: this.settings.issuer, reason });
    return new ShoalError("provider-unavailable");
  }

  #refusalOf(error: unknown): ShoalError {
    const known = shoalErrorIn(error);
    if (known !== undefined && known.code !== "provider-unavailable") return known;
    const reason = reasonOf(error);
    this.#parts.log.warn("a sign-in by OpenID Connect failed", { issuer: this.settings.issuer, reason });
    return known ?? new ShoalError("oidc-failed");
  }
}

interface AuthMethods {
  readonly token_endpoint_auth_methods_supported?: string[] | undefined;
}

function namesOf(claims: Readonly<Record<string, unknown>>): string[] {
  const names = [claims.name, claims.preferred_username, claims.nickname];
  return names.filter((name): name is string => typeof name === "string" && name.trim() !== "");
}

/** A code for the log. Messages and descriptions may quote codes and tokens. */
function reasonOf(error: unknown): string {
  const known = shoalErrorIn(error);
  if (known !== undefined) return known.code;
  const code = codesOf(error).find((each) => /^[\w-]{1,60}$/.test(each));
  return code ?? (error instanceof Error ? error.name : "unknown");
}

/** `error` is what the provider answered, `code` what the library makes of it. */
function codesOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  const { error: answered, code } = error as { error?: unknown; code?: unknown };
  return [answered, code].filter((each) => typeof each === "string");
}

function shoalErrorIn(error: unknown): ShoalError | undefined {
  if (error instanceof ShoalError) return error;
  return error instanceof Error && error.cause !== undefined ? shoalErrorIn(error.cause) : undefined;
}
