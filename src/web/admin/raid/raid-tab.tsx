import { useState } from "preact/hooks";
import { Choices } from "../../forms/choices.tsx";
import { Problem } from "../../forms/problem.tsx";
import { useRequest } from "../../forms/use-request.ts";
import { momentOf } from "../../i18n/format.ts";
import { run } from "../command.ts";
import { tell } from "../parts/notice.tsx";
import { raidUntil, takeRaid } from "../raid-state.ts";
import { raidWords } from "./words.ts";

const minutes = { quarter: 15, hour: 60, hours: 6 * 60, day: 24 * 60 } as const;
type Duration = keyof typeof minutes;
const durations = Object.keys(minutes) as readonly Duration[];

export function RaidTab() {
  const { isBusy, problem, run: start } = useRequest();
  const [duration, setDuration] = useState<Duration>("hour");
  const say = raidWords.value;
  const until = raidUntil.value;
  const isOn = until !== undefined;

  async function set(wanted: boolean): Promise<void> {
    const state = await run("raid", wanted ? { isOn: true, minutes: minutes[duration] } : { isOn: false });
    takeRaid(state);
    tell(state.until === undefined ? say.doneOff : say.doneOn(momentOf(state.until)));
  }

  return (
    <div class={isOn ? "card raid is-on" : "card raid"}>
      <button
        type="button"
        role="switch"
        class="raid-switch"
        aria-checked={isOn}
        aria-busy={isBusy}
        onClick={() => start(() => set(!isOn))}
      >
        <span class="switch-track" aria-hidden="true" />
        <span class="switch-text">
          <strong>{say.switch}</strong>
          <span>{until === undefined ? say.off : say.on(momentOf(until))}</span>
        </span>
      </button>
      <Problem text={problem} />
      <Choices legend={say.duration} values={durations} labels={say.durations} chosen={duration} onChoose={setDuration} />
      {isOn && (
        <div class="row-actions">
          <button type="button" class="button" aria-busy={isBusy} onClick={() => start(() => set(true))}>
            {say.extend}
          </button>
        </div>
      )}
      <p>{say.what}</p>
      <ul class="effects">
        {say.effects.map((effect) => (
          <li key={effect}>{effect}</li>
        ))}
      </ul>
    </div>
  );
}
