import { useState } from "preact/hooks";
import { type Account, changePassword, claimAccount, startLinkingIdentity } from "../../client/index.ts";
import { useChat } from "../chat-context.ts";
import { Problem } from "../forms/problem.tsx";
import { useRequest } from "../forms/use-request.ts";
import { useServerInfo } from "../sign-in/use-server-info.ts";
import { bounded, server } from "../state/session.ts";
import { OwnData } from "./own-data.tsx";
import { PasswordField } from "./password-field.tsx";
import { accountWords } from "./words.ts";

interface AccountSettingsProps {
  readonly known: Account;
  readonly reload: () => Promise<void>;
}

/** A guest sets a password, an account changes it. */
export function AccountSettings({ known, reload }: AccountSettingsProps) {
  const { me, client } = useChat();
  const { isBusy, problem, run } = useRequest();
  const [current, setCurrent] = useState("");
  const [password, setPassword] = useState("");
  const [again, setAgain] = useState("");
  const [isSaved, setSaved] = useState(false);
  const { oidc } = useServerInfo();
  const say = accountWords.value;

  async function save(hasPassword: boolean): Promise<void> {
    setSaved(false);
    if (hasPassword) await changePassword(server, { current, password }, bounded());
    else await claimAccount(server, password, bounded());
    for (const clear of [setCurrent, setPassword, setAgain]) clear("");
    setSaved(true);
    await reload();
  }

  const { hasPassword, hasIdentity = false, isAccount, serverRole } = known;
  const unclaimed = isAccount ? say.elsewhere : say.guest(me.nickname);
  const doDiffer = again !== "" && again !== password;
  return (
    <>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (again === password) run(() => save(hasPassword));
        }}
      >
        <fieldset class="choices">
          <legend>{say.account}</legend>
          {serverRole === "administrator" && <p class="hint">{say.administrator}</p>}
          <p class="hint">{hasPassword ? say.changeExplain : unclaimed}</p>
          <input type="text" name="username" autocomplete="username" value={me.nickname} readOnly hidden />
          {hasPassword && (
            <PasswordField label={say.currentPassword} autocomplete="current-password" value={current} onInput={setCurrent} />
          )}
          <PasswordField
            label={say.newPassword}
            autocomplete="new-password"
            value={password}
            onInput={setPassword}
            hint={say.rule}
          />
          <PasswordField label={say.again} autocomplete="new-password" value={again} onInput={setAgain} />
          <Problem text={doDiffer ? say.differ : problem} />
          <p role="status" class="hint">
            {isSaved ? say.saved : ""}
          </p>
          <button type="submit" class="button" aria-busy={isBusy}>
            {hasPassword ? say.change : say.claim}
          </button>
          {oidc !== undefined && !hasIdentity && (
            <>
              <p class="hint">{say.linkExplain(oidc.name)}</p>
              <button
                type="button"
                class="button"
                onClick={() => run(async () => location.assign(await startLinkingIdentity(server, bounded())))}
              >
                {say.link(oidc.name)}
              </button>
            </>
          )}
        </fieldset>
      </form>
      {client.features.has("order") && <OwnData account={known} />}
    </>
  );
}
