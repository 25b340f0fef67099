import { dayOf } from "../i18n/format.ts";
import { words } from "../i18n/words.ts";
import { MembersLine } from "./members-line.tsx";
import { MessageRow } from "./message-row.tsx";
import type { Row } from "./rows.ts";

interface LogRowProps {
  /** Not the conversation: that is another object with every message. */
  conversationId: string;
  row: Row;
  isLastOwn: boolean;
  isTabStop: boolean;
}

/** One row. It reads signals, so that it renders only when its own properties or they change. */
export function LogRow({ row, ...message }: LogRowProps) {
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
          <hr class="hidden-text" aria-label={say.unreadLine} />
          <span aria-hidden="true">{say.unread}</span>
        </li>
      );
    case "members":
      return (
        <li class="members-line">
          <MembersLine {...row} />
        </li>
      );
    case "message":
      return <MessageRow row={row} {...message} />;
  }
}
