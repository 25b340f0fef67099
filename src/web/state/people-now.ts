import type { LogEntry, MessageEvent, Person } from "../../client/index.ts";

/** Users who changed their nickname, tone or picture, as they are now. */
export type PeopleNow = ReadonlyMap<string, Person>;

/** The entries with everyone in them as they are now; the same array when no one is another. */
export function entriesNow<Entry extends LogEntry>(entries: readonly Entry[], people: PeopleNow): readonly Entry[] {
  if (people.size === 0) return entries;
  const next = entries.map((entry) => entryNow(entry, people));
  return next.every((entry, index) => entry === entries[index]) ? entries : next;
}

/** The same object when it is the same person. */
export function personNow<One extends Person>(person: One, people: PeopleNow): One {
  const now = people.get(person.id);
  return now === undefined || isSamePerson(now, person) ? person : { ...person, ...now, picture: now.picture };
}

/** Whether they look the same. */
export function isSamePerson(one: Person, other: Person): boolean {
  return one.nickname === other.nickname && one.tone === other.tone && one.picture === other.picture;
}

/** An entry stays the same object from update to update: its row is not drawn again. */
const known = new WeakMap<LogEntry, { readonly people: PeopleNow; readonly entry: LogEntry }>();

function entryNow<Entry extends LogEntry>(held: Entry, people: PeopleNow): Entry {
  const before = known.get(held);
  if (before?.people === people) return before.entry as Entry;
  const entry = madeOf(held, people);
  known.set(held, { people, entry });
  return entry as Entry;
}

function madeOf(entry: LogEntry, people: PeopleNow): LogEntry {
  if (entry.type === "profile") return entry; // it tells what was then
  if (entry.type === "message") return messageOf(entry, personNow(entry.by, people), people);
  const those: { readonly [Role in (typeof roles)[number]]?: Person | undefined } = entry;
  const changed = roles.flatMap((role) => {
    const person = those[role];
    const now = person && personNow(person, people);
    return now === person ? [] : [[role, now]];
  });
  return changed.length === 0 ? entry : { ...entry, ...Object.fromEntries(changed) };
}

/** What a user can be in an entry. */
const roles = ["by", "user", "invitedBy", "removedBy"] as const;

function messageOf(message: MessageEvent, by: Person, people: PeopleNow): MessageEvent {
  const quoted = message.reply?.by && personNow(message.reply.by, people);
  const mentions = message.mentions?.map((mention) => {
    const user = mention.user && personNow(mention.user, people);
    return user === mention.user ? mention : { ...mention, user };
  });
  const isSameText = mentions === undefined || mentions.every((mention, index) => mention === message.mentions?.[index]);
  if (by === message.by && quoted === message.reply?.by && isSameText) return message;
  const { reply } = message;
  return {
    ...message,
    by,
    ...(reply && { reply: quoted ? { ...reply, by: quoted } : reply }),
    ...(mentions && !isSameText && { mentions }),
  };
}
