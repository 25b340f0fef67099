import { useRef } from "preact/hooks";
import { words } from "../i18n/words.ts";
import { Icon } from "../icons.tsx";
import { lazy } from "../lazy.tsx";

/** Loaded as soon as the page is there: no user attaches a file before. */
export const AttachmentList = lazy(async () => (await import("./attachment-list.tsx")).AttachmentList);

/** Chooses files; on a phone that is the camera, too. */
export function AttachButton({ onChosen }: { onChosen: (files: readonly File[]) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const label = words.value.composer.attach;
  return (
    <>
      <button
        type="button"
        class="icon-button attach-button"
        aria-label={label}
        title={label}
        onClick={() => input.current?.click()}
      >
        <Icon name="clip" />
      </button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        tabIndex={-1}
        onChange={(event) => {
          onChosen([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = "";
        }}
      />
    </>
  );
}
