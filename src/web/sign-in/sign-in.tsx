import { useEffect, useId, useRef, useState } from "preact/hooks";
import { type ErrorCode, pictureAddress } from "../../client/index.ts";
import { Problem } from "../forms/problem.tsx";
import { useRequest } from "../forms/use-request.ts";
import { languageNames } from "../i18n/dictionaries.ts";
import { speak } from "../i18n/speak.ts";
import { words } from "../i18n/words.ts";
import { Fish } from "../icons.tsx";
import { lazy } from "../lazy.tsx";
import { isTouch } from "../state/environment.ts";
import { openedAccountLink } from "../state/opened-account-link.ts";
import { openedInvite } from "../state/opened-invite.ts";
import { language, languages, tagOf } from "../state/preferences.ts";
import { codeOf, enterAs, lastNickname, resetPassword, server } from "../state/session.ts";
import { useServerInfo } from "./use-server-info.ts";
import { Water } from "./water.tsx";

const SignInPassword = lazy(async () => (await import("../accounts/sign-in-password.tsx")).SignInPassword);
const OidcButton = lazy(async () => (await import("../accounts/oidc-button.tsx")).OidcButton);
const InvitedTo = lazy(async () => (await import("../rooms/invited-to.tsx")).InvitedTo);

/** `because` says why a user who was signed in is here again. */
export function SignIn({ because }: { because: ErrorCode | undefined }) {
  const { isBusy, problem, run } = useRequest();
  const [nickname, setNickname] = useState(lastNickname);
  const [password, setPassword] = useState("");
  const [isAsked, setAsked] = useState(false);
  const [isNewcomer, setNewcomer] = useState(false);
  const { name, onlineCount = 0, registration, areGuestsAllowed, oidc, welcome, picture } = useServerInfo();
  const field = useRef<HTMLInputElement>(null);
  const fieldId = useId();
  const problemId = useId();
  const say = words.value;
  const invite = openedInvite.value;
  const link = openedAccountLink.value;
  const isReset = link?.kind === "reset";
  const hasPassword = isAsked || link !== undefined || areGuestsAllowed === false;
  const isOidcMain = oidc !== undefined && areGuestsAllowed === false && registration === "closed" && link === undefined;
  const oidcButton = oidc !== undefined && !isReset && <OidcButton name={oidc.name} isMain={isOidcMain} />;
  const told = because ?? (areGuestsAllowed === false && link === undefined ? "guests-not-allowed" : undefined);
  const canBeNew = areGuestsAllowed === false && registration !== "closed" && link === undefined;

  async function enter(): Promise<void> {
    if (isReset) return await resetPassword(undefined, link.code, password);
    try {
      await enterAs(nickname.trim(), {
        ...(hasPassword && { password }),
        ...(hasPassword && canBeNew && isNewcomer && { isNew: true }),
        ...(invite !== undefined && { inviteLink: invite.code }),
        ...(link !== undefined && { administratorLink: link.code }),
      });
    } catch (error) {
      if (codeOf(error) === "password-needed") setAsked(true);
      throw error;
    }
  }

  useEffect(() => {
    if (!isTouch.value) field.current?.focus();
  }, []);

  return (
    <main class="sign-in">
      <Water />
      <div class="sign-in-card">
        <h1 class="brand">
          {picture === undefined ? <Fish /> : <img class="server-picture" src={pictureAddress(server, picture)} alt="" />}
          <span>Shoal</span>
          <span lang="zh-CN">鱼群</span>
        </h1>
        <p class="sign-in-server hint">
          <bdi translate={false}>{name ?? location.host}</bdi>
          {onlineCount > 0 && ` · ${say.signIn.online(onlineCount)}`}
        </p>
        {welcome !== undefined && (
          <p class="server-welcome" dir="auto" translate={false}>
            {welcome}
          </p>
        )}
        {invite !== undefined && <InvitedTo code={invite.code} />}
        <p class="sign-in-welcome" hidden={isOidcMain && because === undefined}>
          {told === undefined ? say.signIn.welcome : say.errors[told]}
        </p>
        {isOidcMain && oidcButton}
        <form
          class="form"
          onSubmit={(event) => {
            event.preventDefault();
            if (invite !== undefined) openedInvite.value = { ...invite, isAccepted: true };
            run(enter);
          }}
        >
          <div class="field" hidden={isReset}>
            <label for={fieldId}>{say.signIn.nickname}</label>
            <input
              ref={field}
              id={fieldId}
              class="input"
              name="nickname"
              value={nickname}
              dir="auto"
              autocomplete={hasPassword ? "username" : "nickname"}
              autocapitalize="off"
              spellcheck={false}
              enterkeyhint="go"
              required={!isReset}
              aria-describedby={problemId}
              aria-invalid={problem !== undefined}
              onInput={(event) => {
                setNickname(event.currentTarget.value);
                setAsked(false);
              }}
            />
          </div>
          {hasPassword && (
            <SignInPassword
              value={password}
              onInput={setPassword}
              isNew={link !== undefined || (canBeNew && isNewcomer)}
              isFocused={isAsked || isReset}
              onNew={canBeNew ? setNewcomer : undefined}
            />
          )}
          <Problem id={problemId} text={problem} />
          <button type="submit" class="button primary large" aria-busy={isBusy}>
            {say.signIn.join}
          </button>
        </form>
        {!isOidcMain && oidcButton}
      </div>
      <LanguageSwitch />
    </main>
  );
}

function LanguageSwitch() {
  return (
    <fieldset class="language-switch">
      <legend class="hidden-text">{words.value.signIn.language}</legend>
      {languages.map((each) => (
        <button key={each} type="button" lang={tagOf(each)} aria-pressed={each === language.value} onClick={() => speak(each)}>
          {languageNames[each]}
        </button>
      ))}
    </fieldset>
  );
}
