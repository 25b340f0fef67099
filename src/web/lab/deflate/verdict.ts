import type { CarriedView } from "../handshake/handshake-view.ts";

export type Verdict = "taken" | "refused" | "not-offered" | "no-websocket";

/** What became of permessage-deflate. The page's own socket knows what was agreed on; the server tells what was offered. */
export function verdictOf({ carriedBy, sight, agreedExtensions = "" }: CarriedView): Verdict {
  const isDeflate = (extension: string): boolean => extension.split(";")[0]?.trim() === "permessage-deflate";
  if (carriedBy !== "websocket") return "no-websocket";
  if (agreedExtensions.split(",").some(isDeflate)) return "taken";
  return sight.extensions?.offered.some(isDeflate) ? "refused" : "not-offered";
}
