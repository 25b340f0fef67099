import { useEffect, useRef, useState } from "preact/hooks";
import { endOtherSessions, endSession, type ListedSession, listSessions } from "../../client/index.ts";
import { detailWords } from "../details/words.ts";
import { Confirm } from "../forms/confirm.tsx";
import { Problem } from "../forms/problem.tsx";
import { useFocusAfter } from "../forms/use-focus-after.ts";
import { useRequest } from "../forms/use-request.ts";
import { dayOf, timeOfDay } from "../i18n/format.ts";
import { words } from "../i18n/words.ts";
import { openDialog } from "../state/navigation.ts";
import { bounded, server } from "../state/session.ts";
import { dialogWords } from "./words.ts";

/** The devices on which the user is signed in. */
export function DeviceSettings() {
  const { isBusy, problem, run, load } = useRequest();
  const [devices, setDevices] = useState<readonly ListedSession[] | undefined>(undefined);
  const [isAsking, setAsking] = useState(false);
  const buttons = useRef<HTMLDivElement>(null);
  const say = detailWords.value;

  useFocusAfter(isAsking, buttons);
  const reload = async (): Promise<void> => setDevices(await listSessions(server, bounded()));
  useEffect(() => load(reload), []);

  return (
    <fieldset class="choices">
      <legend>{say.devices}</legend>
      {isAsking ? (
        <Confirm
          ask={say.signOutOthersAsk}
          explain={say.signOutOthersExplain}
          action={say.signOutOthers}
          isBusy={isBusy}
          buttons={buttons}
          onCancel={() => setAsking(false)}
          onConfirm={() =>
            run(async () => {
              await endOtherSessions(server, bounded());
              setAsking(false);
              await reload();
            })
          }
        />
      ) : (
        <div ref={buttons} class="device-actions">
          <button type="button" class="quiet-button" onClick={() => openDialog({ kind: "device-link" })}>
            {dialogWords.value.settings.device}
          </button>
          {(devices?.length ?? 0) > 1 && (
            <button type="button" class="quiet-button" onClick={() => setAsking(true)}>
              {say.signOutOthers}
            </button>
          )}
        </div>
      )}
      {devices === undefined && problem === undefined && <p class="hint">{words.value.common.loading}</p>}
      <ul class="devices">
        {devices?.map((device) => (
          <li key={device.sessionId} class="device">
            <Device device={device} />
            {!device.isCurrent && (
              <button
                type="button"
                class="quiet-button"
                aria-label={say.signOutDevice(device.device || say.unnamedDevice)}
                aria-busy={isBusy}
                onClick={() => run(() => endSession(server, device.sessionId, bounded()).then(reload))}
              >
                {say.signOutShort}
              </button>
            )}
          </li>
        ))}
      </ul>
      <Problem text={problem} />
    </fieldset>
  );
}

function Device({ device: { device, lastSeenAt, isOnline, isCurrent } }: { device: ListedSession }) {
  const say = detailWords.value;
  const seen = isOnline ? say.activeNow : say.lastSeen(`${dayOf(lastSeenAt)} ${timeOfDay(lastSeenAt)}`);
  return (
    <div>
      <bdi translate={false}>{device || say.unnamedDevice}</bdi>
      <p class="hint">{isCurrent ? say.thisDevice : seen}</p>
    </div>
  );
}
