import prototypes from "unhomoglyph/data.json" with { type: "json" };
import { ShoalError } from "../../protocol/errors.ts";
import { foldText } from "../../protocol/fold-text.ts";
import { limits } from "../../protocol/limits.ts";
import { DELETED_NICKNAME } from "../../protocol/people.ts";
import { visibleText } from "../visible-text.ts";

export interface Nickname {
  readonly text: string;
  /** Equal keys are the same nickname. */
  readonly key: string;
  /** Equal skeletons look the same (Unicode TR 39). */
  readonly skeleton: string;
}

/** Throws `nickname-invalid`, and `nickname-taken` for one that looks like that of deleted users. */
export function readNickname(raw: string): Nickname {
  const text = visibleText(raw, { characters: limits.nicknameCharactersMax, bytes: limits.nicknameBytesMax });
  if (text === undefined) throw new ShoalError("nickname-invalid");
  // Of the text as it is shown, and folded afterwards: "AIice" with a capital i looks like "Alice", "aiice" does not.
  const skeleton = foldText(skeletonOf(text));
  if (skeleton === skeletonOfDeleted) throw new ShoalError("nickname-taken");
  return { text, key: foldText(text), skeleton };
}

// By character: the package's own function is one pattern of 6,000 alternatives, and takes 60 ms for a name.
const prototypeOf: ReadonlyMap<string, string> = new Map(Object.entries(prototypes));

const skeletonOfDeleted = foldText(skeletonOf(DELETED_NICKNAME.replace("\u00A0", " ")));

function skeletonOf(text: string): string {
  let skeleton = "";
  for (const character of text.normalize("NFD")) skeleton += prototypeOf.get(character) ?? character;
  return skeleton;
}
