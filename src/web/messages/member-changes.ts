import type { JoinEvent, LeaveEvent, LogEntry, Person, ProfileEvent } from "../../client/index.ts";

export interface MemberChange {
  readonly person: Person;
  readonly isJoin: boolean;
  readonly invitedBy: Person | undefined;
  /** There when the nickname changed, and nothing else did. */
  readonly formerNickname?: string | undefined;
}

/** Several people and the one thing that happened to all of them. */
export interface MembersSentence {
  readonly kind: "joined" | "left" | "invited" | "came-and-went" | "came-back";
  readonly people: readonly Person[];
  readonly invitedBy: Person | undefined;
}

/** Whether a member did it by themselves: who was removed is told with the order in the room. */
export function isMemberChange(entry: LogEntry): entry is JoinEvent | LeaveEvent | ProfileEvent {
  return entry.type === "join" || entry.type === "profile" || (entry.type === "leave" && entry.isRemoved !== true);
}

export function changeOf(event: JoinEvent | LeaveEvent | ProfileEvent): MemberChange {
  return {
    person: event.by,
    isJoin: event.type === "join",
    invitedBy: event.type === "join" ? event.invitedBy : undefined,
    ...(event.type === "profile" && { formerNickname: event.formerNickname }),
  };
}

/** Folds joins and leaves into few sentences: a user who joined, left and joined again has joined. */
export function sentencesOf(changes: readonly MemberChange[]): readonly MembersSentence[] {
  const journeys = new Map<string, MemberChange[]>();
  for (const change of changes) {
    if (change.formerNickname !== undefined) continue;
    const journey = journeys.get(change.person.id);
    if (journey === undefined) journeys.set(change.person.id, [change]);
    else journey.push(change);
  }

  const sentences = new Map<string, MembersSentence & { people: Person[] }>();
  for (const journey of journeys.values()) {
    const [first, last] = [journey[0], journey.at(-1)];
    if (first === undefined || last === undefined) continue;
    const kind = kindOf(first, last);
    const invitedBy = kind === "invited" ? last.invitedBy : undefined;
    const key = `${kind} ${invitedBy?.id}`;
    const sentence = sentences.get(key);
    if (sentence === undefined) sentences.set(key, { kind, people: [last.person], invitedBy });
    else sentence.people.push(last.person);
  }
  return [...sentences.values()];
}

/** The nicknames that changed, one for each user: from the first to the last. */
export function renamingsOf(changes: readonly MemberChange[]): readonly { readonly former: string; readonly name: string }[] {
  const renamings = new Map<string, { former: string; name: string }>();
  for (const { person, formerNickname } of changes) {
    if (formerNickname === undefined) continue;
    renamings.set(person.id, { former: renamings.get(person.id)?.former ?? formerNickname, name: person.nickname });
  }
  return [...renamings.values()];
}

function kindOf(first: MemberChange, last: MemberChange): MembersSentence["kind"] {
  if (!last.isJoin) return first.isJoin ? "came-and-went" : "left";
  if (!first.isJoin) return "came-back";
  return last.invitedBy === undefined ? "joined" : "invited";
}
