import { words } from "../i18n/words.ts";
import { Icon } from "../icons.tsx";
import { lazy } from "../lazy.tsx";

export const VoiceRecorder = lazy(async () => (await import("./voice-recorder.tsx")).VoiceRecorder);

/** Browsers give a microphone to pages of HTTPS and of this machine only. */
const canRecord = globalThis.navigator?.mediaDevices !== undefined && "MediaRecorder" in globalThis;

export function VoiceButton({ onClick }: { onClick: () => void }) {
  const label = words.value.composer.record;
  if (!canRecord) return null;
  return (
    <button type="button" class="icon-button voice-button" aria-label={label} title={label} onClick={onClick}>
      <Icon name="mic" />
    </button>
  );
}
