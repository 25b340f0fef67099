import { useEffect } from "preact/hooks";
import { useChat } from "../chat-context.ts";
import { Modal } from "../dialogs/modal.tsx";
import { Problem } from "../forms/problem.tsx";
import { useRequest } from "../forms/use-request.ts";
import { words } from "../i18n/words.ts";
import { show } from "../state/navigation.ts";
import { type OpenedInvite, openedInvite } from "../state/opened-invite.ts";
import { InvitedRoomCard, useInvitedRoom } from "./invited-room.tsx";
import { roomWords } from "./words.ts";

/** Asks whether to join the room of an opened invite link. A user who signed in for it is not asked again. */
export function JoinRoomDialog({ invite: { code, isAccepted } }: { invite: OpenedInvite }) {
  const { client } = useChat();
  const { isBusy, problem, run } = useRequest();
  const room = useInvitedRoom(client.url, code);
  const say = roomWords.value;

  function join(): void {
    run(async () => {
      const joined = await client.joinByInviteLink(code);
      close();
      show(joined.id);
    });
  }
  useEffect(() => {
    if (isAccepted) join();
  }, [code]);

  if (isAccepted && problem === undefined) return null;
  const isDead = room === "dead";
  return (
    <Modal title={typeof room === "object" ? say.joinAsk(room.name) : say.linkDead} onClose={close}>
      {typeof room === "object" && (
        <>
          <p>{say.invites(room.by.nickname)}</p>
          <InvitedRoomCard room={room} />
        </>
      )}
      <Problem text={isDead ? words.value.errors["invite-link-invalid"] : problem} />
      <div class="modal-foot">
        <button type="button" class="button" onClick={close}>
          {isDead ? words.value.common.close : say.notNow}
        </button>
        {!isDead && (
          <button type="button" class="button primary" aria-busy={isBusy} onClick={join}>
            {say.joinRoom}
          </button>
        )}
      </div>
    </Modal>
  );
}

function close(): void {
  openedInvite.value = undefined;
}
