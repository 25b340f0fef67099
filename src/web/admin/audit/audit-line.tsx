import type { Person } from "../../../client/index.ts";
import type { AuditEntry } from "../../../protocol/admin.ts";
import { Avatar } from "../../avatar.tsx";
import { dateAndTime, timeOfDay } from "../../i18n/format.ts";
import { Fish } from "../../icons.tsx";
import { nameOf } from "../parts/person-name.tsx";
import { roomNames } from "./room-names.ts";
import { sentenceOf } from "./sentence.ts";
import { auditWords } from "./words.ts";

/** They stand for the two people of a sentence until it is cut there. No text of a user keeps one. */
const BY = "\uE000";
const USER = "\uE001";

interface AuditLineProps {
  entry: AuditEntry;
  /** Shows the entries of that person. */
  onPerson: (person: Person, as: "by" | "user") => void;
}

export function AuditLine({ entry, onPerson }: AuditLineProps) {
  const { at, by, user, conversationId } = entry;
  const room = conversationId === undefined ? undefined : roomNames.value.get(conversationId);
  const sentence = sentenceOf(withoutMarks(entry), { by: BY, user: USER, room: room === undefined ? undefined : unmarked(room) });
  return (
    <li class="audit-entry">
      {by === undefined ? (
        <span class="avatar operator" aria-hidden="true">
          <Fish />
        </span>
      ) : (
        <Avatar person={by} />
      )}
      <p class="audit-text">
        {sentence.split(/([\uE000\uE001])/).map((part, index) => {
          if (part === BY) return <Name key={index} person={by} onPress={onPerson} as="by" />;
          if (part === USER) return <Name key={index} person={user} onPress={onPerson} as="user" />;
          return part;
        })}
      </p>
      <time class="hint" dateTime={new Date(at).toISOString()} title={dateAndTime(at)}>
        {timeOfDay(at)}
      </time>
    </li>
  );
}

function Name({ person, as, onPress }: { person: Person | undefined; as: "by" | "user"; onPress: AuditLineProps["onPerson"] }) {
  if (person === undefined) return <strong>{nameOf(undefined)}</strong>;
  return (
    <button type="button" class="name-button" title={auditWords.value.onlyOf(nameOf(person))} onClick={() => onPress(person, as)}>
      <bdi translate={false}>{nameOf(person)}</bdi>
    </button>
  );
}

function withoutMarks(entry: AuditEntry): AuditEntry {
  const { details } = entry;
  return details === undefined ? entry : { ...entry, details: JSON.parse(unmarked(JSON.stringify(details))) };
}

function unmarked(text: string): string {
  return text.replace(/[\uE000\uE001]/g, "");
}
