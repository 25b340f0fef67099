import { useEffect, useState } from "preact/hooks";
import { type InviteLinkPreview, inviteLinkPreview, pictureAddress, ShoalError } from "../../client/index.ts";
import { words } from "../i18n/words.ts";
import { REQUEST_MS_MAX } from "../state/patience.ts";
import { server } from "../state/session.ts";

/** What an invite link leads to. `dead`: it does not work; `unknown`: no answer yet, or none at all. */
type InvitedRoom = InviteLinkPreview | "dead" | "unknown";

export function useInvitedRoom(server: string, code: string): InvitedRoom {
  const [room, setRoom] = useState<InvitedRoom>("unknown");
  useEffect(() => {
    let isCurrent = true;
    const tell = (told: InvitedRoom): void => {
      if (isCurrent) setRoom(told);
    };
    inviteLinkPreview(server, code, { signal: AbortSignal.timeout(REQUEST_MS_MAX) }).then(tell, (error: unknown) =>
      tell(error instanceof ShoalError && error.code === "not-found" ? "dead" : "unknown"),
    );
    return () => {
      isCurrent = false;
    };
  }, [code]);
  return room;
}

/** The room as a card. */
export function InvitedRoomCard({ room: { name, description, emoji, picture, memberCount } }: { room: InviteLinkPreview }) {
  return (
    <div class="room-card">
      {emoji !== undefined && picture === undefined && <span class="mark-emoji">{emoji}</span>}
      {/* Not `RoomMark`: it belongs to the chat, which a visitor has not loaded yet. */}
      {picture !== undefined && (
        <span class="avatar room-picture" aria-hidden="true">
          <img src={pictureAddress(server, picture)} alt="" decoding="async" />
        </span>
      )}
      <p class="room-card-name" dir="auto" translate={false}>
        {name}
      </p>
      {description !== undefined && (
        <p dir="auto" translate={false}>
          {description}
        </p>
      )}
      <p class="hint">{words.value.people.members(memberCount)}</p>
    </div>
  );
}
