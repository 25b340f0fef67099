import { useId } from "preact/hooks";
import { limits } from "../../client/index.ts";
import { orderWords } from "./words.ts";

/** From here on the field tells how much room is left. */
const LEFT_SHOWN_FROM = 50;
const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

interface ReasonFieldProps {
  readonly value: string;
  readonly onInput: (value: string) => void;
}

/** Why a moderator or a reporter does it. */
export function ReasonField({ value, onInput }: ReasonFieldProps) {
  const fieldId = useId();
  const hintId = useId();
  const say = orderWords.value;
  const left = charactersLeft(value, limits.reasonCharactersMax);
  return (
    <div class="field">
      <label for={fieldId}>{say.reason}</label>
      <input
        id={fieldId}
        class="input"
        dir="auto"
        autocomplete="off"
        value={value}
        aria-describedby={hintId}
        aria-invalid={left < 0}
        onInput={({ currentTarget }) => onInput(currentTarget.value)}
      />
      <p id={hintId} class={left < 0 ? "problem" : "hint"}>
        {left < LEFT_SHOWN_FROM && (left < 0 ? say.reasonTooLong(-left) : say.reasonHint(left))}
      </p>
    </div>
  );
}

/** For a request: one that says nothing is none. */
export function reasonOf(text: string): { readonly reason?: string } {
  const reason = text.trim();
  return reason === "" ? {} : { reason };
}

export function charactersLeft(text: string, max: number): number {
  return max - [...segmenter.segment(text.trim())].length;
}
