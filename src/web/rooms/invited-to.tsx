import { words } from "../i18n/words.ts";
import { server } from "../state/session.ts";
import { InvitedRoomCard, useInvitedRoom } from "./invited-room.tsx";
import { roomWords } from "./words.ts";

/** On the sign-in card of a visitor who opened an invite link. */
export function InvitedTo({ code }: { code: string }) {
  const room = useInvitedRoom(server, code);
  if (room === "unknown") return null;
  if (room === "dead") return <p class="problem">{words.value.errors["invite-link-invalid"]}</p>;
  return (
    <div class="invited-to">
      <p class="sign-in-welcome">{roomWords.value.invitesTo(room.by.nickname)}</p>
      <InvitedRoomCard room={room} />
    </div>
  );
}
