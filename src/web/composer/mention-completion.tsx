import { type Conversation, type LogEntry, may, type Person } from "../../client/index.ts";
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
      const spoke = lastSpoken(chat.logOf(conversation.id).window.peek().entries, query);
      // One answer does not have all members of a large room.
      const people = new Map([...spoke, ...members].map((person) => [person.id, person]));
      people.delete(chat.me.id);
      const items = [...people.values()].map((person) => ({
        ...{ id: person.id, userId: person.id, nickname: person.nickname, label: person.nickname },
        picture: <Avatar person={person} />,
      }));
      const isForAll = may(chat.standingIn(conversation), "mention-all", conversation) && "all".startsWith(query.toLowerCase());
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

/** Who spoke in the loaded part of the log and has that in their name, the last one first; without those who left since. */
function lastSpoken(entries: readonly LogEntry[], query: string): readonly Person[] {
  const spoke = new Map<string, Person>();
  const left = new Set<string>();
  for (const { type, by } of entries.toReversed()) {
    if (type === "leave") left.add(by.id);
    const isWanted =
      type === "message" && !left.has(by.id) && by.nickname.toLocaleLowerCase().includes(query.toLocaleLowerCase());
    if (isWanted && !spoke.has(by.id)) spoke.set(by.id, by);
  }
  return [...spoke.values()];
}
