import type { Removal, ServerStanding } from "../../client/index.ts";
import { nameOf } from "./conversation-name.ts";
import { words } from "./i18n/words.ts";
import { muteSentence } from "./obstacle.ts";
import { actorOf } from "./order-sentences.ts";
import type { Talk } from "./talk.ts";

const say = words.order;

/** Tells what is done to the user: removed from a room, muted on the server, or with another role on it. */
export function onOwnOrder(talk: Talk, tell: (sentence: string, removal?: Removal) => void): void {
  const { client, clock } = talk;
  let known: ServerStanding = client.moderation.serverStanding;
  client.on("removed", (removal) => {
    const { conversation, by, reason, isBanned } = removal;
    tell(say.because(say.own.removed(actorOf(by), nameOf(conversation), isBanned), reason), removal);
  });
  client.on("serverStanding", (standing) => {
    const before = known;
    known = standing;
    if (standing.role !== before.role) tell(say.own.role[standing.role]);
    const { mute } = standing;
    if (mute?.until === before.mute?.until && (mute === undefined) === (before.mute === undefined)) return;
    tell(mute === undefined ? say.own.unmuted : muteSentence(mute, say.own.muted, clock.now()));
  });
}
