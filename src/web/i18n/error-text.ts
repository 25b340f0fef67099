import { isKnownErrorCode, type ShoalError } from "../../client/index.ts";
import { words } from "./words.ts";

/** In the user's language; of an error that this page does not know, the sentence that the server gave it. */
export function errorText({ code, message }: Pick<ShoalError, "code" | "message">): string {
  return isKnownErrorCode(code) ? words.value.errors[code] : message;
}
