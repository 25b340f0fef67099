import { dateAndTime, dayOf, timeOfDay } from "../i18n/format.ts";
import { words } from "../i18n/words.ts";
import { MembersLine } from "./members-line.tsx";
import { MessageBody } from "./message-body.tsx";
import type { Row } from "./rows.ts";

/** One row. It reads signals, so that it renders only when its own properties or they change. */
export function LogRow({ row, isLastOwn }: { row: Row; isLastOwn: boolean }) {
  const say = words.value.messages;
  switch (row.kind) {
    case "day":
      return (
        <li class="day-line">
          <span>{dayOf(row.at)}</span>
        </li>
      );
    case "unread":
      return (
        <li class="unread-line">
          <span>{say.unread}</span>
        </li>
      );
    case "members":
      return (
        <li class="members-line">
          <MembersLine changes={row.changes} />
        </li>
      );
    case "message":
      return (
        <MessageBody
          person={row.event.by}
          text={row.event.text}
          isHeading={row.isHeading}
          state={isLastOwn ? "sent" : undefined}
          time={
            <time translate={false} dateTime={new Date(row.event.at).toISOString()} title={dateAndTime(row.event.at)}>
              {timeOfDay(row.event.at)}
            </time>
          }
        />
      );
  }
}
