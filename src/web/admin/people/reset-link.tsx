import { useId, useRef, useState } from "preact/hooks";
import { copyFrom } from "../../dialogs/copy.ts";
import { QrCode } from "../../dialogs/qr-code.tsx";
import { Problem } from "../../forms/problem.tsx";
import { useRequest } from "../../forms/use-request.ts";
import { timeOfDay } from "../../i18n/format.ts";
import { server } from "../../state/session.ts";
import { run } from "../command.ts";
import { peopleWords } from "./words.ts";

/** A link with which someone who forgot the password sets another one. It is shown once: the server keeps only its hash. */
export function ResetLink({ userId, onBack }: { userId: string; onBack: () => void }) {
  const { isBusy, problem, run: start } = useRequest();
  const [link, setLink] = useState<{ readonly address: string; readonly expiresAt: number } | undefined>(undefined);
  const [isCopied, setCopied] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  const say = peopleWords.value;

  async function make(): Promise<void> {
    const { code, expiresAt } = await run("make-reset-link", { userId });
    // Where this page is, the other one will reach the server, too, also behind a proxy.
    setLink({ address: new URL(`#reset=${code}`, server).href, expiresAt });
  }

  return (
    <>
      <p>{say.resetExplain}</p>
      <Problem text={problem} />
      {link !== undefined && (
        <>
          <div class="qr-place">
            <QrCode text={link.address} label={say.code} />
          </div>
          <div class="field">
            <label for={id}>{say.link}</label>
            <input
              ref={field}
              id={id}
              class="input"
              readOnly
              value={link.address}
              onFocus={(event) => event.currentTarget.select()}
            />
          </div>
          <p class="hint">{say.once(timeOfDay(link.expiresAt))}</p>
        </>
      )}
      <div class="modal-foot">
        <button type="button" class="button" onClick={onBack}>
          {say.back}
        </button>
        {link === undefined ? (
          <button type="button" class="button primary" aria-busy={isBusy} onClick={() => start(make)}>
            {say.makeLink}
          </button>
        ) : (
          <button
            type="button"
            class="button primary"
            onClick={() => {
              if (field.current !== null) copyFrom(field.current).then(setCopied, () => setCopied(false));
            }}
          >
            {isCopied ? say.copied : say.copy}
          </button>
        )}
      </div>
    </>
  );
}
