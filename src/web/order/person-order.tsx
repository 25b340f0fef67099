import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";
import { type Action, type Member, may, mayActOn, type Person, type Room, type Standing } from "../../client/index.ts";
import { useChat } from "../chat-context.ts";
import { Confirm } from "../forms/confirm.tsx";
import { Problem } from "../forms/problem.tsx";
import { useFocusAfter } from "../forms/use-focus-after.ts";
import { useRequest } from "../forms/use-request.ts";
import { Icon } from "../icons.tsx";
import { muteIcon, noEntryIcon, shieldIcon } from "./icons.tsx";
import { RestrictForm, type Restricting } from "./restrict-form.tsx";
import { useMember } from "./use-member.ts";
import { orderWords } from "./words.ts";

/** What a moderator can do with a person in the room that is shown. */
export function PersonOrder({ person }: { person: Person }) {
  const { client, me, shown, standingIn } = useChat();
  const [actCount, setActCount] = useState(0);
  const conversation = shown.value;
  const room = conversation?.kind === "room" ? conversation : undefined;
  const member = useMember(room, person, actCount);
  if (room === undefined || member === undefined || person.id === me.id || !client.features.has("order")) return null;
  const standing = standingIn(room);
  const offers = offersOf(standing, room, member);
  if (offers.length === 0) return null;
  return <Offers key={person.id} {...{ room, person, member, offers }} onDone={() => setActCount(actCount + 1)} />;
}

type Offer = Restricting | "unmute" | "give-voice" | "take-voice" | "appoint" | "dismiss" | "hand-over";

function offersOf(standing: Standing, room: Room, member: Member | null): readonly Offer[] {
  const other = member === null ? "stranger" : member.role;
  const can = (action: Action): boolean => may(standing, action, room) && mayActOn(standing, other);
  if (member === null) return can("ban") ? ["ban"] : [];
  const { role, isMuted = false, hasVoice = false } = member;
  const offers: (Offer | false)[] = [
    can("mute") && (isMuted ? "unmute" : "mute"),
    can("set-voice") && (hasVoice ? "take-voice" : room.rules?.isLocked === true && "give-voice"),
    can("kick") && "kick",
    can("ban") && "ban",
    can("set-role") && role !== "owner" && (role === "moderator" ? "dismiss" : "appoint"),
    can("set-role") && room.role === "owner" && "hand-over",
  ];
  return offers.filter((offer) => offer !== false);
}

interface OffersProps {
  readonly room: Room;
  readonly person: Person;
  readonly member: Member | null;
  readonly offers: readonly Offer[];
  readonly onDone: () => void;
}

function Offers({ room, person, offers, onDone }: OffersProps) {
  const { moderation } = useChat().client;
  const { isBusy, problem, run } = useRequest();
  const [asking, setAsking] = useState<Restricting | "hand-over" | undefined>(undefined);
  const list = useRef<HTMLDivElement>(null);
  const say = orderWords.value;
  useFocusAfter(asking !== undefined, list);

  const act = (request: () => Promise<void>) => (): void =>
    run(async () => {
      await request();
      onDone();
    });
  const done = (): void => {
    setAsking(undefined);
    onDone();
  };
  const { id } = room;
  const buttons: Readonly<Record<Offer, readonly [ComponentChildren, string, () => void]>> = {
    mute: [muteIcon, say.mute, () => setAsking("mute")],
    unmute: [<Icon name="mic" />, say.unmute, act(() => moderation.unmute(id, person.id))],
    "give-voice": [<Icon name="mic" />, say.giveVoice, act(() => moderation.setVoice(id, person.id, true))],
    "take-voice": [muteIcon, say.takeVoice, act(() => moderation.setVoice(id, person.id, false))],
    kick: [<Icon name="leave" />, say.kick, () => setAsking("kick")],
    ban: [noEntryIcon, say.ban, () => setAsking("ban")],
    appoint: [shieldIcon, say.appoint, act(() => moderation.setRole(id, person.id, "moderator"))],
    dismiss: [shieldIcon, say.dismissModerator, act(() => moderation.setRole(id, person.id, "member"))],
    "hand-over": [<Icon name="forward" />, say.handOver, () => setAsking("hand-over")],
  };

  if (asking === "hand-over") {
    return (
      <Confirm
        ask={say.handOverAsk(person.nickname)}
        explain={say.handOverExplain}
        action={say.handOverDo}
        isBusy={isBusy}
        problem={problem}
        buttons={list}
        onCancel={() => setAsking(undefined)}
        onConfirm={() =>
          run(async () => {
            await moderation.setRole(id, person.id, "owner");
            done();
          })
        }
      />
    );
  }
  if (asking !== undefined) {
    return <RestrictForm what={asking} conversationId={id} person={person} onDone={done} onCancel={() => setAsking(undefined)} />;
  }
  return (
    <section class="person-order" aria-busy={isBusy}>
      <h3>{say.order}</h3>
      <Problem text={problem} />
      <div ref={list} class="person-order-acts">
        {offers.map((offer) => {
          const [icon, label, onClick] = buttons[offer];
          return (
            <button key={offer} type="button" class="menu-item" onClick={onClick}>
              {icon}
              {label}
            </button>
          );
        })}
      </div>
    </section>
  );
}
