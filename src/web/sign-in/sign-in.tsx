import { useEffect, useId, useRef, useState } from "preact/hooks";
import type { ErrorCode } from "../../client/index.ts";
import { Problem } from "../forms/problem.tsx";
import { useRequest } from "../forms/use-request.ts";
import { languageNames } from "../i18n/dictionaries.ts";
import { speak } from "../i18n/speak.ts";
import { words } from "../i18n/words.ts";
import { Fish } from "../icons.tsx";
import { lazy } from "../lazy.tsx";
import { isTouch } from "../state/environment.ts";
import { openedInvite } from "../state/opened-invite.ts";
import { language, languages, tagOf } from "../state/preferences.ts";
import { enterAs, lastNickname } from "../state/session.ts";
import { useServerInfo } from "./use-server-info.ts";
import { Water } from "./water.tsx";

const InvitedTo = lazy(async () => (await import("../rooms/invited-to.tsx")).InvitedTo);

/** `because` says why a user who was signed in is here again. */
export function SignIn({ because }: { because: ErrorCode | undefined }) {
  const { isBusy, problem, run } = useRequest();
  const [nickname, setNickname] = useState(lastNickname);
  const { name, onlineCount = 0 } = useServerInfo();
  const field = useRef<HTMLInputElement>(null);
  const fieldId = useId();
  const problemId = useId();
  const say = words.value;
  const invite = openedInvite.value;

  useEffect(() => {
    if (!isTouch.value) field.current?.focus();
  }, []);

  return (
    <main class="sign-in">
      <Water />
      <div class="sign-in-card">
        <h1 class="brand">
          <Fish />
          <span>Shoal</span>
          <span lang="zh-CN">鱼群</span>
        </h1>
        <p class="sign-in-server hint">
          <bdi translate={false}>{name ?? location.host}</bdi>
          {onlineCount > 0 && ` · ${say.signIn.online(onlineCount)}`}
        </p>
        {invite !== undefined && <InvitedTo code={invite.code} />}
        <p class="sign-in-welcome">{because === undefined ? say.signIn.welcome : say.errors[because]}</p>
        <form
          class="form"
          onSubmit={(event) => {
            event.preventDefault();
            if (invite !== undefined) openedInvite.value = { ...invite, isAccepted: true };
            run(() => enterAs(nickname.trim()));
          }}
        >
          <div class="field">
            <label for={fieldId}>{say.signIn.nickname}</label>
            <input
              ref={field}
              id={fieldId}
              class="input"
              name="nickname"
              value={nickname}
              dir="auto"
              autocomplete="nickname"
              autocapitalize="off"
              spellcheck={false}
              enterkeyhint="go"
              required
              aria-describedby={problemId}
              aria-invalid={problem !== undefined}
              onInput={(event) => setNickname(event.currentTarget.value)}
            />
            <Problem id={problemId} text={problem} />
          </div>
          <button type="submit" class="button primary large" aria-busy={isBusy}>
            {say.signIn.join}
          </button>
        </form>
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
