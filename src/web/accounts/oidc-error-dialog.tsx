import { isKnownErrorCode } from "../../client/index.ts";
import { Modal } from "../dialogs/modal.tsx";
import { words } from "../i18n/words.ts";
import { oidcError } from "../state/oidc-error.ts";
import { accountWords } from "./words.ts";

function close(): void {
  oidcError.value = undefined;
}

/** A signed-in user came back from the provider, or with a JWT, and it did not work. */
export function OidcErrorDialog({ code }: { code: string }) {
  const say = words.value;
  return (
    <Modal title={accountWords.value.linkFailed} onClose={close}>
      <p>{say.errors[isKnownErrorCode(code) ? code : "oidc-failed"]}</p>
      <div class="modal-foot">
        <button type="button" class="button primary" onClick={close}>
          {say.common.close}
        </button>
      </div>
    </Modal>
  );
}
