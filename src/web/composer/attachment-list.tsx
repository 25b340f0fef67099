import { useChat } from "../chat-context.ts";
import { dialogWords } from "../dialogs/words.ts";
import { errorText } from "../i18n/error-text.ts";
import { byteCount } from "../i18n/format.ts";
import { words } from "../i18n/words.ts";
import { Icon } from "../icons.tsx";
import type { Attachment } from "../state/attachments.ts";

/** Above the field: the files of the next message, with their progress. */
export function AttachmentList({ attachments }: { attachments: readonly Attachment[] }) {
  return (
    <ul class="attachments" aria-label={dialogWords.value.composer.attachments}>
      {attachments.map((attachment) => (
        <AttachmentRow key={attachment.key} attachment={attachment} />
      ))}
    </ul>
  );
}

function AttachmentRow({ attachment }: { attachment: Attachment }) {
  const chat = useChat();
  const { key, file, sentBytes, state, error, picture } = attachment;
  const say = dialogWords.value.composer;
  return (
    <li class="attachment" data-state={state}>
      {picture === undefined ? <Icon name="file" /> : <img src={picture.address} alt="" />}
      <div class="attachment-text">
        <bdi class="clip" translate={false}>
          {file.name}
        </bdi>
        {state === "failed" ? (
          <p class="problem">
            {error !== undefined && errorText(error)}{" "}
            <button type="button" class="quiet-button" onClick={() => chat.attachments.retry(attachment)}>
              {words.value.messages.retry}
            </button>
          </p>
        ) : (
          <p class="hint" translate={false}>
            {state === "uploaded" ? byteCount(file.size) : say.uploaded(byteCount(sentBytes), byteCount(file.size))}
          </p>
        )}
        {state === "uploading" && <progress aria-label={file.name} value={sentBytes} max={Math.max(1, file.size)} />}
      </div>
      <button
        type="button"
        class="icon-button"
        aria-label={say.removeFile(file.name)}
        onClick={() => chat.attachments.remove(key)}
      >
        <Icon name="close" />
      </button>
    </li>
  );
}
