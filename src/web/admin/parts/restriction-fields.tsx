import { useId } from "preact/hooks";
import { limits } from "../../../client/index.ts";
import { Select } from "../../forms/select.tsx";
import { adminWords } from "../words.ts";
import { type Duration, durationNames } from "./duration.ts";

interface RestrictionFieldsProps {
  duration: Duration;
  onDuration: (duration: Duration) => void;
  reason: string;
  onReason: (reason: string) => void;
  /** Who can read the reason. */
  hint?: string;
}

/** For how long, and why. */
export function RestrictionFields({ duration, onDuration, reason, onReason, hint }: RestrictionFieldsProps) {
  const say = adminWords.value;
  const id = useId();
  return (
    <>
      <Select label={say.duration} values={durationNames} labels={say.durations} chosen={duration} onChoose={onDuration} />
      <div class="field">
        <label for={id}>{say.reason}</label>
        <input
          id={id}
          class="input"
          dir="auto"
          autocomplete="off"
          maxLength={limits.reasonBytesMax}
          aria-describedby={`${id}-hint`}
          value={reason}
          onInput={(event) => onReason(event.currentTarget.value)}
        />
        <p id={`${id}-hint`} class="hint">
          {hint ?? say.reasonHint}
        </p>
      </div>
    </>
  );
}
