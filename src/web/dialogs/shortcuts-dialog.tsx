import { closeDialog } from "../state/navigation.ts";
import { Modal } from "./modal.tsx";
import { dialogWords } from "./words.ts";

const isApple = /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? "");
const command = isApple ? "⌘" : "Ctrl";
const option = isApple ? "⌥" : "Alt";

/** The sheet of all keys. */
export function ShortcutsDialog() {
  const say = dialogWords.value.shortcuts;
  const keys: readonly (readonly [string, readonly string[]])[] = [
    [say.goTo, [command, "K"]],
    [say.neighbour, [option, "↑ ↓"]],
    [say.unread, [option, "Shift", "↑ ↓"]],
    [say.search, [command, "F"]],
    [say.newest, ["Esc"]],
    [say.pages, ["Page ↑ ↓"]],
    [say.ends, ["Home", "End"]],
    [say.message, ["↑ ↓"]],
    [say.editLast, ["↑"]],
    [say.newLine, ["Shift", "Enter"]],
    [say.mention, ["@"]],
    [say.emoji, [":"]],
    [say.help, ["?"]],
  ];
  return (
    <Modal title={say.title} onClose={closeDialog}>
      <dl class="shortcuts">
        {keys.map(([label, combination]) => (
          <div key={label} class="shortcut">
            <dt>{label}</dt>
            <dd dir="ltr">
              {combination.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
