import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";
import { limits } from "../../client/index.ts";
import { pictureWords } from "./picture-words.ts";
import { Problem } from "./problem.tsx";
import type { PictureDraft } from "./use-picture.ts";

/** What the server decodes. */
const TYPES = "image/png,image/jpeg,image/webp,image/gif";

interface PictureFieldProps {
  of: "person" | "room";
  draft: PictureDraft;
  /** How it looks without a new picture: with the one of now, or with none. */
  look: (hasPicture: boolean) => ComponentChildren;
  hasPicture: boolean;
}

/** Chooses, shows and removes a picture; it is uploaded when the form is saved. */
export function PictureField({ of, draft: { choice, choose, percent }, look, hasPicture }: PictureFieldProps) {
  const input = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState<"picture-invalid" | "picture-too-large" | undefined>(undefined);
  const [isOver, setOver] = useState(false);
  const say = pictureWords.value;
  const isShown = choice === undefined ? hasPicture : choice !== "removed";

  function take(file: File | undefined): void {
    if (file === undefined) return;
    const refusal = refusalOf(file);
    setProblem(refusal);
    if (refusal === undefined) choose(file);
  }

  return (
    <fieldset
      class={`picture-field of-${of} ${isOver ? "is-over" : ""}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        event.stopPropagation(); // the field of the conversation takes every other file
        setOver(false);
        take(event.dataTransfer?.files[0]);
      }}
    >
      <legend class={of === "room" ? "hidden-text" : undefined}>{say.picture[of]}</legend>
      {typeof choice === "object" ? (
        <span class="avatar new-picture" aria-hidden="true">
          <img
            src={choice.address}
            alt=""
            onError={() => {
              choose(undefined);
              setProblem("picture-invalid");
            }}
          />
        </span>
      ) : (
        look(isShown)
      )}
      <div class="picture-actions">
        <button type="button" class="button" onClick={() => input.current?.click()}>
          {isShown ? say.other : say.choose}
        </button>
        {isShown && (
          <button type="button" class="quiet-button" onClick={() => choose(hasPicture ? "removed" : undefined)}>
            {say.remove}
          </button>
        )}
        <p class="hint" role="status">
          {percent === undefined ? (
            <>
              <span class="drop-hint">{say.dropHint}</span>
              {say.hint}
            </>
          ) : (
            say.sending(percent)
          )}
        </p>
        <Problem text={problem && say.problems[problem]} />
      </div>
      <input
        ref={input}
        type="file"
        accept={TYPES}
        hidden
        tabIndex={-1}
        aria-label={say.choose}
        onChange={(event) => {
          take(event.currentTarget.files?.[0]);
          event.currentTarget.value = "";
        }}
      />
    </fieldset>
  );
}

/** What the server would say. */
function refusalOf({ size, type }: File): "picture-invalid" | "picture-too-large" | undefined {
  if (!TYPES.split(",").includes(type)) return "picture-invalid";
  return size > limits.pictureBytesMax ? "picture-too-large" : undefined;
}
