import { paths } from "../protocol/http.ts";
import { type ListedSession, sessionList } from "../protocol/sessions.ts";
import { call, type RequestOptions, readAnswer, refusalOf } from "./http-call.ts";

/**
 * The devices on which the user is signed in, this one first [P113]. Throws `unauthenticated`, and `unavailable` when no server answers.
 * @example for (const { device, isCurrent } of await listSessions(url, { token })) console.log(device, isCurrent);
 */
export async function listSessions(url: string, options: RequestOptions = {}): Promise<ListedSession[]> {
  const response = await call(url, paths.sessions, "GET", options);
  return (await readAnswer(response, sessionList)).sessions;
}

/**
 * Signs out one device of the user; its connections are closed. Throws `not-found` for a session that has ended or is another user's.
 * @example await endSession(url, lostPhone.sessionId, { token });
 */
export async function endSession(url: string, sessionId: string, options: RequestOptions = {}): Promise<void> {
  const response = await call(url, paths.sessionOfUser.replace(":sessionId", encodeURIComponent(sessionId)), "DELETE", options);
  if (!response.ok) throw await refusalOf(response);
}

/**
 * Signs out all devices of the user but the one that asks, and makes open device links invalid.
 * @example await endOtherSessions(url, { token });
 */
export async function endOtherSessions(url: string, options: RequestOptions = {}): Promise<void> {
  const response = await call(url, paths.sessions, "DELETE", options);
  if (!response.ok) throw await refusalOf(response);
}
