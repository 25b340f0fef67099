import type { AdminInput, AdminPerson } from "../../../protocol/admin.ts";
import { run } from "../command.ts";
import type { Page } from "../parts/use-list.ts";

export const filters = ["all", "online", "banned", "muted", "staff", "guests"] as const;
export type PeopleFilter = (typeof filters)[number];

/** Pages that are read at one time in search of people who are online. */
const PAGES_AT_ONCE = 5;
const ONLINE_AT_ONCE = 50;

type List = (input: AdminInput<"people">) => Promise<{ people: readonly AdminPerson[]; next?: string | undefined }>;

/** A page of people. The server knows those online by looking at each: it is asked for everyone, and the page leaves the others out. */
export async function listPeople(
  { text, filter }: { text: string; filter: PeopleFilter },
  after: string | undefined,
  list: List = (input) => run("people", input),
): Promise<Page<AdminPerson>> {
  if (filter !== "online") {
    const { people, next } = await list({ text, filter, after });
    return { items: people, next };
  }
  const found: AdminPerson[] = [];
  let next = after;
  for (let count = 0; count < PAGES_AT_ONCE && found.length < ONLINE_AT_ONCE; count += 1) {
    const page = await list({ text, filter: "all", after: next });
    found.push(...page.people.filter(({ isOnline }) => isOnline));
    next = page.next;
    if (next === undefined) break;
  }
  return { items: found, next };
}
