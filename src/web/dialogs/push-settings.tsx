import { pushContents } from "../attention/notice-preferences.ts";
import { noticeWords } from "../attention/notice-words.ts";
import { canPush, choosePush, hasPushFailed, pushContent } from "../attention/push-device.ts";
import { useChat } from "../chat-context.ts";
import { Choices } from "../forms/choices.tsx";

/** Whether this device is told while its page is closed, and what such a notification may say. */
export function PushSettings({ onAsk }: { onAsk: () => Promise<NotificationPermission> }) {
  const chat = useChat();
  const say = noticeWords.value;
  if (!canPush(chat)) return null;
  const content = pushContent.value;
  return (
    <>
      <label class="check">
        <input
          type="checkbox"
          checked={content !== undefined}
          onChange={async ({ currentTarget }) => {
            const isWanted = currentTarget.checked && (await onAsk()) === "granted";
            currentTarget.checked = isWanted;
            choosePush(chat, isWanted ? "who" : undefined);
          }}
        />
        {say.closed}
      </label>
      {content !== undefined && (
        <>
          <p class="hint">{say.closedHint}</p>
          <Choices
            legend={say.content}
            values={pushContents}
            labels={say.contents}
            chosen={content}
            onChoose={(chosen) => choosePush(chat, chosen)}
          />
        </>
      )}
      {hasPushFailed.value && (
        <p class="hint" role="alert">
          {say.closedFailed}
        </p>
      )}
    </>
  );
}
