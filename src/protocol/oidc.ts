import * as v from "valibot";

/** Where signing in at a provider of identities is, relative to the server's address [P162]. */
export const oidcPaths = {
  /** Leads the browser to the provider. */
  start: "/api/oidc/start",
  /** Where the provider's answer leads. */
  callback: "/api/oidc/callback",
  /** The signed-in user gets a way to sign in at the provider. */
  link: "/api/oidc/link",
} as const;

/** The answer to `POST /api/oidc/link`: where the browser goes. */
export const oidcLink = v.object({ address: v.string() });
