import { useState } from "preact/hooks";
import type { AdminPerson } from "../../../protocol/admin.ts";
import { Choices } from "../../forms/choices.tsx";
import { SearchField } from "../../forms/search-field.tsx";
import { ListFoot } from "../parts/list-foot.tsx";
import { useList } from "../parts/use-list.ts";
import { filters, listPeople, type PeopleFilter } from "./list-people.ts";
import { PersonDialog } from "./person-dialog.tsx";
import { PersonEntry } from "./person-entry.tsx";
import { peopleWords } from "./words.ts";

export function PeopleTab() {
  const say = peopleWords.value;
  const [text, setText] = useState("");
  const [filter, setFilter] = useState<PeopleFilter>("all");
  const [shown, setShown] = useState<AdminPerson | undefined>(undefined);
  const list = useList(JSON.stringify([text, filter]), (after) => listPeople({ text, filter }, after));

  /** The list stays as it is, whatever the filter: what was just done should still be seen. */
  function update(id: string, person: AdminPerson | undefined): void {
    list.change((each) => (each.user.id === id ? person : each));
  }

  return (
    <>
      <div class="tools">
        <SearchField label={say.search} onSearch={setText} />
        <Choices legend={say.filter} values={filters} labels={say.filters} chosen={filter} onChoose={setFilter} />
      </div>
      <ul class="entries">
        {list.items?.map((person) => (
          <li key={person.user.id}>
            <PersonEntry person={person} onOpen={() => setShown(person)} />
          </li>
        ))}
      </ul>
      <ListFoot list={list} empty={say.none} />
      {shown !== undefined && (
        <PersonDialog
          key={shown.user.id}
          person={shown}
          onChange={(person) => update(shown.user.id, person)}
          onClose={() => setShown(undefined)}
        />
      )}
    </>
  );
}
