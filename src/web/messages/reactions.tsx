import { useState } from "preact/hooks";
import type { MessageEvent, Person, ReactionCount } from "../../client/index.ts";
import { useChat } from "../chat-context.ts";
import { isolated } from "../i18n/isolated.ts";
import { words } from "../i18n/words.ts";

interface ReactionsProps {
  conversationId: string;
  message: MessageEvent;
}

const NAMES_MAX = 20;

/** Under a message: each emoji with its count. Pressing one adds the user's reaction or takes it back; pointing at it tells who reacted. */
export function Reactions({ conversationId, message }: ReactionsProps) {
  return (
    <ul class="reactions" aria-label={words.value.messages.reactions}>
      {message.reactions?.map((reaction) => (
        <li key={reaction.emoji}>
          <Reaction {...{ conversationId, message, reaction }} />
        </li>
      ))}
    </ul>
  );
}

function Reaction({ conversationId, message, reaction }: ReactionsProps & { reaction: ReactionCount }) {
  const chat = useChat();
  const { emoji, count, isOwn = false } = reaction;
  const [known, setKnown] = useState<{ readonly count: number; readonly people: readonly Person[] } | undefined>(undefined);

  async function ask(): Promise<void> {
    if (known?.count === count) return;
    const page = await chat.client.reactors(conversationId, message.seq, emoji).catch(() => undefined);
    if (page !== undefined) setKnown({ count, people: page.people });
  }

  const isKnown = known?.count === count;
  return (
    <button
      type="button"
      class="reaction"
      aria-pressed={isOwn}
      title={isKnown ? namesOf(known.people, count) : undefined}
      onPointerEnter={() => void ask()}
      onFocus={() => void ask()}
      onClick={() => chat.toggleReaction(conversationId, message, emoji)}
    >
      <span class="reaction-emoji">{emoji}</span>{" "}
      <span class="reaction-count" translate={false}>
        {count}
      </span>
    </button>
  );
}

function namesOf(people: readonly Person[], count: number): string {
  const names = people.slice(0, NAMES_MAX).map(({ nickname }) => isolated(nickname));
  const others = count - names.length;
  const say = words.value.messages;
  return say.reactedWith([...names, ...(others > 0 ? [say.others(others)] : [])]);
}
