import { ShoalError } from "../protocol/errors.ts";
import { limits } from "../protocol/limits.ts";
import { visibleParagraph } from "./visible-text.ts";

/** Throws `reason-invalid`. An empty reason is none. */
export function readReason(raw: string | undefined): string | undefined {
  if (raw === undefined || raw.trim() === "") return undefined;
  const text = visibleParagraph(raw, { characters: limits.reasonCharactersMax, bytes: limits.reasonBytesMax });
  if (text === undefined) throw new ShoalError("reason-invalid");
  return text;
}
