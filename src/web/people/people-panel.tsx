import type { Member, Person } from "../../client/index.ts";
import { useChat } from "../chat-context.ts";
import { SearchField } from "../forms/search-field.tsx";
import { compareNames } from "../i18n/format.ts";
import { words } from "../i18n/words.ts";
import { Changing } from "../text/changing.tsx";
import { PersonRow } from "./person-row.tsx";

/** Fewer people are found with the eyes. */
const SEARCH_FROM = 12;

/** The members; those online come first. */
export function PeoplePanel() {
  const { people, isLive } = useChat();
  const say = words.value.people;
  const members = people.members.value;
  const online = new Map<string, Person & Partial<Member>>(people.online.value);
  for (const member of members) if (member.isOnline || online.has(member.id)) online.set(member.id, member);
  const isSearching = people.query.value !== "";
  const offline = members.filter((member) => !online.has(member.id));
  const onlineCount = Math.max(online.size, people.onlineCount.value);
  const offlineCount = Math.max(offline.length, people.memberCount.value - onlineCount);

  return (
    <section class={isLive ? "people" : "people stale"} aria-label={say.title}>
      {(people.memberCount.value >= SEARCH_FROM || isSearching) && (
        <SearchField label={say.find} onSearch={(query) => people.search(query)} />
      )}
      <div class="people-lists">
        {isSearching ? (
          <PersonList title={say.found} people={members} isOnline={(person) => online.has(person.id)} />
        ) : (
          <>
            <PersonList
              title={isLive ? say.online(onlineCount) : say.wereOnline(onlineCount)}
              people={[...online.values()]}
              isOnline={() => true}
            />
            <PersonList
              title={isLive ? say.offline(offlineCount) : say.wereOffline(offlineCount)}
              people={offline}
              isOnline={() => false}
            />
          </>
        )}
        {isSearching && members.length === 0 && <p class="empty-hint">{say.nobodyFound}</p>}
        {people.hasMore.value && (
          <button type="button" class="button" onClick={() => people.loadMore()}>
            {words.value.common.more}
          </button>
        )}
      </div>
    </section>
  );
}

interface PersonListProps {
  title: string;
  people: readonly (Person & Partial<Member>)[];
  isOnline: (person: Person) => boolean;
}

function PersonList({ title, people, isOnline }: PersonListProps) {
  const conversation = useChat().shown.value;
  const room = conversation?.kind === "room" ? conversation : undefined;
  if (people.length === 0) return null;
  const byName = people.toSorted((one, other) => compareNames(one.nickname, other.nickname));
  return (
    <>
      <h3 class="people-group">
        <Changing text={title} />
      </h3>
      <ul class="person-list">
        {byName.map((person) => (
          <li key={person.id}>
            <PersonRow person={person} isOnline={isOnline(person)} room={room} />
          </li>
        ))}
      </ul>
    </>
  );
}
