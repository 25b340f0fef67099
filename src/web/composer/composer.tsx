import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { type Conversation, limits, may, type RoomRules } from "../../client/index.ts";
import { useChat } from "../chat-context.ts";
import { nameOf } from "../conversations/conversation-name.ts";
import { emojiCompletion } from "../emoji/emoji-completion.ts";
import { words } from "../i18n/words.ts";
import { Icon } from "../icons.tsx";
import { moveShownLog } from "../messages/shown-log.ts";
import { SlowMode } from "../order/order-parts.ts";
import { draftsOf } from "../state/drafts.ts";
import { isTouch } from "../state/environment.ts";
import { givenFiles } from "../state/given-files.ts";
import { givenMention } from "../state/given-mention.ts";
import { areDetailsOpen, dialog } from "../state/navigation.ts";
import { Changing } from "../text/changing.tsx";
import { AnswerLine } from "./answer-line.tsx";
import { AttachButton, AttachmentList } from "./attach-button.tsx";
import { Completion } from "./completion.tsx";
import type { CompletionSource } from "./completion-source.ts";
import { EmojiButton } from "./emoji-button.tsx";
import { fitHeight } from "./fit-height.ts";
import { insertText } from "./insert-text.ts";
import { mentionCompletion } from "./mention-completion.tsx";
import { type Mentionable, mentionsIn } from "./mentions.ts";
import { isSendKey } from "./send-key.ts";
import { VoiceButton, VoiceRecorder } from "./voice-button.tsx";

/** The count appears when so much is left. */
const BYTES_LEFT_SHOWN = 1_024;
const encoder = new TextEncoder();

/** What the server takes for a link. */
const link = /\bhttps?:\/\/|\bwww\.\S/iu;

interface ComposerProps {
  conversation: Conversation;
  /** The user could not write here a moment ago. */
  isReopened: boolean;
}

