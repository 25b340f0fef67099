/** The client SDK: everything that a program needs to take part, in browsers, Bun and Node. */

export type { Clock, MonotonicMs, WallMs } from "../clock.ts";
export { systemClock } from "../clock.ts";
export type { Account, ServerRole } from "../protocol/accounts.ts";
export type { Bot, BotScope } from "../protocol/bots.ts";
export type { ConversationSettings, Notify } from "../protocol/conversation-settings.ts";
export { isArchived, isMuted } from "../protocol/conversation-settings.ts";
export type { Conversation, Direct, Invitation, ListedRoom, Room } from "../protocol/conversations.ts";
export type { CustomData, Json } from "../protocol/custom-data.ts";
export type { AnyErrorCode, ErrorCode } from "../protocol/errors.ts";
export { errorTable, isKnownErrorCode, ShoalError } from "../protocol/errors.ts";
export type {
  ConversationEvent,
  JoinEvent,
  LeaveEvent,
  ProfileEvent,
  ReceivedEvent,
  RoomEvent,
  UnknownEvent,
} from "../protocol/events.ts";
export type { FileInfo } from "../protocol/files.ts";
export { isShownInline } from "../protocol/files.ts";
export type { Broadcast } from "../protocol/frames/broadcast.ts";
export type { MemberList, RoomList } from "../protocol/frames/directory.ts";
export type { Gap } from "../protocol/frames/events.ts";
export type { HistoryPage } from "../protocol/frames/history.ts";
export type {
  FoundMessage,
  HitRange,
  MentionList,
  PinList,
  ReactorList,
  SearchResult,
  SearchResults,
} from "../protocol/frames/message-lists.ts";
export type { Presence, Watched } from "../protocol/frames/presence.ts";
export type { CommonRoom, PersonCard } from "../protocol/frames/profiles.ts";
export type { Readers, ReadMarker } from "../protocol/frames/read.ts";
export type { Sent } from "../protocol/frames/send.ts";
export type { Typists } from "../protocol/frames/typing.ts";
export type { Welcome } from "../protocol/frames/welcome.ts";
export type { AccountLink, DeviceLink, Registration, ServerInfo, SignedIn } from "../protocol/http.ts";
export type { InviteLink, InviteLinkPreview } from "../protocol/invite-links.ts";
export type { Limits } from "../protocol/limits.ts";
export { limits } from "../protocol/limits.ts";
export { LOBBY_ID } from "../protocol/lobby.ts";
export type {
  DeleteEvent,
  EditEvent,
  MessageChange,
  PinEvent,
  ReactEvent,
  UnpinEvent,
  UnreactEvent,
} from "../protocol/message-changes.ts";
export { isMessageChange, withChange, withPinChange } from "../protocol/message-changes.ts";
export type { Mention, MessageEvent, MessageRemoval, NewMention, Quote, ReactionCount } from "../protocol/messages.ts";
export { quoteOf } from "../protocol/messages.ts";
export type { Mute, PrivateMessages, RaisedHand, Report, Restriction, RoomRules } from "../protocol/moderation.ts";
export type {
  HandEvent,
  MuteEvent,
  OrderEvent,
  RoleEvent,
  RulesEvent,
  UnmuteEvent,
  VoiceEvent,
} from "../protocol/order-events.ts";
export type { Member, Person, Role } from "../protocol/people.ts";
export { DELETED_NICKNAME, TONES } from "../protocol/people.ts";
export type { Action, Place, ServerAction, Standing } from "../protocol/permissions.ts";
export { may, mayActOn, mayActOnServer, mayOnServer, standingOf } from "../protocol/permissions.ts";
export type { PushContent, PushLevel, PushSubscriptionSettings, QuietHours } from "../protocol/push.ts";
export type { Retention } from "../protocol/retention.ts";
export { isShorter, strictest } from "../protocol/retention.ts";
export type { ListedSession } from "../protocol/sessions.ts";
export type { AdministratorRequest, OwnDataLine, PasswordChange } from "./accounts.ts";
export {
  account,
  becomeAdministrator,
  changePassword,
  claimAccount,
  createResetLink,
  deleteAccount,
  exportOwnData,
} from "./accounts.ts";
export { pictureAddress } from "./address.ts";
export type { ReconnectOptions } from "./backoff.ts";
export type { BotOfRoom, BotOptions, BotWithToken } from "./bots.ts";
export { createBot, deleteBot, listBots, resetBotToken } from "./bots.ts";
export type { ClientEvents, FrameSeen, StateChange } from "./client-events.ts";
export type { ConnectionState } from "./connection-state.ts";
export { endOtherSessions, endSession, listSessions } from "./devices.ts";
export type { DownloadOptions } from "./downloads.ts";
export { downloadFile } from "./downloads.ts";
export { fileAddress } from "./file-address.ts";
export type { RequestOptions } from "./http-call.ts";
export { inviteLinkAddress, inviteLinkPreview } from "./invite-links.ts";
export type { LowerHandOptions, Moderation, ReasonOption, RestrictionOptions } from "./moderation.ts";
export { oidcAddress, startLinkingIdentity } from "./oidc.ts";
export type { OutboxEntry, OutboxStore } from "./outbox-store.ts";
export { memoryOutbox } from "./outbox-store.ts";
export type { TokenOption } from "./session-token.ts";
export type { SignInAs, SignInOptions } from "./sessions.ts";
export { createDeviceLink, currentSession, serverInfo, signIn, signOut } from "./sessions.ts";
export { ShoalClient } from "./shoal-client.ts";
export type {
  AfterQuery,
  ChangedSettings,
  EditOptions,
  HistoryRange,
  InviteLinkOptions,
  MessagesOptions,
  PageQuery,
  ProfileUpdate,
  RoomOptions,
  SearchOptions,
  SendOptions,
  ShoalClientOptions,
  SignalOptions,
  TextOptions,
} from "./shoal-client-options.ts";
export { newInvitations } from "./sync/invitations.ts";
export type { Removal, ServerStanding } from "./sync/sync.ts";
export type { EventWindow, LogEntry } from "./timeline/event-window.ts";
export { isLogEntry } from "./timeline/event-window.ts";
export type { OutgoingMessage } from "./timeline/outgoing-messages.ts";
export type { Loading, Timeline, TimelineOptions } from "./timeline/timeline.ts";
export type { TransportChoice, TransportName } from "./transports/choose-transports.ts";
export { transportNames } from "./transports/choose-transports.ts";
export type { Channel, ChannelListener, Position, Transport } from "./transports/transport.ts";
export type { WebSocketConstructor, WebSocketLike } from "./transports/websocket.ts";
export type { AbandonOptions, UploadOptions } from "./uploads.ts";
export { abandonUpload, uploadFile } from "./uploads.ts";
export type { WakeSource } from "./wake.ts";
