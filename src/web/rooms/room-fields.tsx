import { useId, useRef, useState } from "preact/hooks";
import { limits } from "../../client/index.ts";
import { dialogWords } from "../dialogs/words.ts";
import { EmojiPicker } from "../emoji/emoji-picker.tsx";
import { PictureField } from "../forms/picture-field.tsx";
import { type PictureDraft, useHasPictures } from "../forms/use-picture.ts";
import { Icon } from "../icons.tsx";
import { RoomMark } from "../room-mark.tsx";
import { roomWords } from "./words.ts";

/** What a form says of a room. */
export interface RoomDraft {
  readonly name: string;
  readonly description: string;
  readonly emoji: string;
  readonly isPrivate: boolean;
}

interface RoomFieldsProps {
  draft: RoomDraft;
  picture: PictureDraft;
  /** The picture of now. */
  formerPicture?: string | undefined;
  onChange: (draft: RoomDraft) => void;
  /** The id of what says why the room was refused. */
  problemId: string;
  hasProblem: boolean;
}

/** Picture, name and emoji, description, privacy. */
export function RoomFields({ draft, picture, formerPicture, onChange, problemId, hasProblem }: RoomFieldsProps) {
  const hasPictures = useHasPictures();
  const nameId = useId();
  const change = (part: Partial<RoomDraft>): void => onChange({ ...draft, ...part });

  return (
    <>
      {hasPictures && (
        <PictureField
          of="room"
          draft={picture}
          look={(hasPicture) => (
            <span class="room-tile">
              <RoomMark room={{ picture: hasPicture ? formerPicture : undefined, emoji: draft.emoji || undefined }}>
                <Icon name={draft.isPrivate ? "lock" : "hash"} />
              </RoomMark>
            </span>
          )}
          hasPicture={formerPicture !== undefined}
        />
      )}
      <div class="room-identity">
        <EmojiField emoji={draft.emoji} onChange={(emoji) => change({ emoji })} />
        <div class="field">
          <label for={nameId}>{dialogWords.value.rooms.name}</label>
          <input
            id={nameId}
            class="input"
            value={draft.name}
            dir="auto"
            autocomplete="off"
            required
            aria-describedby={problemId}
            aria-invalid={hasProblem}
            onInput={(event) => change({ name: event.currentTarget.value })}
          />
        </div>
      </div>
      {draft.emoji !== "" && (
        <button type="button" class="quiet-button remove-emoji" onClick={() => change({ emoji: "" })}>
          {roomWords.value.removeEmoji}
        </button>
      )}
      <DescriptionField text={draft.description} onChange={(description) => change({ description })} />
      <PrivacyField isPrivate={draft.isPrivate} onChange={(isPrivate) => change({ isPrivate })} />
    </>
  );
}

/** A tile that shows the emoji and opens the picker. */
function EmojiField({ emoji, onChange }: { emoji: string; onChange: (emoji: string) => void }) {
  const [isPicking, setPicking] = useState(false);
  const tile = useRef<HTMLButtonElement>(null);
  const say = roomWords.value;
  return (
    <>
      <button
        ref={tile}
        type="button"
        class="room-emoji-tile"
        aria-label={emoji === "" ? say.emoji : `${say.emoji}: ${emoji}`}
        title={say.emoji}
        onClick={() => setPicking(true)}
      >
        {emoji === "" ? <Icon name="smile" /> : <span class="mark-emoji">{emoji}</span>}
      </button>
      {isPicking && (
        <EmojiPicker
          anchor={tile.current}
          onClose={() => setPicking(false)}
          onPick={(picked) => {
            setPicking(false);
            onChange(picked);
          }}
        />
      )}
    </>
  );
}

/** From here on the form tells how much room is left. */
const LEFT_SHOWN_FROM = 50;
const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

function DescriptionField({ text, onChange }: { text: string; onChange: (text: string) => void }) {
  const fieldId = useId();
  const hintId = useId();
  const say = roomWords.value;
  const left = limits.roomDescriptionCharactersMax - [...segmenter.segment(text.trim())].length;
  return (
    <div class="field">
      <label for={fieldId}>{say.description}</label>
      <textarea
        id={fieldId}
        class="input room-description-field"
        rows={2}
        value={text}
        dir="auto"
        placeholder={say.descriptionPlaceholder}
        aria-describedby={hintId}
        aria-invalid={left < 0}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
      <p id={hintId} class={left < 0 ? "problem" : "hint"}>
        {left < LEFT_SHOWN_FROM && (left < 0 ? say.tooLong(-left) : say.charactersLeft(left))}
      </p>
    </div>
  );
}

function PrivacyField({ isPrivate, onChange }: { isPrivate: boolean; onChange: (isPrivate: boolean) => void }) {
  const name = useId();
  const say = roomWords.value;
  const { rooms } = dialogWords.value;
  return (
    <fieldset class="privacy">
      <legend>{say.whoComes}</legend>
      {[
        { value: false, icon: "hash", label: say.public, hint: say.publicHint } as const,
        { value: true, icon: "lock", label: rooms.isPrivate, hint: rooms.privateHint } as const,
      ].map(({ value, icon, label, hint }) => (
        <label key={icon} class="privacy-choice">
          <input
            type="radio"
            name={name}
            checked={value === isPrivate}
            aria-label={label}
            aria-describedby={`${name} ${icon}`}
            onChange={() => onChange(value)}
          />
          <Icon name={icon} />
          <span class="pick-text">
            <span class="pick-name">{label}</span>
            <span id={`${name} ${icon}`} class="hint">
              {hint}
            </span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
