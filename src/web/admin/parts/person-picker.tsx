import { useRef, useState } from "preact/hooks";
import type { Person } from "../../../client/index.ts";
import { Problem } from "../../forms/problem.tsx";
import { SearchField } from "../../forms/search-field.tsx";
import { useRequest } from "../../forms/use-request.ts";
import { run } from "../command.ts";
import { adminWords } from "../words.ts";
import { nameOf, PersonName } from "./person-name.tsx";

const FOUND_MAX = 8;

interface PersonPickerProps {
  label?: string;
  isBusy?: boolean;
  onChoose: (person: Person) => void;
}

/** One person, by a part of the nickname. */
export function PersonPicker({ label, isBusy = false, onChoose }: PersonPickerProps) {
  const { problem, load } = useRequest();
  const [found, setFound] = useState<readonly Person[] | undefined>(undefined);
  const asked = useRef("");
  const say = adminWords.value;

  function search(text: string): void {
    asked.current = text;
    load(async () => {
      const found = text === "" ? undefined : await run("people", { text, limit: FOUND_MAX });
      // A slow answer to an earlier text is dropped.
      if (asked.current === text) setFound(found?.people.map(({ user }) => user));
    });
  }

  return (
    <div class="person-picker">
      <SearchField label={label ?? say.findPerson} onSearch={search} />
      <Problem text={problem} />
      {found?.length === 0 && <p class="hint">{say.nobody}</p>}
      {found !== undefined && found.length > 0 && (
        <ul class="pick-list">
          {found.map((person) => (
            <li key={person.id}>
              <button
                type="button"
                class="pick pick-person"
                aria-label={say.choosePerson(nameOf(person))}
                aria-busy={isBusy}
                onClick={() => onChoose(person)}
              >
                <PersonName person={person} />
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
