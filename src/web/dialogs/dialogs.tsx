import { AccountLinkDialog } from "../accounts/account-link-dialog.tsx";
import { JwtVisit } from "../accounts/jwt-visit.tsx";
import { OidcErrorDialog } from "../accounts/oidc-error-dialog.tsx";
import { Lightbox } from "../messages/lightbox.tsx";
import { JoinRoomDialog } from "../rooms/join-room-dialog.tsx";
import { closeDialog, dialog, openedLink } from "../state/navigation.ts";
import { oidcError } from "../state/oidc-error.ts";
import { openedAccountLink } from "../state/opened-account-link.ts";
import { openedInvite } from "../state/opened-invite.ts";
import { ChangePersonDialog } from "./change-person-dialog.tsx";
import { DateDialog } from "./date-dialog.tsx";
import { DeleteMessageDialog } from "./delete-message-dialog.tsx";
import { DeviceLinkDialog } from "./device-link-dialog.tsx";
import { FindRoomsDialog } from "./find-rooms-dialog.tsx";
import { ForwardDialog } from "./forward-dialog.tsx";
import { InviteDialog } from "./invite-dialog.tsx";
import { LeaveRoomDialog } from "./leave-room-dialog.tsx";
import { MentionsDialog } from "./mentions-dialog.tsx";
import { NewRoomDialog } from "./new-room-dialog.tsx";
import { PersonDialog } from "./person-dialog.tsx";
import { PinsDialog } from "./pins-dialog.tsx";
import { ReportDialog } from "./report-dialog.tsx";
import { RoomSettingsDialog } from "./room-settings-dialog.tsx";
import { SearchDialog } from "./search-dialog.tsx";
import { SettingsDialog } from "./settings-dialog.tsx";
import { ShortcutsDialog } from "./shortcuts-dialog.tsx";
import { SignOutDialog } from "./sign-out-dialog.tsx";
import { SwitcherDialog } from "./switcher-dialog.tsx";
import { WhoIsHereDialog } from "./who-is-here-dialog.tsx";

export function Dialogs() {
  const shown = dialog.value;
  if (oidcError.value !== undefined) return <OidcErrorDialog code={oidcError.value} />;
  const link = openedLink.value;
  if (link !== undefined && "jwt" in link) return <JwtVisit key={link.jwt} jwt={link.jwt} />;
  if (link !== undefined) return <ChangePersonDialog deviceLink={link.deviceLink} />;
  if (openedAccountLink.value !== undefined) return <AccountLinkDialog link={openedAccountLink.value} />;
  if (openedInvite.value !== undefined) return <JoinRoomDialog key={openedInvite.value.code} invite={openedInvite.value} />;
  switch (shown?.kind) {
    case undefined:
      return null;
    case "switcher":
      return <SwitcherDialog />;
    case "shortcuts":
      return <ShortcutsDialog />;
    case "new-room":
      return <NewRoomDialog />;
    case "find-rooms":
      return <FindRoomsDialog />;
    case "invite":
      return <InviteDialog room={shown.room} />;
    case "room-settings":
      return <RoomSettingsDialog room={shown.room} part={shown.part} />;
    case "leave-room":
      return <LeaveRoomDialog room={shown.room} />;
    case "delete-message":
      return <DeleteMessageDialog {...shown} />;
    case "report":
      return <ReportDialog {...shown} />;
    case "who-is-here":
      return <WhoIsHereDialog room={shown.room} />;
    case "forward":
      return <ForwardDialog conversationId={shown.conversationId} message={shown.message} />;
    case "pins":
      return <PinsDialog conversation={shown.conversation} />;
    case "date":
      return <DateDialog conversation={shown.conversation} />;
    case "lightbox":
      return <Lightbox pictures={shown.pictures} start={shown.start} onClose={closeDialog} />;
    case "mentions":
      return <MentionsDialog />;
    case "person":
      return <PersonDialog person={shown.person} />;
    case "search":
      return <SearchDialog conversation={shown.conversation} />;
    case "settings":
      return <SettingsDialog />;
    case "device-link":
      return <DeviceLinkDialog />;
    case "sign-out":
      return <SignOutDialog />;
  }
}