/** Where one writes. Mounted anew for each conversation, with its draft. */
export function Composer({ conversation, isReopened }: ComposerProps) {
  const chat = useChat();
  const room = conversation.kind === "room" ? conversation : undefined;
  const rules = may(chat.standingIn(conversation), "ignore-rules", conversation) ? {} : (room?.rules ?? {});
  const drafts = draftsOf(chat.me.id);
  const [text, setText] = useState(() => drafts.read(conversation.id));
  const field = useRef<HTMLTextAreaElement>(null);
  /** Chosen from the list; they may be in no other list that the page holds. */
  const chosen = useRef<Mentionable[]>([]);
  const sources = useMemo(
    () => [emojiCompletion, mentionCompletion(chat, conversation, (person) => chosen.current.push(person))] as CompletionSource[],
    [conversation.id, conversation.role],
  );
  const answered = chat.composing.answered.value.get(conversation.id);
  const isEditing = chat.composing.editing.value?.conversationId === conversation.id;
  const say = words.value.composer;
  const bytesLeft = (chat.client.limits ?? limits).messageBytesMax - bytesOf(text);
  const attachments = chat.attachments.of(conversation.id);
  const areUploaded = attachments.every(({ state }) => state === "uploaded");
  const hasFailed = attachments.some(({ state }) => state === "failed");
  const canSend = (text.trim() !== "" || attachments.length > 0) && !hasFailed && bytesLeft >= 0;
  /** Sent while its files are on their way: it follows them. */
  const [isWaiting, setWaiting] = useState(false);
  const [leftOut, setLeftOut] = useState(0);
  const [refusal, refuse] = useState<"links-not-allowed" | "files-not-allowed" | undefined>(undefined);
  const [isRecording, setRecording] = useState(false);
  const given = givenFiles.value;
  useEffect(() => {
    if (given.length === 0) return;
    givenFiles.value = [];
    attach(given);
  }, [given]);

  // What lies over the field keeps the focus from it.
  const mention = dialog.value === undefined && !areDetailsOpen.value ? givenMention.value : undefined;
  useEffect(() => {
    if (mention === undefined || field.current === null) return;
    givenMention.value = undefined;
    chosen.current.push(mention);
    insertText(field.current, `@${mention.nickname} `);
  }, [mention]);

  useEffect(() => {
    if (!isWaiting) return;
    if (!canSend) setWaiting(false);
    else if (areUploaded) send();
  }, [isWaiting, canSend, areUploaded]);
  useEffect(() => () => chat.client.stopTyping(conversation.id), []);
  // Answering begins in the field, and so does what follows an edit.
  // A reader who is elsewhere when the room is unlocked stays there.
  const [isElsewhere] = useState(() => isReopened && document.activeElement?.matches("body, .composer, .composer *") === false);
  useEffect(() => {
    if (isElsewhere && answered === undefined) return;
    if (!isEditing && (answered !== undefined || !isTouch.value)) field.current?.focus();
  }, [answered, isEditing]);
  useLayoutEffect(() => {
    if (field.current !== null) fitHeight(field.current);
  }, [text]);

  function attach(files: readonly File[]): void {
    if (rules.areFilesOff) {
      refuse("files-not-allowed");
      return;
    }
    setLeftOut(chat.attachments.add(conversation.id, files));
    field.current?.focus();
  }

  function write(next: string): void {
    setText(next);
    refuse(undefined);
    drafts.write(conversation.id, next);
    if (next.trim() !== "") chat.client.typing(conversation.id);
    else chat.client.stopTyping(conversation.id);
  }

  function send(): void {
    if (!canSend) return;
    const broken = brokenRule(rules, { text, hasFiles: attachments.length > 0 });
    refuse(broken);
    if (broken !== undefined) return;
    setWaiting(!areUploaded);
    if (!areUploaded) return;
    // The first line of code that was pasted keeps its indent.
    const answered = chat.composing.answered.peek().get(conversation.id);
    const mentions = mentionsIn(text, [...chosen.current, ...chat.mentionableIn(conversation)], limits.mentionsPerMessageMax);
    chat.send(conversation.id, text.trimEnd(), {
      replyTo: answered?.seq,
      mentions,
      files: chat.attachments.take(conversation.id),
    });
    chat.composing.cancelAnswer(conversation.id);
    setText("");
    drafts.write(conversation.id, "");
    field.current?.focus();
  }

  function editLast(event: Event): void {
    const last = chat.lastOwnMessage(conversation.id);
    if (last === undefined) return;
    event.preventDefault();
    chat.composing.edit(conversation.id, last.seq);
  }

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      {!rules.areFilesOff && <AttachButton onChosen={attach} />}
      <div class="composer-field">
        <AnswerLine conversation={conversation} />
        {attachments.length > 0 && <AttachmentList attachments={attachments} />}
        <textarea
          ref={field}
          class="input"
          data-writing-field
          rows={1}
          dir="auto"
          value={text}
          aria-label={say.message}
          placeholder={say.placeholder(nameOf(conversation))}
          enterkeyhint={isTouch.value ? "enter" : "send"}
          aria-invalid={bytesLeft < 0}
          onInput={(event) => write(event.currentTarget.value)}
          onKeyDown={(event) => {
            const isPlain = !event.shiftKey && !event.altKey && !event.ctrlKey && !event.metaKey;
            if (text === "" && isPlain && moveShownLog(event.key)) event.preventDefault();
            if (text === "" && isPlain && event.key === "ArrowUp") editLast(event);
            if (event.key === "Escape" && answered !== undefined) {
              event.stopPropagation();
              chat.composing.cancelAnswer(conversation.id);
            }
            if (!isSendKey(event, isTouch.value)) return;
            event.preventDefault();
            send();
          }}
        />
        {text === "" && !rules.areFilesOff && <VoiceButton onClick={() => setRecording(true)} />}
        <EmojiButton field={field} />
        {isRecording && (
          <VoiceRecorder
            onDone={(file) => {
              setRecording(false);
              attach([file]);
            }}
            onClose={() => {
              setRecording(false);
              field.current?.focus();
            }}
          />
        )}
        <Completion field={field} sources={sources} />
        {bytesLeft < BYTES_LEFT_SHOWN && (
          <p class={bytesLeft < 0 ? "bytes-left problem" : "bytes-left"} role="status">
            <Changing text={bytesLeft < 0 ? say.tooLong(-bytesLeft) : say.bytesLeft(bytesLeft)} />
          </p>
        )}
        <p class="files-refused" role="status">
          {isWaiting ? say.waitsForFiles : leftOut > 0 && say.tooManyFiles(limits.filesPerMessageMax)}
          {refusal && words.value.errors[refusal]}
        </p>
        {room && rules.slowModeSeconds !== undefined && refusal === undefined && (
          <SlowMode room={room} seconds={rules.slowModeSeconds} />
        )}
      </div>
      <button
        type="submit"
        class="send-button"
        aria-label={say.send}
        disabled={!canSend}
        // Pressing it must not take the focus: the keyboard of a phone would close.
        onPointerDown={(event) => event.preventDefault()}
      >
        <Icon name="send" />
      </button>
    </form>
  );
}

function brokenRule(rules: RoomRules, { text, hasFiles }: { readonly text: string; readonly hasFiles: boolean }) {
  if (rules.areLinksOff && link.test(text)) return "links-not-allowed";
  return rules.areFilesOff && hasFiles ? "files-not-allowed" : undefined;
}

function bytesOf(text: string): number {
  // A unit of UTF-16 is at most three bytes: most texts need no counting.
  return text.length * 3 < limits.messageBytesMax - BYTES_LEFT_SHOWN ? text.length : encoder.encode(text).length;
}
