import type { Person } from "../../client/index.ts";
import { useChat } from "../chat-context.ts";
import { PersonDetails } from "../details/person-details.tsx";
import { detailWords } from "../details/words.ts";
import { closeDialog } from "../state/navigation.ts";
import { personNow } from "../state/people-now.ts";
import { Modal } from "./modal.tsx";

/** A person's card. */
export function PersonDialog({ person }: { person: Person }) {
  const { nickname } = personNow(person, useChat().peopleNow.value);
  return (
    <Modal title={detailWords.value.card(nickname)} onClose={closeDialog}>
      <PersonDetails person={person} />
    </Modal>
  );
}
