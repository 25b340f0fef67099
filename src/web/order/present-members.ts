import type { Member, Person, ShoalClient } from "../../client/index.ts";

/** Pages of members that are read for one list: a room of more has more than a list is for. */
const PAGES_MAX = 25;

/** The members who are online, by name: those of all pages, and those whom the presence told of. */
export async function presentMembers(
  client: Pick<ShoalClient, "members">,
  conversationId: string,
  online: ReadonlyMap<string, Person>,
): Promise<readonly Person[]> {
  const present = new Map<string, Person>(online);
  let after: string | undefined;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const { members, next }: { members: readonly Member[]; next?: string | undefined } = await client.members(conversationId, {
      after,
    });
    for (const member of members) if (member.isOnline) present.set(member.id, member);
    if (next === undefined) break;
    after = next;
  }
  return [...present.values()];
}

/** One name a line, below the room, the time and the number. */
export function listText(head: string, people: readonly Person[]): string {
  return [head, ...people.map(({ nickname }) => nickname)].join("\n");
}
