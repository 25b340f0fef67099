import { Component } from "preact";
import type { Person } from "../../client/index.ts";
import { isolated } from "../../web/i18n/isolated.ts";
import { sentencesOf } from "../../web/messages/member-changes.ts";
import type { MembersRow, Row } from "../../web/messages/rows.ts";
import type { Dates } from "../dates.ts";
import type { OpenRoom } from "../open-room.ts";
import { nameOf, type Words } from "../words.ts";
import { MessageView } from "./message-view.tsx";

const NAMES_MAX = 3;

interface RowViewProps {
  row: Row;
  room: OpenRoom;
  say: Words;
  dates: Dates;
  /** The start of the reader's day. */
  today: number;
  isLastOwn: boolean;
}

/** One row of the timeline. It is drawn again only when something of it is another. */
export class RowView extends Component<RowViewProps> {
  override shouldComponentUpdate(next: RowViewProps): boolean {
    const names = ["row", "room", "say", "dates", "today", "isLastOwn"] as const;
    return names.some((name) => next[name] !== this.props[name]);
  }

  override render({ row, room, say, dates, today, isLastOwn }: RowViewProps) {
    switch (row.kind) {
      case "day":
        return (
          <li class="day-line" part="day">
            <span>{dates.day(row.at, today)}</span>
          </li>
        );
      case "unread":
        return (
          <li class="unread-line" part="unread">
            <hr class="hidden-text" aria-label={say.unreadLine} />
            <span aria-hidden="true">{say.unread}</span>
          </li>
        );
      case "members":
        return <MembersLine {...row} {...{ say }} />;
      case "message":
        return <MessageView {...{ row, room, say, dates, isLastOwn }} />;
    }
  }
}

/** Who joined and who left. What else happened to the room is not shown. */
function MembersLine({ changes, say }: MembersRow & { say: Words }) {
  const sentences = sentencesOf(changes).flatMap(({ kind, people }) => {
    if (kind === "left") return [say.left(namesOf(people, say))];
    return kind === "joined" || kind === "invited" ? [say.joined(namesOf(people, say))] : [];
  });
  return (
    <li class="members-line" hidden={sentences.length === 0}>
      <span dir="auto">{sentences.join(" · ")}</span>
    </li>
  );
}

function namesOf(people: readonly Person[], say: Words): string {
  const names = people.map((person) => isolated(nameOf(person, say)));
  const shown = names.length <= NAMES_MAX ? names : [...names.slice(0, NAMES_MAX - 1), say.others(names.length - NAMES_MAX + 1)];
  return shown.join(say.comma);
}
