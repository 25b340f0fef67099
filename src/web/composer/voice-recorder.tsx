import { useEffect, useRef, useState } from "preact/hooks";
import { systemClock } from "../../client/index.ts";
import { dialogWords } from "../dialogs/words.ts";
import { Icon } from "../icons.tsx";
import { Recording } from "./recording.ts";

/** In the place of the field while a voice message is recorded. `onDone` gets the recording. */
export function VoiceRecorder({ onDone, onClose }: { onDone: (file: File) => void; onClose: () => void }) {
  const [recording] = useState(() => new Recording(systemClock));
  const done = useRef<HTMLButtonElement>(null);
  const say = dialogWords.value.composer;
  const state = recording.state.value;
  const time = minutesAndSeconds(recording.elapsedMs.value);

  useEffect(() => {
    void recording.start();
    return () => recording.discard();
  }, []);
  useEffect(() => {
    if (state.name === "recording") done.current?.focus();
    if (state.name === "done") onDone(state.file);
  }, [state.name]);

  function closeOnEscape(event: KeyboardEvent): void {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    onClose();
  }

  return (
    <div class="voice-recorder">
      <button
        type="button"
        class="icon-button"
        aria-label={say.discardRecording}
        title={say.discardRecording}
        onClick={onClose}
        onKeyDown={closeOnEscape}
      >
        <Icon name={state.name === "refused" ? "close" : "trash"} />
      </button>
      {state.name === "refused" ? (
        <p class="problem" role="alert">
          {say.cannotRecord}
        </p>
      ) : (
        <p class="voice-time" translate={false} role="timer" aria-live="off" aria-label={say.recording(time)}>
          {time}
        </p>
      )}
      {state.name !== "refused" && (
        <button
          ref={done}
          type="button"
          class="icon-button"
          aria-label={say.endRecording}
          title={say.endRecording}
          disabled={state.name !== "recording"}
          onClick={() => recording.end()}
          onKeyDown={closeOnEscape}
        >
          <Icon name="check" />
        </button>
      )}
    </div>
  );
}

/** 2:05 */
function minutesAndSeconds(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
