import { describe, setDefaultTimeout } from "bun:test";
import { badNetworkRules } from "./transport/bad-networks.ts";
import { broadcastRules } from "./transport/broadcasts.ts";
import { closingRules } from "./transport/closing.ts";
import { conversationRules } from "./transport/conversations.ts";
import { greetingRules } from "./transport/greeting.ts";
import { invitationRules } from "./transport/invitations.ts";
import { messageChangeRules } from "./transport/message-changes.ts";
import { messageRules } from "./transport/messages.ts";
import { orderRules } from "./transport/order.ts";
import { presenceRules } from "./transport/presence.ts";
import { profileRules } from "./transport/profiles.ts";
import { pushRules } from "./transport/push.ts";
import { readerRules } from "./transport/readers.ts";
import { retentionRules } from "./transport/retention.ts";
import { revocationRules } from "./transport/revocation.ts";
import { roomRules } from "./transport/rooms.ts";
import { settingsRules } from "./transport/settings.ts";
import { subjectOf, type TransportUnderTest } from "./transport/subject.ts";

/** What client and server do for each other, whichever transport carries their frames: every transport passes this suite. */
export function transportContract(name: string, transport: TransportUnderTest): void {
  const subject = subjectOf(transport);
  setDefaultTimeout(60_000);
  describe(`[P32] ${name}: greeting`, () => greetingRules(subject));
  describe(`${name}: messages`, () => messageRules(subject));
  describe(`${name}: changes of messages`, () => messageChangeRules(subject));
  describe(`${name}: conversations`, () => conversationRules(subject));
  describe(`${name}: invitations`, () => invitationRules(subject));
  describe(`${name}: profiles and blocks`, () => profileRules(subject));
  describe(`${name}: rooms`, () => roomRules(subject));
  describe(`[P170] ${name}: order`, () => orderRules(subject));
  describe(`${name}: settings of conversations`, () => settingsRules(subject));
  describe(`${name}: push messages`, () => pushRules(subject));
  describe(`${name}: retention`, () => retentionRules(subject));
  describe(`${name}: presence`, () => presenceRules(subject));
  describe(`${name}: broadcasts`, () => broadcastRules(subject));
  describe(`${name}: readers and peers`, () => readerRules(subject));
  describe(`${name}: bad networks`, () => badNetworkRules(subject));
  describe(`${name}: revocation`, () => revocationRules(subject));
  describe(`${name}: closing`, () => closingRules(subject));
}
