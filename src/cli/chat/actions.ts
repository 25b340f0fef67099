import { type Conversation, type Invitation, type Member, ShoalError } from "../../client/index.ts";
import { claim, replacePassword } from "./account-actions.ts";
import { beginningSentence } from "./beginning.ts";
import { ChatError } from "./chat-error.ts";
import type { Command } from "./commands.ts";
import { nameOf } from "./conversation-name.ts";
import { saveFiles, sendFile } from "./file-actions.ts";
import { findPerson, isNamed, withoutMark } from "./find-person.ts";
import { words } from "./i18n/words.ts";
import { invitationSentence } from "./invitations.ts";
import type { MarkedText } from "./marked-text.ts";
import { performOnMessage } from "./message-actions.ts";
import { offeredHelp } from "./offered-help.ts";
import { performOrder } from "./order-actions.ts";
import type { Talk } from "./talk.ts";

const say = words.answers;

/** Runs a typed line. Returns the lines of the answer; refusals are `ChatError` or `ShoalError`. */
export async function perform(talk: Talk, command: Command): Promise<readonly (string | MarkedText)[]> {
  const { client, shownId } = talk;
  switch (command.type) {
    case "say":
      await client.send(shownId, command.text);
      return [];
    case "tell": {
      const direct = await client.openDirect((await findPerson(talk, command.name)).id);
      const isRead = direct.readMessageCount === direct.messageCount;
      const { seq } = await client.send(direct.id, command.text);
      if (isRead) client.markRead(direct.id, seq); // only the user's own message is new there
      return [say.sentTo(nameOf(direct), talk.numberOf(direct.id))];
    }
    case "open":
      talk.show((await client.openDirect((await findPerson(talk, command.name)).id)).id);
      return [];
    case "join":
      await enterRoom(talk, command.name);
      return [];
    case "create":
      talk.show((await client.createRoom({ name: command.name, isPrivate: command.isPrivate })).id);
      return [];
    case "leave":
      await client.leave(shownId);
      return [];
    case "invite": {
      const person = await findPerson(talk, command.name);
      await client.invite(shownId, person.id);
      return [say.invited(person.nickname, nameOf(talk.shown))];
    }
    case "invitations":
      return listInvitations(talk);
    case "accept":
      talk.show((await client.acceptInvitation(findInvitation(talk, command.name).conversationId)).id);
      return [];
    case "decline": {
      const { conversationId, name } = findInvitation(talk, command.name);
      await client.declineInvitation(conversationId);
      return [say.declined(name)];
    }
    case "nick":
      await client.updateProfile({ nickname: command.name });
      return [];
    case "block": {
      const person = await findPerson(talk, command.name);
      await client.block(person.id);
      return [say.blocked(person.nickname)];
    }
    case "unblock": {
      const person = await findPerson(talk, command.name);
      await client.unblock(person.id);
      return [say.unblocked(person.nickname)];
    }
    case "switch":
      talk.show(findConversation(talk, command.name).id);
      return [];
    case "rooms":
      return await listRooms(talk, command.query);
    case "people":
      return await listPeople(talk, command.query);
    case "edit":
    case "delete":
    case "reply":
    case "react":
      await performOnMessage(talk, command);
      return [];
    case "numbers":
      talk.toggleNumbers();
      return [];
    case "search":
      return await talk.search.lines(command.query);
    case "goto": {
      const { conversationId, message } = talk.search.result(command.number);
      await talk.goTo(conversationId, message.seq);
      return [];
    }
    case "upload":
      await sendFile(talk, command.path, command.caption);
      return [];
    case "download":
      return await saveFiles(talk, command.seq, command.path);
    case "cancel":
      return talk.transfers.cancel() ? [] : [words.files.nothingRuns];
    case "history":
      return (await talk.loadOlder()) ? [] : [beginningSentence(talk)];
    case "retry":
    case "discard":
      return dealWithFailed(talk, command.type);
    case "reconnect":
      client.probe();
      return [];
    case "claim":
      return await claim(talk);
    case "password":
      return await replacePassword(talk);
    case "help":
      return offeredHelp(talk, command.isWhole);
    case "wrong":
      throw new ChatError(command.message);
    case "nothing":
    case "sign-out":
    case "quit":
      return []; // the caller does these
    default:
      return await performOrder(talk, command);
  }
}

