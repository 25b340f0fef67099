import type { MessageEvent } from "../../client/index.ts";
import { ChatError } from "./chat-error.ts";
import type { Command } from "./commands.ts";
import { words } from "./i18n/words.ts";
import type { Talk } from "./talk.ts";

const say = words.answers;

type MessageCommand = Extract<Command, { type: "edit" | "reply" | "react" | "delete" }>;

/** Does something with a message of the shown conversation: the one with that number, or the newest that can be meant. */
export async function performOnMessage(talk: Talk, command: MessageCommand): Promise<void> {
  const { client, shownId } = talk;
  const isOfOwn = command.type === "edit" || command.type === "delete";
  talk.log.timeline.flush();
  const message = findMessage(talk, command.seq, isOfOwn);
  const isJustSent = isOfOwn && talk.lastSentSeq > (talk.log.timeline.window.places?.last ?? 0);
  const seq = command.seq ?? (isJustSent ? talk.lastSentSeq : message?.seq);
  if (seq === undefined) throw new ChatError(isOfOwn ? say.noOwnMessage : say.noMessage);
  switch (command.type) {
    case "edit":
      await client.edit(shownId, seq, command.text);
      break;
    case "delete":
      await client.delete(shownId, seq);
      break;
    case "reply":
      await client.send(shownId, command.text, { replyTo: seq });
      break;
    case "react": {
      const isOwn = message?.reactions?.some(({ emoji, isOwn }) => emoji === command.text && isOwn === true) === true;
      await (isOwn ? client.unreact(shownId, seq, command.text) : client.react(shownId, seq, command.text));
    }
  }
}

function findMessage({ client, log }: Talk, seq: number | undefined, isOfOwn: boolean): MessageEvent | undefined {
  const messages = log.entries.filter((entry) => entry.type === "message" && entry.isDeleted !== true) as MessageEvent[];
  if (seq !== undefined) return messages.find((message) => message.seq === seq);
  return messages.findLast(({ by }) => (by.id === client.user?.id) === isOfOwn);
}
