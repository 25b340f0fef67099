import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Modal } from "../dialogs/modal.tsx";
import { words } from "../i18n/words.ts";
import type { EmojiPickerProps } from "./picker-props.ts";

/** Chooses an emoji. The picker and its names are loaded when one is opened first. */
export function EmojiPicker(props: EmojiPickerProps) {
  // Inside an object: a state that is a function would be called.
  const [loaded, setLoaded] = useState<{ readonly Dialog: ComponentType<EmojiPickerProps> | undefined }>();
  useEffect(() => {
    import("./picker-dialog.tsx").then(
      ({ PickerDialog }) => setLoaded({ Dialog: PickerDialog }),
      () => setLoaded({ Dialog: undefined }),
    );
  }, []);

  if (loaded === undefined) return null;
  if (loaded.Dialog !== undefined) return <loaded.Dialog {...props} />;
  return (
    <Modal title={words.value.composer.emoji} onClose={props.onClose}>
      <p class="problem">{words.value.errors.unavailable}</p>
    </Modal>
  );
}
