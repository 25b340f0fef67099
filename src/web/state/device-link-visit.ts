import { createDeviceLink, type Person, signIn, signOut } from "../../client/index.ts";
import { REQUEST_MS_MAX } from "./patience.ts";

/** A session beside the one that the cookie keeps, for as long as it takes to change from one person to another. */
interface Visit {
  readonly user: Person;
  /** Their own, for the session that follows. */
  readonly deviceLink: string;
  end(): Promise<void>;
}

/**
 * Uses up a device link or a JWT without touching the cookie. A refused one then costs no session, and the old session can
 * still be ended, which only its cookie can do. Throws `ShoalError`.
 */
export async function visitBy(
  by: { readonly deviceLink: string } | { readonly jwt: string },
  server: string,
  device: string,
): Promise<Visit> {
  const { user, token } = await signIn(server, { ...by, device }, bounded());
  const end = (): Promise<void> => signOut(server, { token, ...bounded() }).catch(() => {});
  try {
    const { code } = await createDeviceLink(server, { token, ...bounded() });
    return { user, deviceLink: code, end };
  } catch (error) {
    await end();
    throw error;
  }
}

function bounded(): { fetch: typeof fetch; signal: AbortSignal } {
  return { fetch: withoutCookie, signal: AbortSignal.timeout(REQUEST_MS_MAX) };
}

const withoutCookie = ((input: RequestInfo | URL, init?: RequestInit) =>
  fetch(input, { ...init, credentials: "omit" })) as typeof fetch;
