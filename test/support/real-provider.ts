import { createServer } from "node:http";
import { Provider } from "oidc-provider";
import { freePort } from "./free-port.ts";

export const CLIENT_ID = "shoal";
export const CLIENT_SECRET = "a planted client secret, long enough";

/** A real OpenID provider, at which the next user is signed in without being asked. */
export interface RealProvider extends AsyncDisposable {
  readonly issuer: string;
  signInNext(user: { readonly sub: string; readonly name?: string; readonly nickname?: string }): void;
  /** The next user declines. */
  declineNext(): void;
}

export async function startProvider(redirectUri: string, isIdTokenNamed = false): Promise<RealProvider> {
  const issuer = `http://127.0.0.1:${await freePort()}`;
  const users = new Map<string, object>();
  let next: { readonly accountId: string } | undefined;
  const provider = new Provider(issuer, {
    clients: [{ client_id: CLIENT_ID, client_secret: CLIENT_SECRET, redirect_uris: [redirectUri] }],
    claims: { openid: ["sub"], profile: ["name", "nickname", "preferred_username"] },
    // Where it is true, names are told at the userinfo endpoint only.
    conformIdTokenClaims: !isIdTokenNamed,
    features: { devInteractions: { enabled: false } },
    cookies: { keys: ["a key of the test's"] },
    pkce: { required: () => true },
    interactions: { url: (_context: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
    findAccount: (_context: unknown, accountId: string) => ({ accountId, claims: () => users.get(accountId) }),
    async loadExistingGrant({ oidc }: { oidc: { client: { clientId: string }; session: { accountId: string } } }) {
      const grant = new provider.Grant({ clientId: oidc.client.clientId, accountId: oidc.session.accountId });
      grant.addOIDCScope("openid profile");
      await grant.save();
      return grant;
    },
  });
  provider.use(async (context, proceed) => {
    if (!context.path.startsWith("/interaction/")) return await proceed();
    context.respond = false;
    const result = next === undefined ? { error: "access_denied", error_description: "planted description" } : { login: next };
    await provider.interactionFinished(context.req, context.res, result);
  });
  const server = createServer(provider.callback());
  await new Promise<void>((resolve) => server.listen(Number(new URL(issuer).port), "127.0.0.1", resolve));
  return {
    issuer,
    signInNext(user) {
      users.set(user.sub, user);
      next = { accountId: user.sub };
    },
    declineNext() {
      next = undefined;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
