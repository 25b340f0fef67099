import type { Clock } from "../clock.ts";
import { systemClock } from "../clock.ts";
import { ShoalError } from "../protocol/errors.ts";
import type { DeviceLink, ServerInfo, SignedIn, SignInRequest } from "../protocol/http.ts";
import { deviceLink, paths, serverInfo as serverInfoSchema, signedIn } from "../protocol/http.ts";
import { newToken } from "../protocol/ids.ts";
import { call, type RequestOptions, readAnswer, refusalOf, sleep } from "./http-call.ts";

/**
 * The user to sign in: a guest with a nickname, a user with a password, one more device of a user with the code of their device link, the
 * bearer of a one-time link, or a user of the operator's application with its JWT.
 */
export type SignInAs =
  | SignInAsGuest
  | SignInByPassword
  | SignInByLink
  | SignInByResetLink
  | SignInByAdministratorLink
  | SignInByJwt;

interface SignInAsGuest {
  /** 1 to 32 visible characters. */
  nickname: string;
  /** The code of an invite link, for a server that takes new users by invitation only. */
  inviteLink?: string;
  /** The user's name for this device, at most 100 bytes. */
  device?: string;
}
interface SignInByPassword {
  /** Of the account. */
  nickname: string;
  /** Its password: 8 to 128 characters. */
  password: string;
  /** Makes a new account, and does not sign in to one. Default false. */
  isNew?: boolean;
  /** The code of an invite link, for a new account of a server that takes new users by invitation only. */
  inviteLink?: string;
  /** The user's name for this device, at most 100 bytes. */
  device?: string;
}
interface SignInByResetLink {
  /** The code that `createResetLink` gave an administrator. */
  resetLink: string;
  /** The new password: 8 to 128 characters. */
  password: string;
  /** The user's name for this device, at most 100 bytes. */
  device?: string;
}
interface SignInByAdministratorLink {
  /** The code of the operator's link. Its bearer becomes an administrator. */
  administratorLink: string;
  /** Of an account, or of a new one. */
  nickname: string;
  /** Its password: 8 to 128 characters. */
  password: string;
  /** The user's name for this device, at most 100 bytes. */
  device?: string;
}
interface SignInByLink {
  /** The code that `createDeviceLink` gave on another device. */
  deviceLink: string;
  /** The user's name for this device, at most 100 bytes. */
  device?: string;
}
interface SignInByJwt {
  /**
   * Signed by the operator's application: `iss` and `aud` as the server is configured, `sub` and `exp`, and perhaps `name`, `rooms`, `role` and
   * `jti` [P160].
   */
  jwt: string;
  /** The user's name for this device, at most 100 bytes. */
  device?: string;
}

/** How to sign in. */
export interface SignInOptions {
  /** `cookie` keeps the token out of the page's reach, for pages of the server's own origin. Default `token`. */
  keep?: "token" | "cookie" | undefined;
  /**
   * The session ends 10 minutes after its last connection, and the guest with it: for a program that keeps no token, so that its nickname is
   * soon free again. An older server gives a usual session.
   */
  isVisit?: boolean | undefined;
  /** Sends the request. Default: the runtime's `fetch`. */
  fetch?: typeof fetch | undefined;
  /** Aborts the request, which then throws the signal's reason. */
  signal?: AbortSignal | undefined;
  /** The clock for waits when it is `rate-limited`. Default: the device's. */
  clock?: Clock | undefined;
}

/** How often `signIn` knocks before it gives up on `rate-limited`, or on a network that loses the request or its answer … */
export const SIGN_IN_ATTEMPTS_MAX = 4;
/** … and the longest wait that it takes upon itself. */
export const SIGN_IN_WAIT_MAX_MS = 15_000;
const SIGN_IN_WAIT_DEFAULT_MS = 500;

