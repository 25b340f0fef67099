import { useState } from "preact/hooks";
import { noticeWords } from "../attention/notice-words.ts";
import { playDrop } from "../attention/play-drop.ts";
import { Choices } from "../forms/choices.tsx";
import { chooseNoticeLevel, chooseSound, isSoundOn, noticeLevel, noticeLevels } from "../state/preferences.ts";
import { PushSettings } from "./push-settings.tsx";
import { QuietSettings } from "./quiet-settings.tsx";
import { dialogWords } from "./words.ts";

/** What calls the user when the page is not in front, and how. */
export function NoticeSettings() {
  const say = dialogWords.value.settings;
  const more = noticeWords.value;
  // Browsers give the page no notifications on plain HTTP.
  const canAsk = "Notification" in globalThis && globalThis.isSecureContext;
  const [permission, setPermission] = useState(canAsk ? Notification.permission : "denied");
  const ask = async (): Promise<NotificationPermission> => {
    const answer = canAsk ? await Notification.requestPermission() : "denied";
    setPermission(answer);
    return answer;
  };
  return (
    <div class="notice-settings">
      <Choices
        legend={say.notices}
        values={noticeLevels}
        labels={say.noticeLevels}
        chosen={noticeLevel.value}
        onChoose={chooseNoticeLevel}
      />
      {noticeLevel.value !== "none" && (
        <>
          {permission === "default" && (
            <button type="button" class="quiet-button" onClick={() => void ask()}>
              {more.allow}
            </button>
          )}
          {permission === "denied" && <p class="hint">{canAsk ? more.refused : more.needHttps}</p>}
          <label class="check">
            <input
              type="checkbox"
              checked={isSoundOn.value}
              onChange={({ currentTarget: { checked } }) => {
                chooseSound(checked);
                if (checked) playDrop();
              }}
            />
            {say.sound}
          </label>
          {permission !== "denied" && <PushSettings onAsk={ask} />}
          <QuietSettings />
        </>
      )}
    </div>
  );
}
