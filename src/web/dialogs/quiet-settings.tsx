import { systemClock } from "../../client/index.ts";
import { type DailyHours, nextMorning, readMinute, textOfMinute } from "../attention/daily-hours.ts";
import { chooseQuietHours, chooseSilence, quietHours, silentUntil } from "../attention/notice-preferences.ts";
import { noticeWords } from "../attention/notice-words.ts";
import { shortTime } from "../i18n/format.ts";

const HOUR_MS = 60 * 60 * 1000;
const NIGHT: DailyHours = { from: 22 * 60, to: 8 * 60 };

/** When this device tells of nothing: for a while, and every day. */
export function QuietSettings() {
  const say = noticeWords.value;
  const now = systemClock.now();
  const hours = quietHours.value;
  return (
    <>
      <fieldset class="silence">
        <legend>{say.disturb}</legend>
        <div class="silence-line">
          {silentUntil.value > now ? (
            <>
              <span role="status">{say.silentUntil(shortTime(silentUntil.value))}</span>
              <button type="button" class="button" onClick={() => chooseSilence(0)}>
                {say.endSilence}
              </button>
            </>
          ) : (
            <>
              <button type="button" class="button" onClick={() => chooseSilence(systemClock.now() + HOUR_MS)}>
                {say.oneHour}
              </button>
              <button type="button" class="button" onClick={() => chooseSilence(nextMorning(systemClock.now()))}>
                {say.untilTomorrow}
              </button>
            </>
          )}
        </div>
      </fieldset>
      <label class="check">
        <input
          type="checkbox"
          checked={hours !== undefined}
          onChange={({ currentTarget: { checked } }) => chooseQuietHours(checked ? NIGHT : undefined)}
        />
        {say.quiet}
      </label>
      {hours !== undefined && (
        <div class="quiet-hours">
          <Minute label={say.from} minute={hours.from} onChoose={(from) => chooseQuietHours({ ...hours, from })} />
          <Minute label={say.to} minute={hours.to} onChoose={(to) => chooseQuietHours({ ...hours, to })} />
        </div>
      )}
    </>
  );
}

function Minute({ label, minute, onChoose }: { label: string; minute: number; onChoose: (minute: number) => void }) {
  return (
    <label>
      {label}
      <input
        type="time"
        class="input"
        required
        value={textOfMinute(minute)}
        onChange={({ currentTarget: { value } }) => {
          const chosen = readMinute(value);
          if (chosen !== undefined) onChoose(chosen);
        }}
      />
    </label>
  );
}