/** Shows a room, and joins it when one is not in it; a private one by the invitation into it. */
export async function enterRoom(talk: Talk, name: string): Promise<void> {
  const invitation = [...talk.client.invitations.values()].find((one) => isNamed(one.name, name));
  const own = [...talk.client.conversations.values()].find((one) => one.kind === "room" && isNamed(one.name, name));
  if (own === undefined && invitation !== undefined) {
    talk.show((await talk.client.acceptInvitation(invitation.conversationId)).id);
    return;
  }
  const { rooms } = own === undefined ? await talk.client.rooms({ query: withoutMark(name) }) : { rooms: [] };
  const id = own?.id ?? rooms.find((room) => isNamed(room.name, name))?.id;
  if (id === undefined) {
    throw new ChatError(
      say.noRoom(
        name,
        rooms.map((room) => room.name),
      ),
    );
  }
  if (own === undefined) await talk.client.join(id);
  talk.show(id);
}

function findConversation({ client, order }: Talk, name: string): Conversation {
  const conversations = order.flatMap((id) => client.conversations.get(id) ?? []);
  const found =
    conversations[Number(name) - 1] ??
    conversations.find((one) => isNamed(one.kind === "direct" ? one.peer.nickname : one.name, name));
  if (found === undefined) throw new ChatError(say.noConversation(name));
  return found;
}

function findInvitation({ client }: Talk, name: string): Invitation {
  const invitations = [...client.invitations.values()];
  const found = invitations[Number(name) - 1] ?? invitations.find((one) => isNamed(one.name, name));
  if (found === undefined) throw new ChatError(say.noInvitation(name));
  return found;
}

function listInvitations({ client }: Talk): readonly string[] {
  const lines = [...client.invitations.values()].map((one, index) => `  ${index + 1}. ${invitationSentence(one)}`);
  return lines.length === 0 ? [say.noInvitations] : lines;
}

async function listRooms({ client }: Talk, query: string): Promise<readonly string[]> {
  const { rooms, next } = await client.rooms({ query });
  const lines = rooms.map((room) => `  ${say.room(room.name, room.memberCount, room.isMember)}`);
  const more = next === undefined ? [] : [`  ${say.moreRooms}`];
  return [rooms.length === 0 ? say.noPublicRooms : say.publicRooms, ...lines, ...more];
}

async function listPeople({ client, shownId, shown }: Talk, query: string): Promise<readonly string[]> {
  const { members, memberCount, next } = await client.members(shownId, { query });
  const ordered = members.toSorted((one, other) => Number(other.isOnline) - Number(one.isOnline));
  const names = ordered.map((member) => `  ${member.isOnline ? "●" : "○"} ${member.nickname}${marksOf(member, shown)}`);
  const more = next === undefined ? [] : [`  ${say.morePeople}`];
  return [say.people(memberCount, nameOf(shown)), ...names, ...more];
}

/** What a member is there, and whether their hand is raised. */
function marksOf({ id, role, isBot, isMuted, hasVoice }: Member, conversation: Conversation | undefined): string {
  const { marks, marked } = words.order;
  const hands = (conversation?.kind === "room" && conversation.raisedHands) || [];
  const hasHand = hands.some(({ user }) => user.id === id);
  return marked([
    ...(isBot === true ? [marks.bot] : []),
    ...(role === "member" ? [] : [marks[role]]),
    ...(isMuted === true ? [marks.muted] : []),
    ...(hasVoice === true ? [marks.voice] : []),
    ...(hasHand ? [marks.hand] : []),
  ]);
}

function dealWithFailed({ client }: Talk, act: "retry" | "discard"): readonly string[] {
  const failed = client.outboxEntries.filter(({ state }) => state === "failed");
  for (const { clientMessageId } of failed) client[act](clientMessageId);
  return failed.length === 0 ? [say.nothingFailed] : [];
}

/** A sentence for an expected error; an unexpected one is thrown again. */
export function refusalOf(error: unknown): string {
  if (error instanceof ChatError) return error.message;
  if (error instanceof ShoalError) return words.errorOf(error);
  throw error;
}
