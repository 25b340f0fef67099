import * as v from "valibot";
import type { Clock } from "../../clock.ts";
import { ShoalError } from "../../protocol/errors.ts";
import { limits } from "../../protocol/limits.ts";
import { oidcPaths } from "../../protocol/oidc.ts";
import type { Accounts } from "../accounts/accounts.ts";
import type { IdentityAccounts } from "../accounts/identity-accounts.ts";
import type { OidcProvider } from "../identities/oidc-provider.ts";
import type { Sealer } from "../identities/sealer.ts";
import { knownError } from "../known-error.ts";
import type { FairQueue } from "../limits/fair-queue.ts";
import type { RateLimiter } from "../limits/rate-limiter.ts";
import type { Log } from "../log.ts";
import type { CheckedRequest } from "./checked-request.ts";
import type { Credentials } from "./credentials.ts";
import type { Origins } from "./origins.ts";
import type { RequestTimeouts } from "./password-timeout.ts";
import { json } from "./responses.ts";
import { openRoute, type Route, type SignedInRequest, signedInRoute } from "./router.ts";

/** From the beginning of a sign-in to the provider's answer. */
const TRANSACTION_LIFETIME_MS = 10 * 60 * 1000;
/** A request may wait so long for its turn and for the provider. */
const PROVIDER_REQUEST_SECONDS = 60;
/** An answer of a provider is much shorter. */
const QUERY_BYTES_MAX = 8 * 1024;

/** Requests to the provider at once, the addresses in turn. */
export const providerLimits = {
  atOnceMax: 8,
  waitingMax: 500,
  waitingPerPartyMax: 50,
  workMs: 300,
  retryAfterMsMax: 15_000,
} as const;

const transactionSchema = v.object({
  ...{ state: v.string(), nonce: v.string(), verifier: v.string(), redirectUri: v.string(), expiresAt: v.number() },
  device: v.string(),
  /** Who gets the identity, where a user is signed in. */
  link: v.optional(v.object({ userId: v.string(), sessionId: v.string() })),
});
type Transaction = v.InferOutput<typeof transactionSchema>;

interface OidcDependencies {
  readonly provider: OidcProvider;
  readonly accounts: Accounts;
  readonly identityAccounts: IdentityAccounts;
  readonly credentials: Credentials;
  readonly origins: Origins;
  /** Where the provider leads back to; missing where it follows from the request. */
  readonly redirectUri: string | undefined;
  /** By address. */
  readonly signInLimiter: RateLimiter;
  readonly queue: FairQueue;
  /** Any node may get the answer of the provider. */
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly log: Log;
}

/** Signing in at a provider, by navigations of a browser [P162]. */
export class OidcApi {
  readonly #parts: OidcDependencies;

  constructor(parts: OidcDependencies) {
    this.#parts = parts;
  }

