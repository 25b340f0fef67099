import { closeDialog, show } from "../state/navigation.ts";
import { ConversationPicker } from "./conversation-picker.tsx";
import { Modal } from "./modal.tsx";
import { dialogWords } from "./words.ts";

/** Goes to a conversation without the mouse. */
export function SwitcherDialog() {
  return (
    <Modal title={dialogWords.value.switcher.title} onClose={closeDialog}>
      <ConversationPicker onPick={({ id }) => show(id)} />
    </Modal>
  );
}
