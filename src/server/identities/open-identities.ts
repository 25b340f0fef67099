import type { JWTVerifyGetKey } from "jose";
import type { Clock } from "../../clock.ts";
import { ShoalError } from "../../protocol/errors.ts";
import type { Log } from "../log.ts";
import { boundedFetch, PROVIDER_TIMEOUT_MS } from "./bounded-fetch.ts";
import { HostTokens } from "./host-tokens.ts";
import { readJwks, readSecret } from "./key-files.ts";
import { OidcProvider, type OidcSettings } from "./oidc-provider.ts";

/** An application whose users are signed in by JWTs, as the operator configures it. */
export interface HostSettings {
  /** A file with a secret for HS256, or the address or the file of a JSON Web Key Set. */
  readonly keys: { readonly kind: "secret" | "jwks-file" | "jwks-address"; readonly place: string };
  readonly issuer: string;
  readonly audience: string;
  /** Whether a token says what its user is to the server. */
  readonly areRolesTaken: boolean;
}

/** A provider of identities, as the operator configures it. */
export interface ProviderSettings extends Omit<OidcSettings, "clientSecret"> {
  /** Missing for a public client. */
  readonly clientSecretFile?: string | undefined;
  /** Where the provider leads back to; missing where it follows from the request. */
  readonly redirectUri?: string | undefined;
}

interface Dependencies {
  readonly clock: Clock;
  readonly log: Log;
  /** Asks providers. Default: bounded `fetch`. */
  readonly send?: ReturnType<typeof boundedFetch> | undefined;
}

/** Keys of a host application are asked for again after this, and at once for a token of an unknown one … */
const JWKS_LIFETIME_MS = 10 * 60 * 1000;
/** … but no more often. */
const JWKS_REST_MS = 30_000;
/** A secret that a provider made. */
const CLIENT_SECRET_BYTES_MIN = 8;

/** Throws `KeyFileError`. */
export async function openHostTokens(settings: HostSettings, { clock, log, send }: Dependencies): Promise<HostTokens> {
  const { keys, ...options } = settings;
  const jose = await import("jose");
  if (keys.kind === "secret") {
    return new HostTokens(jose, { ...options, clock, keys: { kind: "secret", secret: readSecret(keys.place) } });
  }
  const find =
    keys.kind === "jwks-file" ? jose.createLocalJWKSet(readJwks(keys.place)) : remoteKeys(jose, keys.place, { log, send });
  return new HostTokens(jose, { ...options, clock, keys: { kind: "jwks", find } });
}

/** Throws `KeyFileError`. */
export function openProvider(settings: ProviderSettings, { clock, log, send = boundedFetch() }: Dependencies): OidcProvider {
  const { clientSecretFile, issuer, clientId, name, scope } = settings;
  const clientSecret = clientSecretFile === undefined ? undefined : readSecret(clientSecretFile, CLIENT_SECRET_BYTES_MIN);
  return new OidcProvider({ issuer, clientId, clientSecret, name, scope }, { clock, log, send });
}

function remoteKeys(
  jose: typeof import("jose"),
  address: string,
  { log, send = boundedFetch() }: Pick<Dependencies, "log" | "send">,
): JWTVerifyGetKey {
  const find = jose.createRemoteJWKSet(new URL(address), {
    ...{ cacheMaxAge: JWKS_LIFETIME_MS, cooldownDuration: JWKS_REST_MS, timeoutDuration: PROVIDER_TIMEOUT_MS },
    [jose.customFetch]: send,
  });
  return async (header, token) => {
    try {
      return await find(header, token);
    } catch (error) {
      const { JWKSNoMatchingKey, JWKSMultipleMatchingKeys, JOSENotSupported } = jose.errors;
      const isOfToken = [JWKSNoMatchingKey, JWKSMultipleMatchingKeys, JOSENotSupported].some((kind) => error instanceof kind);
      if (isOfToken) throw error;
      log.warn("the keys of the host application cannot be had", { address, reason: error instanceof Error ? error.name : "" });
      throw new ShoalError("provider-unavailable");
    }
  };
}
