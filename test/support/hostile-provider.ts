import * as jose from "jose";
import { freePort } from "./free-port.ts";

/** What a provider does wrong, or another one in its place. */
export interface Misdeeds {
  /** Of the redirect back to the client. */
  readonly answer?: Readonly<Record<string, string>>;
  /** Of the ID token. */
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  /** Signs with a key that is not published. */
  readonly hasForeignKey?: boolean;
  readonly token?: () => Response | Promise<Response>;
  readonly discovery?: () => Response | Promise<Response>;
  readonly userinfo?: () => Response | Promise<Response>;
}

/** A provider that does what its test says, and otherwise signs in `ann`. */
export interface HostileProvider extends Disposable {
  readonly issuer: string;
  misdeeds: Misdeeds;
  /** How often each path was asked. */
  readonly asked: Map<string, number>;
}

export async function startHostileProvider(clientId: string, port?: number): Promise<HostileProvider> {
  const issuer = `http://127.0.0.1:${port ?? (await freePort())}`;
  const keys = await jose.generateKeyPair("RS256", { extractable: true });
  const foreignKeys = await jose.generateKeyPair("RS256");
  const jwk = { ...(await jose.exportJWK(keys.publicKey)), kid: "k1", alg: "RS256", use: "sig" };
  const nonces = new Map<string, string>();
  const asked = new Map<string, number>();
  let misdeeds: Misdeeds = {};

  async function idToken(code: string): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: issuer, aud: clientId, sub: "ann", name: "Ann", iat: now, exp: now + 60, nonce: nonces.get(code) };
    const header = { alg: "RS256", kid: "k1", ...misdeeds.header };
    const payload = { ...claims, ...misdeeds.claims };
    if (header.alg === "none") return new jose.UnsecuredJWT(payload).encode();
    const key = misdeeds.hasForeignKey ? foreignKeys.privateKey : keys.privateKey;
    return await new jose.SignJWT(payload).setProtectedHeader(header).sign(key);
  }

  const server = Bun.serve({
    port: Number(new URL(issuer).port),
    hostname: "127.0.0.1",
    async fetch(request) {
      const url = new URL(request.url);
      asked.set(url.pathname, (asked.get(url.pathname) ?? 0) + 1);
      switch (url.pathname) {
        case "/.well-known/openid-configuration":
          return (
            misdeeds.discovery?.() ??
            Response.json({
              ...{
                issuer,
                authorization_endpoint: `${issuer}/auth`,
                token_endpoint: `${issuer}/token`,
                jwks_uri: `${issuer}/jwks`,
              },
              ...{ userinfo_endpoint: `${issuer}/me`, response_types_supported: ["code"], subject_types_supported: ["public"] },
              ...{ id_token_signing_alg_values_supported: ["RS256"], authorization_response_iss_parameter_supported: true },
            })
          );
        case "/auth": {
          const code = `planted-code-${asked.get("/auth")}`;
          nonces.set(code, url.searchParams.get("nonce") ?? "");
          const answer = { code, state: url.searchParams.get("state") ?? "", iss: issuer, ...misdeeds.answer };
          const back = `${url.searchParams.get("redirect_uri")}?${new URLSearchParams(answer)}`;
          return new Response(null, { status: 302, headers: { location: back } });
        }
        case "/token": {
          const code = new URLSearchParams(await request.text()).get("code") ?? "";
          const token = { access_token: "planted-access-token", token_type: "Bearer", expires_in: 60 };
          return misdeeds.token?.() ?? Response.json({ ...token, id_token: await idToken(code) });
        }
        case "/jwks":
          return Response.json({ keys: [jwk] });
        case "/me":
          return misdeeds.userinfo?.() ?? Response.json({ sub: "ann", name: "Ann of userinfo" });
        default:
          return new Response(null, { status: 404 });
      }
    },
  });
  return {
    issuer,
    asked,
    get misdeeds() {
      return misdeeds;
    },
    set misdeeds(next: Misdeeds) {
      misdeeds = next;
    },
    [Symbol.dispose]() {
      void server.stop(true);
    },
  };
}
