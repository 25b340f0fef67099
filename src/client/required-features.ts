import { ShoalError } from "../protocol/errors.ts";
import type { Welcome } from "../protocol/frames/welcome.ts";

/** What is known of the server: nothing before the first welcome. */
interface KnownServer {
  readonly welcome: Pick<Welcome, "features"> | undefined;
}

/** Throws `unsupported` when the server lacks the feature. One of which nothing is known yet says so itself [P75]. */
export function requireFeature({ welcome }: KnownServer, name: string): void {
  if (welcome !== undefined && !welcome.features.includes(name)) throw new ShoalError("unsupported");
}

/** The same request. A server that is too old would leave its picture out without a word: then it throws `unsupported`. */
export function withPicture<Asked extends { readonly picture?: string | undefined }>(server: KnownServer, asked: Asked): Asked {
  if (asked.picture !== undefined) requireFeature(server, "pictures");
  return asked;
}
