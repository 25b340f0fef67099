import { words } from "../i18n/words.ts";
import { closeDialog, show } from "../state/navigation.ts";
import { ConversationPicker } from "./conversation-picker.tsx";
import { Modal } from "./modal.tsx";

/** Goes to a conversation without the mouse. */
export function SwitcherDialog() {
  return (
    <Modal title={words.value.switcher.title} onClose={closeDialog}>
      <ConversationPicker onPick={({ id }) => show(id)} />
    </Modal>
  );
}