/**
 * Signs in [P28]. Throws `ShoalError`, among them `nickname-taken`, `nickname-invalid`, `device-link-invalid`; `unavailable`
 * when no server answers. Tries again by itself, a few times, when it is `rate-limited` or when the network fails: a nickname that was
 * taken by a request whose answer was lost is then this client's. A nickname that belongs to an account is refused with `password-needed`, and a
 * wrong password with `credentials-invalid`; a JWT with `jwt-invalid`, whose message says why, or `sign-in-used`. A server that does not know a
 * way to sign in, because it is older or not configured for it, answers `unsupported`.
 * @example const { token } = await signIn(url, { nickname: "ann", password: "correct horse battery", device: "laptop" });
 * @example const { user } = await signIn(url, { jwt: await jwtOfMyApplication() }, { keep: "cookie" });
 */
export async function signIn(url: string, request: SignInAs, options: SignInOptions = {}): Promise<SignedIn> {
  const clock = options.clock ?? systemClock;
  const subject = JSON.stringify([url, request]);
  const attemptId = unanswered?.subject === subject ? unanswered.attemptId : newToken();
  const { keep, isVisit } = options;
  const wishes = { ...(keep !== undefined && { keep }), ...(isVisit !== undefined && { isVisit }) };
  const body: SignInRequest = { ...request, ...wishes, attempt: attemptId };
  for (let attempt = 1; ; attempt += 1) {
    try {
      const response = await call(url, paths.sessions, "POST", options, body);
      const answer = await readAnswer(response, signedIn);
      unanswered = undefined;
      await requireAccount(url, request, answer, options);
      return answer;
    } catch (error) {
      unanswered = isRefused(error) ? undefined : { subject, attemptId };
      // An older server knows no such request.
      if ("jwt" in request && error instanceof ShoalError && error.code === "bad-frame") throw new ShoalError("unsupported");
      const isWorthRepeating = error instanceof ShoalError && (error.code === "rate-limited" || error.code === "unavailable");
      if (!isWorthRepeating || attempt === SIGN_IN_ATTEMPTS_MAX) throw error;
      const waitMs = error.retryAfterMs ?? SIGN_IN_WAIT_DEFAULT_MS;
      if (waitMs > SIGN_IN_WAIT_MAX_MS) throw error;
      await sleep(clock, waitMs, options.signal);
    }
  }
}

/** An older server takes a request with a password for a guest's. */
async function requireAccount(url: string, request: SignInAs, answer: SignedIn, options: SignInOptions): Promise<void> {
  if (!("password" in request) || answer.isAccount === true) return;
  const { fetch: send, signal } = options;
  await signOut(url, { token: answer.token, fetch: send, signal });
  throw new ShoalError("unsupported");
}

/** The last sign-in whose answer was lost. It may have succeeded; the next one of the same subject repeats it. */
let unanswered: { readonly subject: string; readonly attemptId: string } | undefined;

function isRefused(error: unknown): boolean {
  return error instanceof ShoalError && error.code !== "unavailable";
}

/**
 * What a server tells of itself before anyone signs in [P28f]. Throws `ShoalError`, among them `not-found` from an older server.
 * @example const { name, onlineCount } = await serverInfo("https://chat.example.org/");
 */
export async function serverInfo(url: string, options: RequestOptions = {}): Promise<ServerInfo> {
  return await readAnswer(await call(url, paths.server, "GET", options), serverInfoSchema);
}

/**
 * The signed-in user [P29a]; `undefined` without a valid session.
 * @example const isValid = (await currentSession(url, { token })) !== undefined;
 */
export async function currentSession(url: string, options: RequestOptions = {}): Promise<SignedIn | undefined> {
  const response = await call(url, paths.session, "GET", options);
  if (response.status === 401) return undefined;
  return await readAnswer(response, signedIn);
}

/**
 * Ends the session [P29]. One that has ended already is no error.
 * @example await signOut(url, { token });
 */
export async function signOut(url: string, options: RequestOptions = {}): Promise<void> {
  const response = await call(url, paths.session, "DELETE", options);
  if (!response.ok && response.status !== 401) throw await refusalOf(response);
}

/**
 * A code that signs in one more device of the same person, once, within a few minutes [P28].
 * @example
 * const { code } = await createDeviceLink(url, { token });
 * const { token: second } = await signIn(url, { deviceLink: code }); // on the other device
 */
export async function createDeviceLink(url: string, options: RequestOptions = {}): Promise<DeviceLink> {
  const response = await call(url, paths.deviceLinks, "POST", options);
  return await readAnswer(response, deviceLink);
}
