import { signal } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { type InviteLinkPreview, inviteLinkPreview, ShoalError } from "../../client/index.ts";
import { words } from "../i18n/words.ts";
import { REQUEST_MS_MAX } from "../state/patience.ts";

/** What an invite link leads to. `dead`: it does not work; `unknown`: no answer yet, or none at all. */
export type InvitedRoom = InviteLinkPreview | "dead" | "unknown";

/** Asked for once for each link: the sign-in shows it, and the dialog that follows. */
const known = signal<{ readonly code: string; readonly room: InvitedRoom }>({ code: "", room: "unknown" });

export function useInvitedRoom(server: string, code: string): InvitedRoom {
  const [hasAsked, setAsked] = useState(false);
  useEffect(() => {
    if (hasAsked || known.value.code === code) return;
    setAsked(true);
    known.value = { code, room: "unknown" };
    inviteLinkPreview(server, code, { signal: AbortSignal.timeout(REQUEST_MS_MAX) }).then(
      (room) => tell(code, room),
      (error: unknown) => tell(code, error instanceof ShoalError && error.code === "not-found" ? "dead" : "unknown"),
    );
  }, [code]);
  return known.value.code === code ? known.value.room : "unknown";
}

function tell(code: string, room: InvitedRoom): void {
  if (known.value.code === code) known.value = { code, room };
}

/** The room as a card. */
export function InvitedRoomCard({ room: { name, description, emoji, memberCount } }: { room: InviteLinkPreview }) {
  return (
    <div class="room-card">
      {emoji !== undefined && <span class="mark-emoji">{emoji}</span>}
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
