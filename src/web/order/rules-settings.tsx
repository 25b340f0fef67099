import { useEffect, useId, useState } from "preact/hooks";
import { limits, may, type Room, type RoomRules } from "../../client/index.ts";
import { useChat } from "../chat-context.ts";
import { Problem } from "../forms/problem.tsx";
import { Select } from "../forms/select.tsx";
import { Switch } from "../forms/switch.tsx";
import { useRequest } from "../forms/use-request.ts";
import { classRules, isClass } from "./class-rules.ts";
import { charactersLeft } from "./reason-field.tsx";
import { RetentionSettings } from "./retention-settings.tsx";
import { sayLength } from "./say.ts";
import { orderWords } from "./words.ts";

/** What slow mode is offered for, in seconds. Another one that a program has set is offered beside them. */
const SLOW_SECONDS = [0, 5, 10, 30, 60, 300, 900, 3_600];
const privateChoices = ["all", "moderators", "none"] as const;

/** The rules of a room. Each is in force as soon as it is touched. */
export function RulesSettings({ room }: { room: Room }) {
  const { client, standingIn } = useChat();
  const { moderation } = client;
  const { problem, load } = useRequest();
  /** What was touched and is not in force yet: a switch does not jump back and forth. */
  const [asked, setAsked] = useState<RoomRules>({});
  useEffect(() => setAsked({}), [room.rules]);
  const say = orderWords.value;
  const rules = { ...room.rules, ...asked };
  function set(changed: RoomRules): void {
    setAsked({ ...asked, ...changed });
    load(async () => {
      try {
        await moderation.setRules(room.id, changed);
      } catch (error) {
        setAsked({});
        throw error;
      }
    });
  }
  const { slowModeSeconds = 0, privateMessages = "all" } = rules;
  const offered = [...new Set([...SLOW_SECONDS, slowModeSeconds])].toSorted((one, other) => one - other).map(String);

  return (
    <div class="rules-settings">
      <Problem text={problem} />
      <Switch
        label={say.class}
        hint={say.classHint}
        isOn={isClass(rules)}
        onChange={(isOn) => set(isOn ? classRules.on : classRules.off)}
      />
      <Switch label={say.lock} hint={say.lockHint} isOn={rules.isLocked === true} onChange={(isLocked) => set({ isLocked })} />
      <Select
        label={say.slowModeLabel}
        values={offered}
        labels={Object.fromEntries(offered.map((each) => [each, each === "0" ? say.off : sayLength(Number(each))]))}
        chosen={String(slowModeSeconds)}
        onChoose={(seconds) => set({ slowModeSeconds: Number(seconds) })}
      />
      <Switch label={say.noLinks} isOn={rules.areLinksOff === true} onChange={(areLinksOff) => set({ areLinksOff })} />
      <Switch label={say.noFiles} isOn={rules.areFilesOff === true} onChange={(areFilesOff) => set({ areFilesOff })} />
      <Switch label={say.hands} isOn={rules.hasHands === true} onChange={(hasHands) => set({ hasHands })} />
      <Select
        label={say.privateLabel}
        values={privateChoices}
        labels={say.privateChoices}
        chosen={privateMessages}
        onChoose={(chosen) => set({ privateMessages: chosen })}
      />
      {may(standingIn(room), "set-retention", room) && <RetentionSettings room={room} />}
      <AnnouncementForm room={room} />
    </div>
  );
}

function AnnouncementForm({ room }: { room: Room }) {
  const { moderation } = useChat().client;
  const { isBusy, problem, run } = useRequest();
  const now = room.rules?.announcement ?? "";
  const [text, setText] = useState(now);
  const [isSaved, setSaved] = useState(false);
  const fieldId = useId();
  const hintId = useId();
  const say = orderWords.value;
  const left = charactersLeft(text, limits.announcementCharactersMax);
  return (
    <form
      class="field"
      onSubmit={(event) => {
        event.preventDefault();
        run(async () => {
          await moderation.setRules(room.id, { announcement: text.trim() });
          setSaved(true);
        });
      }}
    >
      <label for={fieldId}>{say.announcement}</label>
      <textarea
        id={fieldId}
        class="input room-description-field"
        rows={2}
        dir="auto"
        value={text}
        aria-describedby={hintId}
        aria-invalid={left < 0}
        onInput={({ currentTarget }) => {
          setText(currentTarget.value);
          setSaved(false);
        }}
      />
      <p id={hintId} class={left < 0 ? "problem" : "hint"}>
        {left < 0 ? say.reasonTooLong(-left) : say.announcementHint}
      </p>
      <Problem text={problem} />
      <div class="announcement-foot">
        <span class="hint" role="status">
          {isSaved && say.published}
        </span>
        <button type="submit" class="button" disabled={text.trim() === now || left < 0} aria-busy={isBusy}>
          {say.publish}
        </button>
      </div>
    </form>
  );
}
