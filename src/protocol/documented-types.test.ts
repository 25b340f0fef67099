import { expect, test } from "bun:test";
import type * as v from "valibot";
import * as bots from "./bots.ts";
import * as settings from "./conversation-settings.ts";
import * as conversations from "./conversations.ts";
import * as events from "./events.ts";
import * as files from "./files.ts";
import * as broadcasts from "./frames/broadcast.ts";
import * as directory from "./frames/directory.ts";
import * as logs from "./frames/events.ts";
import * as history from "./frames/history.ts";
import * as messageLists from "./frames/message-lists.ts";
import * as presence from "./frames/presence.ts";
import * as send from "./frames/send.ts";
import * as typing from "./frames/typing.ts";
import * as welcome from "./frames/welcome.ts";
import * as http from "./http.ts";
import * as lab from "./lab.ts";
import * as changes from "./message-changes.ts";
import * as messages from "./messages.ts";
import * as people from "./people.ts";
import * as push from "./push.ts";

/** `true` where both describe the same values; anything else does not compile. */
type Same<Documented, Schema extends v.GenericSchema> = [Documented] extends [v.InferOutput<Schema>]
  ? [v.InferOutput<Schema>] extends [Documented]
    ? true
    : never
  : never;

function isSame<Documented, Schema extends v.GenericSchema>(schema: Schema, same: Same<Documented, Schema>): boolean {
  return same && schema.kind === "schema";
}

// Types that are inferred from schemas lose their comments in the package: those that the SDK hands out are written down.
test("the documented types are those of the schemas", () => {
  const results = [
    isSame<people.Person, typeof people.person>(people.person, true),
    isSame<people.Role, typeof people.role>(people.role, true),
    isSame<people.Member, typeof people.member>(people.member, true),
    isSame<settings.ConversationSettings, typeof settings.conversationSettings>(settings.conversationSettings, true),
    isSame<settings.Notify, typeof settings.notify>(settings.notify, true),
    isSame<push.QuietHours, typeof push.quietHours>(push.quietHours, true),
    isSame<push.PushContent, typeof push.pushContent>(push.pushContent, true),
    isSame<push.PushLevel, typeof push.pushLevel>(push.pushLevel, true),
    isSame<push.PushSubscriptionSettings, typeof push.pushSubscription>(push.pushSubscription, true),
    isSame<bots.Bot, typeof bots.bot>(bots.bot, true),
    isSame<conversations.Conversation, typeof conversations.conversation>(conversations.conversation, true),
    isSame<conversations.Room, typeof conversations.room>(conversations.room, true),
    isSame<conversations.Direct, typeof conversations.direct>(conversations.direct, true),
    isSame<conversations.Invitation, typeof conversations.invitation>(conversations.invitation, true),
    isSame<conversations.ListedRoom, typeof conversations.listedRoom>(conversations.listedRoom, true),
    isSame<events.ConversationEvent, typeof events.conversationEvent>(events.conversationEvent, true),
    isSame<messages.MessageEvent, typeof messages.messageEvent>(messages.messageEvent, true),
    isSame<messages.NewMention, typeof messages.newMention>(messages.newMention, true),
    isSame<messages.Mention, typeof messages.mention>(messages.mention, true),
    isSame<messages.Quote, typeof messages.quote>(messages.quote, true),
    isSame<messages.ReactionCount, typeof messages.reactionCount>(messages.reactionCount, true),
    isSame<changes.EditEvent, typeof changes.editEvent>(changes.editEvent, true),
    isSame<changes.DeleteEvent, typeof changes.deleteEvent>(changes.deleteEvent, true),
    isSame<changes.ReactEvent, typeof changes.reactEvent>(changes.reactEvent, true),
    isSame<changes.UnreactEvent, typeof changes.unreactEvent>(changes.unreactEvent, true),
    isSame<changes.PinEvent, typeof changes.pinEvent>(changes.pinEvent, true),
    isSame<changes.UnpinEvent, typeof changes.unpinEvent>(changes.unpinEvent, true),
    isSame<events.JoinEvent, typeof events.joinEvent>(events.joinEvent, true),
    isSame<events.LeaveEvent, typeof events.leaveEvent>(events.leaveEvent, true),
    isSame<directory.RoomList, typeof directory.roomList>(directory.roomList, true),
    isSame<directory.MemberList, typeof directory.memberList>(directory.memberList, true),
    isSame<logs.Gap, typeof logs.gap>(logs.gap, true),
    isSame<history.HistoryPage, typeof history.historyPage>(history.historyPage, true),
    isSame<messageLists.PinList, typeof messageLists.pinList>(messageLists.pinList, true),
    isSame<messageLists.ReactorList, typeof messageLists.reactorList>(messageLists.reactorList, true),
    isSame<messageLists.FoundMessage, typeof messageLists.foundMessage>(messageLists.foundMessage, true),
    isSame<messageLists.MentionList, typeof messageLists.mentionList>(messageLists.mentionList, true),
    isSame<messageLists.HitRange, typeof messageLists.hitRange>(messageLists.hitRange, true),
    isSame<messageLists.SearchResult, typeof messageLists.searchResult>(messageLists.searchResult, true),
    isSame<messageLists.SearchResults, typeof messageLists.searchResults>(messageLists.searchResults, true),
    isSame<broadcasts.Broadcast, typeof broadcasts.broadcast>(broadcasts.broadcast, true),
    isSame<presence.Watched, typeof presence.watched>(presence.watched, true),
    isSame<presence.Presence, typeof presence.presence>(presence.presence, true),
    isSame<send.Sent, typeof send.sent>(send.sent, true),
    isSame<typing.Typists, typeof typing.typists>(typing.typists, true),
    isSame<welcome.Welcome, typeof welcome.welcome>(welcome.welcome, true),
    isSame<files.FileInfo, typeof files.fileInfo>(files.fileInfo, true),
    isSame<http.SignedIn, typeof http.signedIn>(http.signedIn, true),
    isSame<http.DeviceLink, typeof http.deviceLink>(http.deviceLink, true),
    isSame<lab.LabPush, typeof lab.labPush>(lab.labPush, true),
    isSame<lab.LabGreeting, typeof lab.labGreeting>(lab.labGreeting, true),
    isSame<lab.LabObservers, typeof lab.labObservers>(lab.labObservers, true),
    isSame<lab.LabPushEvent, typeof lab.labPushEvent>(lab.labPushEvent, true),
    isSame<lab.LabCosts, typeof lab.labCosts>(lab.labCosts, true),
    isSame<lab.LabEnd, typeof lab.labEnd>(lab.labEnd, true),
    isSame<lab.LabSlowReport, typeof lab.labSlowReport>(lab.labSlowReport, true),
  ];
  expect(results).not.toContain(false);
});
