import type { VNode } from "preact";
import { type Member, may, mayActOn, type Person, type Room } from "../../client/index.ts";
import { Avatar } from "../avatar.tsx";
import { useChat } from "../chat-context.ts";
import { useRequest } from "../forms/use-request.ts";
import { isolated } from "../i18n/isolated.ts";
import { words } from "../i18n/words.ts";
import { Icon } from "../icons.tsx";
import { handIcon, muteIcon } from "../order/icons.tsx";
import { orderWords } from "../order/words.ts";
import { openDialog } from "../state/navigation.ts";
import { Changing } from "../text/changing.tsx";
import { BotMark } from "./bot-mark.tsx";

interface PersonRowProps {
  person: Person & Partial<Member>;
  isOnline: boolean;
  /** The room of which they are a member. */
  room: Room | undefined;
}

/** A person; a press opens their card. Moderators give and take the floor beside it. */
export function PersonRow({ person, isOnline, room }: PersonRowProps) {
  const { me, isLive } = useChat();
  const order = orderWords.value;
  const hasHand = room?.raisedHands?.some(({ user }) => user.id === person.id) === true;
  const say = words.value;
  const known = isOnline ? say.people.isOnline : say.people.isOffline;
  const presence = isLive ? known : say.people.isUnknown;
  const row = (
    <button type="button" class="person" title={person.nickname} onClick={() => openDialog({ kind: "person", person })}>
      <span class={isOnline ? "person-face online" : "person-face"}>
        <Avatar person={person} />
      </span>
      <bdi translate={false} class="clip">
        {person.nickname}
      </bdi>
      <BotMark person={person} />
      {hasHand && <Badge icon={handIcon} label={order.hasHand} />}
      {person.isMuted === true && <Badge icon={muteIcon} label={order.isMuted} />}
      {person.hasVoice === true && room?.rules?.isLocked === true && <Badge icon={<Icon name="mic" />} label={order.hasVoice} />}
      {person.role === "owner" && <span class="hint">{say.people.owner}</span>}
      {person.role === "moderator" && <span class="hint">{order.moderator}</span>}
      {person.id === me.id ? <span class="hint">{say.common.you}</span> : <Changing class="hidden-text" text={presence} />}
    </button>
  );
  if (room === undefined || person.id === me.id) return row;
  return (
    <div class="person-line">
      {row}
      <FloorSwitch room={room} person={person} />
    </div>
  );
}

function Badge({ icon, label }: { icon: VNode; label: string }) {
  return (
    <span class="person-badge" title={label}>
      {icon}
      <span class="hidden-text">{label}</span>
    </span>
  );
}

/** In a locked room it lets one speak, in another room it mutes one. */
function FloorSwitch({ room, person }: { room: Room; person: Person & Partial<Member> }) {
  const { client, standingIn } = useChat();
  const { isBusy, run } = useRequest();
  const standing = standingIn(room);
  const { role = "member", hasVoice = false, isMuted = false } = person;
  const isClassy = room.rules?.hasHands === true || room.rules?.isLocked === true;
  if (!isClassy || !may(standing, "mute", room) || !mayActOn(standing, role)) return null;
  const { moderation } = client;
  const say = orderWords.value;
  const isLocked = room.rules?.isLocked === true;
  const name = isolated(person.nickname);
  const label = isLocked ? say.letSpeak(name) : say.muteName(name);
  function turn(): Promise<void> {
    if (isLocked) return moderation.setVoice(room.id, person.id, !hasVoice);
    return isMuted ? moderation.unmute(room.id, person.id) : moderation.mute(room.id, person.id);
  }
  return (
    <button
      type="button"
      class="icon-button floor-switch"
      aria-label={label}
      title={label}
      aria-pressed={isLocked ? hasVoice : isMuted}
      aria-busy={isBusy}
      onClick={() => run(turn)}
    >
      {isLocked ? <Icon name="mic" /> : muteIcon}
    </button>
  );
}
