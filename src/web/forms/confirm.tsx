import type { Ref } from "preact";
import { words } from "../i18n/words.ts";
import { Problem } from "./problem.tsx";

interface ConfirmProps {
  ask: string;
  explain: string;
  action: string;
  isBusy: boolean;
  problem?: string | undefined;
  /** The buttons, the harmless one first. */
  buttons?: Ref<HTMLDivElement>;
  onCancel: () => void;
  onConfirm: () => void;
}

/** A question in the place of the button that asked it: a dialog over a dialog would be too much. */
export function Confirm({ ask, explain, action, isBusy, problem, buttons, onCancel, onConfirm }: ConfirmProps) {
  return (
    <div class="confirm" role="alertdialog" aria-label={ask}>
      <p>
        <strong>{ask}</strong> {explain}
      </p>
      <Problem text={problem} />
      <div ref={buttons ?? null} class="confirm-buttons">
        <button type="button" class="button" onClick={onCancel}>
          {words.value.common.cancel}
        </button>
        <button type="button" class="button primary" aria-busy={isBusy} onClick={onConfirm}>
          {action}
        </button>
      </div>
    </div>
  );
}
