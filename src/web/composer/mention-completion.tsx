import { type Conversation, type LogEntry, may } from "../../client/index.ts";
import { Avatar } from "../avatar.tsx";
import { words } from "../i18n/words.ts";
import { Icon } from "../icons.tsx";
import type { Chat } from "../state/chat.ts";
import type { CompletionItem, CompletionSource } from "./completion-source.ts";
import type { Mentionable } from "./mentions.ts";

type MentionItem = CompletionItem & Mentionable;

/** `@` completes the members of a conversation: those who spoke last come first. */
export function mentionCompletion(
  chat: Chat,
  conversation: Conversation,
  onChosen: (person: Mentionable) => void,
): CompletionSource<MentionItem> {
  return {
    trigger: "@",
    queryLengthMin: 0,
    query: /^[^\s@]*$/u,
    title: () => words.value.people.title,
    async find(query) {
      const { members } = await chat.client.members(conversation.id, { query });
      const spoke = lastSpoken(chat.logOf(conversation.id).window.peek().entries);
      const rank = (id: string): number => spoke.get(id) ?? Number.MAX_SAFE_INTEGER;
      const others = members.filter(({ id }) => id !== chat.me.id).sort((one, other) => rank(one.id) - rank(other.id));
      const items = others.map((person) => ({
        ...{ id: person.id, userId: person.id, nickname: person.nickname, label: person.nickname },
        picture: <Avatar person={person} />,
      }));
      const isForAll = may(chat.roleIn(conversation), "mention-all", conversation) && "all".startsWith(query.toLowerCase());
      return isForAll ? [...items, allItem()] : items;
    },
    insert(item) {
      onChosen(item);
      return `@${item.nickname} `;
    },
  };
}

function allItem(): MentionItem {
  return { id: "all", nickname: "all", label: "all", hint: words.value.composer.everyone, picture: <Icon name="people" /> };
}

/** By user, how long ago they spoke: 0 for the last one. */
function lastSpoken(entries: readonly LogEntry[]): ReadonlyMap<string, number> {
  const spoke = new Map<string, number>();
  for (const { type, by } of entries.toReversed()) if (type === "message" && !spoke.has(by.id)) spoke.set(by.id, spoke.size);
  return spoke;
}
