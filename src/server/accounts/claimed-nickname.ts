import { ShoalError } from "../../protocol/errors.ts";
import { newId } from "../../protocol/ids.ts";
import { limits } from "../../protocol/limits.ts";
import { type Nickname, readNickname } from "./nickname.ts";

/** The name itself, and then `name 2`, `name 3` … up to this one. */
const NUMBERED_MAX = 9;
/** After them, names with a random end: that one of so many is free is certain enough. */
const RANDOM_TRIES = 3;
const RANDOM_CHARACTERS = 6;
/** For a user whose claims have no name that can be shown. */
const FALLBACK = "user";

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** Nicknames for a new user, in the order of preference: what their provider calls them, made valid [P161b]. */
export function claimedNicknames(names: readonly (string | undefined)[]): readonly Nickname[] {
  const base = names.map((name) => validPart(name ?? "")).find((name) => name !== "") ?? FALLBACK;
  const numbers = Array.from({ length: NUMBERED_MAX - 1 }, (_, index) => `${index + 2}`);
  const random = Array.from({ length: RANDOM_TRIES }, () => newId("u").slice(-RANDOM_CHARACTERS).toLowerCase());
  return ["", ...numbers, ...random].flatMap((end) => {
    const nickname = validNickname(end === "" ? base : `${shortened(base, end.length + 1)} ${end}`);
    return nickname === undefined ? [] : [nickname];
  });
}

/** What of a name can be shown, as far as it fits. */
function validPart(raw: string): string {
  // Longer than any name that fits; the rest costs nothing.
  const shown = raw.slice(0, limits.nicknameBytesMax).replaceAll(/[^\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}]+/gu, " ");
  const text = shortened(shown.normalize("NFKC").trim(), 0);
  if (validNickname(text) !== undefined) return text;
  const letters = text.replaceAll(/[^\p{L}\p{N}\p{Zs}._-]/gu, "").trim();
  return validNickname(letters) === undefined ? "" : letters;
}

/** By whole visible characters, leaving room for `reserved` more of one byte each. */
function shortened(text: string, reserved: number): string {
  let short = "";
  let count = 0;
  for (const { segment } of segmenter.segment(text)) {
    count += 1;
    const isTooLong = Buffer.byteLength(short + segment) + reserved > limits.nicknameBytesMax;
    if (count + reserved > limits.nicknameCharactersMax || isTooLong) break;
    short += segment;
  }
  return short.trim();
}

function validNickname(text: string): Nickname | undefined {
  try {
    return readNickname(text);
  } catch (error) {
    if (error instanceof ShoalError && error.code === "nickname-invalid") return undefined;
    throw error;
  }
}
