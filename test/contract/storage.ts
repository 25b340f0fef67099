import { describe } from "bun:test";
import { accountRules } from "./storage/accounts.ts";
import { blockRules } from "./storage/blocks.ts";
import { commitRules } from "./storage/commits.ts";
import { directRules } from "./storage/directs.ts";
import { fileRules } from "./storage/files.ts";
import { foldedStateRules } from "./storage/folded-state.ts";
import { invitationRules } from "./storage/invitations.ts";
import { inviteLinkRules } from "./storage/invite-links.ts";
import { listRules } from "./storage/lists.ts";
import { logRules } from "./storage/logs.ts";
import { messageChangeRules } from "./storage/message-changes.ts";
import { messageRules } from "./storage/messages.ts";
import { profileRules } from "./storage/profiles.ts";
import { pushRules } from "./storage/push.ts";
import { readMarkerRules } from "./storage/read-markers.ts";
import { retirementRules } from "./storage/retirement.ts";
import { roomSettingRules } from "./storage/room-settings.ts";
import { roomRules } from "./storage/rooms.ts";
import { searchRules } from "./storage/search.ts";
import { settingsRules } from "./storage/settings.ts";
import { type NewPlace, OpenStorage } from "./storage/subject.ts";

/** What `src/server/storage/storage.ts` promises: every implementation passes this suite. */
export function storageContract(name: string, newPlace: NewPlace): void {
  const open = async (): Promise<OpenStorage> => await OpenStorage.at(await newPlace());
  describe(`${name}: accounts`, () => accountRules(open));
  describe(`${name}: retirement`, () => retirementRules(open));
  describe(`${name}: rooms`, () => roomRules(open));
  describe(`${name}: settings of rooms`, () => roomSettingRules(open));
  describe(`${name}: direct message conversations`, () => directRules(open));
  describe(`${name}: invitations`, () => invitationRules(open));
  describe(`${name}: invite links`, () => inviteLinkRules(open));
  describe(`${name}: profiles`, () => profileRules(open));
  describe(`${name}: blocks`, () => blockRules(open));
  describe(`${name}: lists`, () => listRules(open));
  describe(`${name}: messages`, () => messageRules(open));
  describe(`${name}: changes of messages`, () => messageChangeRules(open));
  describe(`${name}: state of messages`, () => foldedStateRules(open));
  describe(`${name}: read markers`, () => readMarkerRules(open));
  describe(`${name}: settings of conversations`, () => settingsRules(open));
  describe(`${name}: logs`, () => logRules(open));
  describe(`${name}: files`, () => fileRules(open));
  describe(`${name}: commits`, () => commitRules(open));
  describe(`${name}: push subscriptions`, () => pushRules(open));
  describe(`${name}: search`, () => searchRules(open));
}
