import type { JWTPayload, JWTVerifyGetKey } from "jose";
import * as v from "valibot";
import type { Clock } from "../../clock.ts";
import { ShoalError } from "../../protocol/errors.ts";
import type { Claims } from "../accounts/identity-accounts.ts";

type Jose = typeof import("jose");

/** The JWT itself. Cookies and addresses of browsers take no longer ones. */
export const JWT_BYTES_MAX = 8 * 1024;
/** A JWT that signs in for longer is as good as a password. */
const LIFETIME_SECONDS_MAX = 24 * 60 * 60;
/** The clocks of two machines may differ by so much. */
const CLOCK_TOLERANCE_SECONDS = 60;
export const ROOMS_MAX = 100;

/** The algorithms follow from the kind of key, and never from the token. */
const algorithms = { secret: ["HS256"], jwks: ["RS256", "ES256", "EdDSA", "Ed25519"] };

const text = v.pipe(v.string(), v.minLength(1), v.maxLength(255));
const name = v.optional(v.string());
const claimsSchema = v.object({
  sub: text,
  exp: v.number(),
  iat: v.optional(v.number()),
  jti: v.optional(text),
  ...{ name, preferred_username: name, nickname: name },
  rooms: v.optional(v.pipe(v.array(v.string()), v.maxLength(ROOMS_MAX))),
});
const roleSchema = v.object({ role: v.optional(v.picklist(["member", "moderator", "administrator"])) });

/** What the tokens of the host application are checked with. */
export type HostKeys =
  | { readonly kind: "secret"; readonly secret: string }
  /** Throws what `jose` throws, and `provider-unavailable`. */
  | { readonly kind: "jwks"; readonly find: JWTVerifyGetKey };

interface HostTokensOptions {
  readonly keys: HostKeys;
  readonly issuer: string;
  readonly audience: string;
  /** Whether a token says what its user is to the server. */
  readonly areRolesTaken: boolean;
  readonly clock: Clock;
}

/** The JWTs with which an application that uses this server signs in its users [P160]. */
export class HostTokens {
  readonly #jose: Jose;
  readonly #options: HostTokensOptions;

  constructor(jose: Jose, options: HostTokensOptions) {
    this.#jose = jose;
    this.#options = options;
  }

  /** Throws `jwt-invalid`, which says why and quotes nothing, and `provider-unavailable`. */
  async verify(jwt: string): Promise<Claims> {
    if (Buffer.byteLength(jwt) > JWT_BYTES_MAX) throw invalid(`it must have at most ${JWT_BYTES_MAX} bytes`);
    const payload = await this.#payloadOf(jwt);
    const { sub, exp, iat, jti, rooms, ...names } = read(claimsSchema, payload);
    const nowSeconds = this.#options.clock.now() / 1000;
    if (exp > nowSeconds + LIFETIME_SECONDS_MAX + CLOCK_TOLERANCE_SECONDS) {
      throw invalid("`exp` must be at most 24 hours ahead");
    }
    if ((iat ?? 0) > nowSeconds + CLOCK_TOLERANCE_SECONDS) throw invalid("`iat` must not be in the future");
    const { role } = this.#options.areRolesTaken ? read(roleSchema, payload) : {};
    return {
      ...{ issuer: this.#options.issuer, subject: sub, rooms, serverRole: role },
      names: [names.name, names.preferred_username, names.nickname],
      once: jti === undefined ? undefined : { id: jti, expiresAt: (exp + CLOCK_TOLERANCE_SECONDS) * 1000 },
    };
  }

  async #payloadOf(jwt: string): Promise<JWTPayload> {
    const { keys, issuer, audience, clock } = this.#options;
    const options = {
      ...{ issuer, audience, algorithms: algorithms[keys.kind], requiredClaims: ["sub", "exp"] },
      ...{ clockTolerance: CLOCK_TOLERANCE_SECONDS, currentDate: new Date(clock.now()) },
    };
    try {
      if (keys.kind === "jwks") return (await this.#jose.jwtVerify(jwt, keys.find, options)).payload;
      return (await this.#jose.jwtVerify(jwt, new TextEncoder().encode(keys.secret), options)).payload;
    } catch (error) {
      throw error instanceof ShoalError ? error : invalid(this.#reasonOf(error, keys.kind));
    }
  }

  /** Never what the token or the key says. */
  #reasonOf(error: unknown, kind: HostKeys["kind"]): string {
    const { errors } = this.#jose;
    if (error instanceof errors.JWTExpired) return "`exp` is in the past";
    if (error instanceof errors.JWTClaimValidationFailed) return `\`${error.claim}\` is missing or wrong`;
    if (error instanceof errors.JOSEAlgNotAllowed) return `\`alg\` must be one of ${algorithms[kind].join(", ")}`;
    if (error instanceof errors.JWSSignatureVerificationFailed) return "its signature does not match the key";
    if (error instanceof errors.JWKSNoMatchingKey) return "no key of the JWKS has its `kid`";
    if (error instanceof errors.JWKSMultipleMatchingKeys) return "`kid` must name one key of the JWKS";
    return "it must be a JWT in its compact form";
  }
}

function read<Schema extends v.GenericSchema>(schema: Schema, payload: JWTPayload): v.InferOutput<Schema> {
  const result = v.safeParse(schema, payload);
  if (result.success) return result.output;
  const key = result.issues[0].path?.[0]?.key;
  throw invalid(`\`${String(key ?? "payload")}\` is missing or wrong`);
}

function invalid(reason: string): ShoalError {
  return new ShoalError("jwt-invalid", { message: `The JWT is invalid: ${reason}.` });
}
