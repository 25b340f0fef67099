import { useEffect, useState } from "preact/hooks";
import type { Person } from "../../../client/index.ts";
import type { AuditEntry } from "../../../protocol/admin.ts";
import { Choices } from "../../forms/choices.tsx";
import { Select } from "../../forms/select.tsx";
import { dayOf } from "../../i18n/format.ts";
import { Icon } from "../../icons.tsx";
import { startOfDay } from "../../state/calendar.ts";
import { run } from "../command.ts";
import { ListFoot } from "../parts/list-foot.tsx";
import { PersonName } from "../parts/person-name.tsx";
import { PersonPicker } from "../parts/person-picker.tsx";
import { useList } from "../parts/use-list.ts";
import { AuditLine } from "./audit-line.tsx";
import { loadRoomNames } from "./room-names.ts";
import { shownPerson } from "./shown-person.ts";
import { auditWords } from "./words.ts";

const relations = ["by", "user"] as const;

export function AuditTab() {
  const say = auditWords.value;
  const [act, setAct] = useState("");
  const shown = shownPerson.value;
  const filter = {
    ...(act !== "" && { act }),
    ...(shown?.as === "by" && { byId: shown.person.id }),
    ...(shown?.as === "user" && { userId: shown.person.id }),
  };
  const list = useList(JSON.stringify(filter), async (after) => {
    const { entries, next } = await run("audit", { ...filter, after });
    return { items: entries, next };
  });
  useEffect(() => void loadRoomNames().catch(() => {}), []);

  const acts = Object.keys(say.acts) as (keyof typeof say.acts)[];
  return (
    <>
      <div class="tools">
        <ShownPersonField />
        <Select
          label={say.act}
          values={["", ...acts]}
          labels={{ "": say.allActs, ...say.acts }}
          chosen={act as "" | keyof typeof say.acts}
          onChoose={setAct}
        />
      </div>
      {daysOf(list.items ?? []).map(([day, entries]) => (
        <section key={day} class="day" aria-labelledby={`day-${day}`}>
          <h3 id={`day-${day}`}>{dayOf(day)}</h3>
          <ul class="audit-entries">
            {entries.map((entry) => (
              <AuditLine key={entry.id} entry={entry} onPerson={choose} />
            ))}
          </ul>
        </section>
      ))}
      <ListFoot list={list} empty={Object.keys(filter).length === 0 ? say.none : say.noneFound} />
    </>
  );
}

/** The person whose entries are shown, or a search for one. */
function ShownPersonField() {
  const say = auditWords.value;
  const shown = shownPerson.value;
  if (shown === undefined) return <PersonPicker onChoose={(person) => choose(person, "user")} />;
  return (
    <div class="shown-person">
      <PersonName person={shown.person} />
      <button
        type="button"
        class="icon-button"
        aria-label={say.showAll}
        onClick={() => {
          shownPerson.value = undefined;
        }}
      >
        <Icon name="close" />
      </button>
      <Choices
        legend={say.as}
        values={relations}
        labels={say.roles}
        chosen={shown.as}
        onChoose={(as) => choose(shown.person, as)}
      />
    </div>
  );
}

function choose(person: Person, as: (typeof relations)[number]): void {
  shownPerson.value = { person, as };
}

/** By the reader's days, in the order in which they come. */
function daysOf(entries: readonly AuditEntry[]): readonly (readonly [number, readonly AuditEntry[]])[] {
  return [...Map.groupBy(entries, ({ at }) => startOfDay(at))];
}
