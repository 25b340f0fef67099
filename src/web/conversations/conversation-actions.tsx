import { useId } from "preact/hooks";
import { type ChangedSettings, type Conversation, isArchived, type Notify } from "../../client/index.ts";
import { useChat } from "../chat-context.ts";
import { dialogWords } from "../dialogs/words.ts";
import { Problem } from "../forms/problem.tsx";
import { useRequest } from "../forms/use-request.ts";
import { words } from "../i18n/words.ts";
import { Icon } from "../icons.tsx";
import { archiveIcon, readIcon, unreadIcon } from "./settings-icons.tsx";

interface ConversationActionsProps {
  readonly conversation: Conversation;
  /** Inside of a surface with the role `menu`. */
  readonly isMenu?: boolean;
  /** An action was done: a menu closes. */
  readonly onDone?: () => void;
}

/** What a user may do with a conversation for themselves: a column of buttons, for a menu or a sheet. Empty where the server knows no settings. */
export function ConversationActions({ conversation, isMenu = false, onDone = () => {} }: ConversationActionsProps) {
  const chat = useChat();
  const { isBusy, problem, run } = useRequest();
  const titleId = useId();
  if (!chat.client.features.has("conversation-settings")) return null;
  const { id, kind, settings = {} } = conversation;
  const { isPinned = false, notify = "default" } = settings;
  const isAway = isArchived(conversation);
  const say = words.value.conversations;
  const isUnread = chat.isUnread(conversation);

  const act = (request: () => Promise<void>): void =>
    run(async () => {
      await request();
      onDone();
    });
  const configure = (changed: ChangedSettings): void => act(() => chat.client.configure(id, changed));
  const role = isMenu ? "menuitem" : undefined;
  // Of two people all messages are for the other one.
  const levels = (["default", "all", "mentions", "none"] as const).filter((level) => kind === "room" || level !== "mentions");

  return (
    // A menu may have nothing between itself and its items that says more than they do.
    <div class="conversation-actions" aria-busy={isMenu ? undefined : isBusy}>
      <button type="button" role={role} class="menu-item" onClick={() => configure({ isPinned: !isPinned })}>
        <Icon name="pin" />
        {isPinned ? say.unpin : say.pin}
      </button>
      <button
        type="button"
        role={role}
        class="menu-item"
        onClick={() => {
          if (isUnread) act(() => chat.markAllRead(conversation));
          else configure({ isMarkedUnread: true });
        }}
      >
        {isUnread ? readIcon : unreadIcon}
        {isUnread ? say.markRead : say.markUnread}
      </button>
      <button type="button" role={role} class="menu-item" onClick={() => configure({ isArchived: !isAway })}>
        {archiveIcon}
        {isAway ? say.unarchive : say.archive}
      </button>
      <p id={titleId} class="menu-title">
        {dialogWords.value.settings.notices}
      </p>
      {/* biome-ignore lint/a11y/useAriaPropsSupportedByRole: both of its roles have a name */}
      <div role={isMenu ? "group" : "radiogroup"} aria-labelledby={titleId}>
        {levels.map((level) => (
          <Level key={level} {...{ level, isMenu }} isChosen={level === notify} onChoose={() => configure({ notify: level })} />
        ))}
      </div>
      <Problem text={problem} />
    </div>
  );
}

interface LevelProps {
  readonly level: Notify;
  readonly isMenu: boolean;
  readonly isChosen: boolean;
  readonly onChoose: () => void;
}

function Level({ level, isMenu, isChosen, onChoose }: LevelProps) {
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: both of its roles can be checked
    <button type="button" role={isMenu ? "menuitemradio" : "radio"} aria-checked={isChosen} class="menu-item" onClick={onChoose}>
      {isChosen ? <Icon name="check" /> : <span class="icon" />}
      {words.value.conversations.notify[level]}
    </button>
  );
}
