import { useEffect, useId, useRef, useState } from "preact/hooks";
import { Problem } from "../forms/problem.tsx";
import { useRequest } from "../forms/use-request.ts";
import { timeOfDay } from "../i18n/format.ts";
import { closeDialog, deviceLinkAddress } from "../state/navigation.ts";
import { linkDevice } from "../state/session.ts";
import { copyFrom } from "./copy.ts";
import { Modal } from "./modal.tsx";
import { QrCode } from "./qr-code.tsx";
import { dialogWords } from "./words.ts";

export function DeviceLinkDialog() {
  const { problem, load } = useRequest();
  const [link, setLink] = useState<{ address: string; expiresAt: number } | undefined>(undefined);
  const [isCopied, setCopied] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const fieldId = useId();
  const say = dialogWords.value.deviceLink;

  useEffect(() => {
    load(async () => {
      const { code, expiresAt } = await linkDevice();
      setLink({ address: deviceLinkAddress(code), expiresAt });
    });
  }, []);

  return (
    <Modal title={say.title} onClose={closeDialog}>
      <p>{say.explain}</p>
      <Problem text={problem} />
      <div class="qr-place">{link !== undefined && <QrCode text={link.address} label={say.code} />}</div>
      {link !== undefined && (
        <>
          <div class="field">
            <label for={fieldId}>{say.link}</label>
            <input
              ref={field}
              id={fieldId}
              class="input"
              readOnly
              value={link.address}
              onFocus={(event) => event.currentTarget.select()}
            />
          </div>
          <p class="hint">{say.once(timeOfDay(link.expiresAt))}</p>
          <div class="modal-foot">
            <button
              type="button"
              class="button primary"
              onClick={() => {
                if (field.current !== null) copyFrom(field.current).then(setCopied, () => setCopied(false));
              }}
            >
              {isCopied ? say.copied : say.copy}
            </button>
          </div>
        </>
      )}
    </Modal>
  );
}
