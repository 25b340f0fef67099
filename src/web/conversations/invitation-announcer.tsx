import { useEffect, useRef } from "preact/hooks";
import { type Invitation, newInvitations } from "../../client/index.ts";
import { useChat } from "../chat-context.ts";
import { words } from "../i18n/words.ts";
import { LiveRegion, useAnnouncement } from "../live-region.tsx";

/** More at once are counted and not read out. */
const READ_OUT_MAX = 3;

/** Reads out who invites, also where the list of conversations is closed. */
export function InvitationAnnouncer() {
  const invitations = useChat().invitations.value;
  const told = useRef<ReadonlyMap<string, Invitation>>(new Map());
  const [announcement, announce] = useAnnouncement();

  useEffect(() => {
    const fresh = newInvitations(told.current, invitations);
    told.current = invitations;
    const say = words.peek().invitations;
    if (fresh.length > READ_OUT_MAX) announce(say.arrived(fresh.length));
    else if (fresh.length > 0) announce(fresh.map(({ by, name }) => say.asks(by.nickname, name)).join("\n"));
  }, [invitations]);

  return <LiveRegion topic="invitations" announcement={announcement} />;
}
