import { useEffect, useRef, useState } from "preact/hooks";
import { type Account, deleteAccount, exportOwnData } from "../../client/index.ts";
import { useChat } from "../chat-context.ts";
import { Problem } from "../forms/problem.tsx";
import { useFocusAfter } from "../forms/use-focus-after.ts";
import { useRequest } from "../forms/use-request.ts";
import { words } from "../i18n/words.ts";
import { closeDialog } from "../state/navigation.ts";
import { bounded, leaveBy, server } from "../state/session.ts";
import { Changing } from "../text/changing.tsx";
import { exportedFile } from "./exported-file.ts";
import { PasswordField } from "./password-field.tsx";
import { accountWords } from "./words.ts";

/** Everything that is the user's own: to take along, and to delete. */
export function OwnData({ account }: { account: Account }) {
  const [isAsking, setAsking] = useState(false);
  const row = useRef<HTMLDivElement>(null);
  useFocusAfter(isAsking, row);
  const say = accountWords.value;
  return (
    <fieldset class="choices">
      <legend>{say.ownData}</legend>
      <p class="hint">{say.ownDataExplain}</p>
      {isAsking ? (
        <Deletion account={account} row={row} onCancel={() => setAsking(false)} />
      ) : (
        <div ref={row} class="own-data">
          <Download />
          <button type="button" class="button" onClick={() => setAsking(true)}>
            {say.deleteAccount}
          </button>
        </div>
      )}
    </fieldset>
  );
}

function Download() {
  const { token, me } = useChat();
  const { isBusy, problem, run } = useRequest();
  const [lineCount, setLineCount] = useState(0);
  const abort = useRef<AbortController | undefined>(undefined);
  useEffect(() => () => abort.current?.abort(), []);
  const say = accountWords.value;

  async function download(): Promise<void> {
    const controller = new AbortController();
    abort.current = controller;
    const file = await exportedFile(exportOwnData(server, { token, signal: controller.signal }), setLineCount);
    const address = URL.createObjectURL(file);
    const link = document.createElement("a");
    link.href = address;
    link.download = `shoal-${me.nickname}.jsonl`;
    link.click();
    URL.revokeObjectURL(address);
  }

  return (
    <>
      <button type="button" class="button" aria-busy={isBusy} onClick={() => run(download)}>
        <Changing text={isBusy ? say.downloading(lineCount) : say.download} />
      </button>
      <Problem text={problem} />
    </>
  );
}

interface DeletionProps {
  readonly account: Account;
  readonly row: { readonly current: HTMLDivElement | null };
  readonly onCancel: () => void;
}

/** An account names its password, a guest the nickname: no press by mistake ends it. */
function Deletion({ account: { hasPassword }, row, onCancel }: DeletionProps) {
  const chat = useChat();
  const { isBusy, problem, run } = useRequest();
  const [password, setPassword] = useState("");
  const [name, setName] = useState("");
  const say = accountWords.value;
  const isSure = hasPassword ? password !== "" : name.trim() === chat.me.nickname;
  return (
    <form
      class="confirm order-form"
      aria-label={say.deleteAsk}
      onSubmit={(event) => {
        event.preventDefault();
        if (!isSure) return;
        run(async () => {
          await leaveBy(chat, () => deleteAccount(server, hasPassword ? password : undefined, bounded()));
          closeDialog();
        });
      }}
    >
      <p>
        <strong>{say.deleteAsk}</strong> {say.deleteExplain}
      </p>
      {hasPassword ? (
        <PasswordField label={say.currentPassword} autocomplete="current-password" value={password} onInput={setPassword} />
      ) : (
        <label class="field">
          {say.typeName(chat.me.nickname)}
          <input
            class="input"
            dir="auto"
            autocomplete="off"
            value={name}
            onInput={(event) => setName(event.currentTarget.value)}
          />
        </label>
      )}
      <Problem text={problem} />
      <div ref={row} class="confirm-buttons">
        <button type="button" class="button" onClick={onCancel}>
          {words.value.common.cancel}
        </button>
        <button type="submit" class="button primary" disabled={!isSure} aria-busy={isBusy}>
          {say.deleteForGood}
        </button>
      </div>
    </form>
  );
}
