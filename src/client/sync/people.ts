import type { Conversation, Invitation } from "../../protocol/conversations.ts";
import type { ReceivedLogEvent, UserEvent } from "../../protocol/events.ts";
import type { Person } from "../../protocol/people.ts";
import type { Conversations } from "./conversations.ts";
import type { Invitations } from "./invitations.ts";

/** Users who changed their nickname, tone or picture, as they are now, by id. Never changed in place: another state is another map. */
export type People = ReadonlyMap<string, Person>;

/** The ids of blocked users. Never changed in place. */
export type BlockedUsers = ReadonlySet<string>;

/** Users of whom a change is remembered; the one who changed longest ago is forgotten first. */
const PEOPLE_MAX = 10_000;

/** The people after these events of the lobby's log. */
export function withProfiles(people: People, events: readonly ReceivedLogEvent[]): People {
  const changed = events.flatMap((event) => (event.type === "profile" ? [event.by] : []));
  if (changed.length === 0) return people;
  const next = new Map(people);
  for (const person of changed) {
    next.delete(person.id);
    next.set(person.id, person);
  }
  for (const id of next.keys()) {
    if (next.size <= PEOPLE_MAX) break;
    next.delete(id);
  }
  return next;
}

/** The conversations with the peers, and the authors of last messages, of today; the same map when none of them changed. */
export function withPeopleOf(conversations: Conversations, people: People): Conversations {
  let next: Map<string, Conversation> | undefined;
  for (const [id, conversation] of conversations) {
    const changed = conversationNow(conversation, people);
    if (changed === conversation) continue;
    next ??= new Map(conversations);
    next.set(id, changed);
  }
  return next ?? conversations;
}

/** The invitations with the inviters of today; the same map when none of them changed. */
export function withInvitersOf(invitations: Invitations, people: People): Invitations {
  let next: Map<string, Invitation> | undefined;
  for (const [id, invitation] of invitations) {
    const by = people.get(invitation.by.id);
    if (by === undefined || by === invitation.by) continue;
    next ??= new Map(invitations);
    next.set(id, { ...invitation, by });
  }
  return next ?? invitations;
}

export function withBlockEvent(blocked: BlockedUsers, event: UserEvent): BlockedUsers {
  if (event.type === "blocked") return blocked.has(event.userId) ? blocked : new Set([...blocked, event.userId]);
  if (event.type !== "unblocked" || !blocked.has(event.userId)) return blocked;
  return new Set([...blocked].filter((id) => id !== event.userId));
}

function conversationNow(conversation: Conversation, people: People): Conversation {
  const { lastMessage } = conversation;
  const author = lastMessage?.by && people.get(lastMessage.by.id);
  const peer = conversation.kind === "direct" ? people.get(conversation.peer.id) : undefined;
  const isAuthorNew = author !== undefined && author !== lastMessage?.by;
  const spoken = lastMessage && isAuthorNew ? { ...conversation, lastMessage: { ...lastMessage, by: author } } : conversation;
  return spoken.kind === "direct" && peer !== undefined && peer !== spoken.peer ? { ...spoken, peer } : spoken;
}
