import { InvalidArgumentError, Option } from "commander";
import type { Config } from "../server/config.ts";
import { isProviderAddress } from "../server/identities/provider-address.ts";
import { isSwitchedOn } from "./switches.ts";

/** Of the label of a button. */
const PROVIDER_NAME_CHARACTERS_MAX = 30;

/** What the flags about other systems' users say. */
export interface IdentityOptions {
  readonly jwtSecretFile?: string;
  readonly jwtJwks?: string;
  readonly jwtIssuer?: string;
  readonly jwtAudience?: string;
  readonly jwtRoles: boolean;
  readonly oidcIssuer?: string;
  readonly oidcClientId?: string;
  readonly oidcClientSecretFile?: string;
  readonly oidcName?: string;
  readonly oidcScope: string;
  readonly oidcRedirectUri?: string;
}

/** Flags of `serve`: an application that signs in its users, and a provider at which users sign in. */
export function identityOptions(): readonly Option[] {
  return [
    new Option("--jwt-secret-file <file>", "sign in users of your application by its JWTs (HS256): the secret").env(
      "SHOAL_JWT_SECRET_FILE",
    ),
    new Option("--jwt-jwks <address or file>", "the same with RS256, ES256 or EdDSA: the application's public keys")
      .env("SHOAL_JWT_JWKS")
      .argParser(readKeys),
    new Option("--jwt-issuer <name>", "what `iss` of the JWTs must be").env("SHOAL_JWT_ISSUER"),
    new Option("--jwt-audience <name>", "what `aud` of the JWTs must be, or have among others").env("SHOAL_JWT_AUDIENCE"),
    new Option("--jwt-roles", "`role` of a JWT makes members, moderators and administrators (env: SHOAL_JWT_ROLES=1)").default(
      false,
      "off",
    ),
    new Option("--oidc-issuer <address>", "sign in users at an OpenID provider: its issuer")
      .env("SHOAL_OIDC_ISSUER")
      .argParser(readAddress),
    new Option("--oidc-client-id <id>", "what the provider calls this server").env("SHOAL_OIDC_CLIENT_ID"),
    new Option("--oidc-client-secret-file <file>", "the client's secret; none for a public client").env(
      "SHOAL_OIDC_CLIENT_SECRET_FILE",
    ),
    new Option("--oidc-name <name>", "what the button calls the provider (default: its host)")
      .env("SHOAL_OIDC_NAME")
      .argParser(readProviderName),
    new Option("--oidc-scope <scopes>", "what the provider is asked for")
      .env("SHOAL_OIDC_SCOPE")
      .default("openid profile")
      .argParser(readScope),
    new Option("--oidc-redirect-uri <address>", "where the provider leads back to (default: <origin>/api/oidc/callback)")
      .env("SHOAL_OIDC_REDIRECT_URI")
      .argParser(readAddress),
  ];
}

/** Ends the process with a sentence when flags are missing or exclude each other. */
export function readIdentities(options: IdentityOptions): Pick<Config, "hostTokens" | "oidc"> {
  return { hostTokens: readHostTokens(options), oidc: readOidc(options) };
}

function readHostTokens(options: IdentityOptions): Config["hostTokens"] {
  const { jwtSecretFile: secret, jwtJwks: jwks, jwtIssuer: issuer, jwtAudience: audience } = options;
  if ([secret, jwks, issuer, audience].every((option) => option === undefined)) return undefined;
  if ((secret === undefined) === (jwks === undefined)) refuse("JWTs need either --jwt-secret-file or --jwt-jwks.");
  if (!issuer || !audience) return refuse("JWTs need --jwt-issuer and --jwt-audience.");
  const areRolesTaken = options.jwtRoles || isSwitchedOn("SHOAL_JWT_ROLES");
  if (secret !== undefined) return { keys: { kind: "secret", place: secret }, issuer, audience, areRolesTaken };
  const place = jwks ?? "";
  return { keys: { kind: isAddress(place) ? "jwks-address" : "jwks-file", place }, issuer, audience, areRolesTaken };
}

function readOidc(options: IdentityOptions): Config["oidc"] {
  const { oidcIssuer: issuer, oidcClientId: clientId, oidcScope: scope } = options;
  if (issuer === undefined && clientId === undefined) return undefined;
  if (!issuer || !clientId) return refuse("Signing in at a provider needs --oidc-issuer and --oidc-client-id.");
  const name = options.oidcName ?? new URL(issuer).hostname.slice(0, PROVIDER_NAME_CHARACTERS_MAX);
  return { issuer, clientId, scope, name, clientSecretFile: options.oidcClientSecretFile, redirectUri: options.oidcRedirectUri };
}

function refuse(sentence: string): never {
  process.stderr.write(`error: ${sentence}\n`);
  process.exit(1);
}

function isAddress(text: string): boolean {
  return /^https?:\/\//i.test(text);
}

function readKeys(text: string): string {
  return isAddress(text) ? readAddress(text) : text;
}

function readAddress(text: string): string {
  if (!isProviderAddress(text)) {
    throw new InvalidArgumentError("An https: address; http: only of this machine, such as http://127.0.0.1:8080/realms/school.");
  }
  return text;
}

function readProviderName(text: string): string {
  const name = text.trim();
  const isLabel = name !== "" && [...name].length <= PROVIDER_NAME_CHARACTERS_MAX && !/\p{Cc}/u.test(name);
  if (!isLabel) throw new InvalidArgumentError(`A name of one line, of 1 to ${PROVIDER_NAME_CHARACTERS_MAX} characters.`);
  return name;
}

function readScope(text: string): string {
  const scopes = text.split(/\s+/).filter(Boolean);
  if (!scopes.includes("openid")) throw new InvalidArgumentError('Scopes with spaces between, "openid" among them.');
  return scopes.join(" ");
}
