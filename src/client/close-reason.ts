import { errorWithCloseCode, ShoalError } from "../protocol/errors.ts";

/** The server does not want this client back [P31]. */
export function isStayAway(closeCode: number): boolean {
  return closeCode >= 4500 && closeCode <= 4999;
}

export function reasonOf(closeCode: number): ShoalError {
  const code = errorWithCloseCode(closeCode);
  if (code !== undefined) return new ShoalError(code);
  // A reason to stay away that this client does not know comes from a server that is newer than it.
  if (isStayAway(closeCode)) return new ShoalError("version-unsupported");
  return new ShoalError("unavailable", { message: `The connection was lost (${closeCode}).` });
}
