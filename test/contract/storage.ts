import { describe as describeTests } from "bun:test";
import { testSeed } from "../support/random.ts";
import { accountClaimRules } from "./storage/account-claims.ts";
import { accountRules } from "./storage/accounts.ts";
import { administrationRules } from "./storage/administration.ts";
import { blockRules } from "./storage/blocks.ts";
import { botRules } from "./storage/bots.ts";
import { commitRules } from "./storage/commits.ts";
import { customDataRules } from "./storage/custom-data.ts";
import { deletionRules } from "./storage/deletion.ts";
import { directRules } from "./storage/directs.ts";
import { fileRules } from "./storage/files.ts";
import { foldedStateRules } from "./storage/folded-state.ts";
import { identityRules } from "./storage/identities.ts";
import { importRules } from "./storage/imports.ts";
import { invitationRules } from "./storage/invitations.ts";
import { inviteLinkRules } from "./storage/invite-links.ts";
import { listRules } from "./storage/lists.ts";
import { logRules } from "./storage/logs.ts";
import { messageChangeRules } from "./storage/message-changes.ts";
import { messageRules } from "./storage/messages.ts";
import { orderRules } from "./storage/order.ts";
import { peopleOnServerRules } from "./storage/people-on-server.ts";
import { pictureRules } from "./storage/pictures.ts";
import { profileRules } from "./storage/profiles.ts";
import { pushRules } from "./storage/push.ts";
import { readMarkerRules } from "./storage/read-markers.ts";
import { retentionRules } from "./storage/retention.ts";
import { retirementRules } from "./storage/retirement.ts";
import { roomSettingRules } from "./storage/room-settings.ts";
import { roomRules } from "./storage/rooms.ts";
import { ruleRules } from "./storage/rules.ts";
import { searchRules } from "./storage/search.ts";
import { settingsRules } from "./storage/settings.ts";
import { sharedReadRules } from "./storage/shared-reads.ts";
import { type NewPlace, OpenStorage } from "./storage/subject.ts";

/**
 * What `src/server/storage/storage.ts` promises: every implementation passes this suite. `isHalf`: of one whose tests take long, a run tries one half of the rules, chosen by its
 * seed; `CONTRACT=all` tries all of them.
 */
export function storageContract(name: string, newPlace: NewPlace, { isHalf = false } = {}): void {
  const open = async (): Promise<OpenStorage> => await OpenStorage.at(await newPlace());
  const seed = testSeed();
  if (isHalf) console.log(`SEED=${seed}`);
  let groupCount = 0;
  const describe = (title: string, rules: () => void): void => {
    groupCount += 1;
    const isTried = !isHalf || process.env.CONTRACT === "all" || (groupCount + seed) % 2 === 0;
    if (isTried) describeTests(title, rules);
  };
  describe(`${name}: accounts`, () => accountRules(open));
  describe(`${name}: accounts with a password`, () => accountClaimRules(open));
  describe(`${name}: identities`, () => identityRules(open));
  describe(`${name}: retirement`, () => retirementRules(open));
  describe(`${name}: rooms`, () => roomRules(open));
  describe(`${name}: settings of rooms`, () => roomSettingRules(open));
  describe(`${name}: direct message conversations`, () => directRules(open));
  describe(`${name}: invitations`, () => invitationRules(open));
  describe(`${name}: invite links`, () => inviteLinkRules(open));
  describe(`${name}: bots`, () => botRules(open));
  describe(`${name}: profiles`, () => profileRules(open));
  describe(`${name}: pictures`, () => pictureRules(open));
  describe(`${name}: blocks`, () => blockRules(open));
  describe(`${name}: order`, () => orderRules(open));
  describe(`${name}: rules of rooms`, () => ruleRules(open));
  describe(`${name}: lists`, () => listRules(open));
  describe(`${name}: messages`, () => messageRules(open));
  describe(`${name}: changes of messages`, () => messageChangeRules(open));
  describe(`${name}: custom data`, () => customDataRules(open));
  describe(`${name}: state of messages`, () => foldedStateRules(open));
  describe(`${name}: read markers`, () => readMarkerRules(open));
  describe(`${name}: shared read markers`, () => sharedReadRules(open));
  describe(`${name}: settings of conversations`, () => settingsRules(open));
  describe(`${name}: logs`, () => logRules(open));
  describe(`${name}: retention`, () => retentionRules(open));
  describe(`${name}: files`, () => fileRules(open));
  describe(`${name}: commits`, () => commitRules(open));
  describe(`${name}: people on the server`, () => peopleOnServerRules(open));
  describe(`${name}: deleted people`, () => deletionRules(open));
  describe(`${name}: administration`, () => administrationRules(open));
  describe(`${name}: imports`, () => importRules(open));
  describe(`${name}: push subscriptions`, () => pushRules(open));
  describe(`${name}: search`, () => searchRules(open));
}
