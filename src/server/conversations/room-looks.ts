import { ShoalError } from "../../protocol/errors.ts";
import { foldText } from "../../protocol/fold-text.ts";
import { limits } from "../../protocol/limits.ts";
import { knownEmoji } from "../messages/emoji.ts";
import { visibleParagraph, visibleText } from "../visible-text.ts";

/** As a user wrote it. */
interface RawLooks {
  readonly description?: string | undefined;
  readonly emoji?: string | undefined;
}

/** Throws `room-name-invalid`. */
export function readRoomName(raw: string): { readonly text: string; readonly key: string } {
  const text = visibleText(raw, { characters: limits.roomNameCharactersMax, bytes: limits.roomNameBytesMax });
  if (text === undefined) throw new ShoalError("room-name-invalid");
  return { text, key: foldText(text) };
}

/** A missing field stays missing; "" removes it. Throws `room-description-invalid`, `emoji-invalid`. */
export function readRoomLooks({ description, emoji }: RawLooks): RawLooks {
  return {
    ...(description !== undefined && { description: readDescription(description) }),
    ...(emoji !== undefined && { emoji: emoji === "" ? "" : knownEmoji(emoji) }),
  };
}

function readDescription(raw: string): string {
  const { roomDescriptionCharactersMax: characters, roomDescriptionBytesMax: bytes } = limits;
  const text = raw.trim() === "" ? "" : visibleParagraph(raw, { characters, bytes });
  if (text === undefined) throw new ShoalError("room-description-invalid");
  return text;
}