  get routes(): readonly Route[] {
    return [
      openRoute("GET", oidcPaths.start, (request, server) => this.#start(request, server)),
      openRoute("GET", oidcPaths.callback, (request, server) => this.#callback(request, server)),
      signedInRoute("POST", oidcPaths.link, (request, server) => this.#link(request, server)),
    ];
  }

  /** A link of another site signs no one in, and neither does one that a signed-in user follows. */
  async #start(checked: CheckedRequest, server: RequestTimeouts): Promise<Response> {
    const { request } = checked;
    const site = request.headers.get("sec-fetch-site");
    if ((site !== null && site !== "same-origin" && site !== "none") || (await this.#isSignedIn(checked))) return toPage();
    server.timeout(request, PROVIDER_REQUEST_SECONDS);
    try {
      const device = new URL(request.url).searchParams.get("device") ?? "";
      const isShort = Buffer.byteLength(device) <= limits.deviceNameBytesMax;
      const { address, cookie } = await this.#begin(checked, { device: isShort ? device : "" });
      return redirect(address, [cookie]);
    } catch (error) {
      return toPage({ error: knownError(error, this.#parts.log) });
    }
  }

  async #link(signedIn: SignedInRequest, server: RequestTimeouts): Promise<Response> {
    const { request, origin, session } = signedIn;
    if (!this.#parts.credentials.isByCookie(request, origin)) {
      throw new ShoalError("cookies-needed", { message: "Only a page whose session is in its cookie can link an identity." });
    }
    server.timeout(request, PROVIDER_REQUEST_SECONDS);
    const link = { userId: session.user.id, sessionId: session.id };
    const { address, cookie } = await this.#begin(signedIn, { device: "", link });
    return json({ address }, 200, { "Set-Cookie": cookie });
  }

  async #callback(checked: CheckedRequest, server: RequestTimeouts): Promise<Response> {
    const { request } = checked;
    const { search, searchParams } = new URL(request.url);
    const transaction = this.#transactionOf(request);
    // Another tab's sign-in may be under way: its cookie stays.
    if (transaction === undefined || searchParams.get("state") !== transaction.state || search.length > QUERY_BYTES_MAX) {
      return toPage({ error: new ShoalError("oidc-failed") });
    }
    const isHttps = transaction.redirectUri.startsWith("https:");
    const spent = this.#parts.credentials.keepTransaction("", { maxAgeSeconds: 0, isHttps });
    server.timeout(request, PROVIDER_REQUEST_SECONDS);
    try {
      const cookies = await this.#complete(checked, search, transaction);
      return toPage({ cookies: [...cookies, spent] });
    } catch (error) {
      return toPage({ error: knownError(error, this.#parts.log), cookies: [spent] });
    }
  }

  async #begin(
    { request, address: party }: CheckedRequest,
    more: Pick<Transaction, "device" | "link">,
  ): Promise<{ readonly address: string; readonly cookie: string }> {
    const { provider, credentials, origins, queue, signInLimiter, clock } = this.#parts;
    signInLimiter.spend(party);
    const redirectUri = this.#parts.redirectUri ?? `${origins.serverOf(request)}${oidcPaths.callback}`;
    const { address, ...begun } = await queue.run(party, () => provider.begin(redirectUri));
    const transaction: Transaction = { ...begun, ...more, expiresAt: clock.now() + TRANSACTION_LIFETIME_MS };
    const sealed = this.#parts.sealer.seal(JSON.stringify(transaction));
    const isHttps = redirectUri.startsWith("https:");
    return { address, cookie: credentials.keepTransaction(sealed, { maxAgeSeconds: TRANSACTION_LIFETIME_MS / 1000, isHttps }) };
  }

  /** The cookies of a user who has signed in; none for one who was. */
  async #complete(
    { request, address: party }: CheckedRequest,
    query: string,
    transaction: Transaction,
  ): Promise<readonly string[]> {
    const { provider, identityAccounts, credentials, queue, signInLimiter } = this.#parts;
    signInLimiter.spend(party);
    const claims = await queue.run(party, () => provider.complete(query, transaction));
    if (transaction.link !== undefined) {
      await identityAccounts.link(claims, transaction.link);
      return [];
    }
    const { token } = await identityAccounts.signIn(claims, transaction.device);
    return Object.values(credentials.keep(token, request, transaction.redirectUri.startsWith("https:")));
  }

  #transactionOf(request: Request): Transaction | undefined {
    const text = this.#parts.sealer.open(this.#parts.credentials.transaction(request) ?? "");
    const result = v.safeParse(transactionSchema, text === undefined ? undefined : JSON.parse(text));
    return result.success && result.output.expiresAt >= this.#parts.clock.now() ? result.output : undefined;
  }

  #isSignedIn({ request, origin }: CheckedRequest): Promise<boolean> {
    const { accounts, credentials } = this.#parts;
    return accounts.authenticate(credentials.cookieToken(request, origin)).then(
      () => true,
      () => false,
    );
  }
}

/** The page of this server, and never another address. Relative: the server may live below a path of its host. */
function toPage({ error, cookies = [] }: { error?: ShoalError; cookies?: readonly string[] } = {}): Response {
  return redirect(error === undefined ? "../../" : `../../#oidc-error=${error.code}`, cookies);
}

function redirect(address: string, cookies: readonly string[]): Response {
  const headers = new Headers({ Location: address, "Cache-Control": "no-store" });
  for (const cookie of cookies) headers.append("Set-Cookie", cookie);
  return new Response(null, { status: 302, headers });
}
