import { useRef, useState } from "preact/hooks";
import { LOBBY_ID } from "../../../client/index.ts";
import type { AdminReport } from "../../../protocol/admin.ts";
import { Confirm } from "../../forms/confirm.tsx";
import { Problem } from "../../forms/problem.tsx";
import { useFocusAfter } from "../../forms/use-focus-after.ts";
import { useRequest } from "../../forms/use-request.ts";
import { momentOf } from "../../i18n/format.ts";
import { server } from "../../state/session.ts";
import { run } from "../command.ts";
import { tell } from "../parts/notice.tsx";
import { nameOf, PersonName } from "../parts/person-name.tsx";
import type { OwnClient } from "./own-client.ts";
import { reportWords } from "./words.ts";

interface ReportCardProps {
  report: AdminReport;
  own: OwnClient | undefined;
  onAuthor: () => void;
  onResolved: () => void;
}

/** A reported message, as it was then, and what can be done about it. */
export function ReportCard({ report, own, onAuthor, onResolved }: ReportCardProps) {
  const { isBusy, problem, run: start } = useRequest();
  const [isAsking, setAsking] = useState(false);
  const buttons = useRef<HTMLDivElement>(null);
  useFocusAfter(isAsking, buttons);
  const say = reportWords.value;
  const { id, at, conversationId, seq, author, reporter, text, reason } = report;
  const isMember = own?.find(conversationId) !== undefined;

  async function remove(): Promise<void> {
    await own?.remove(conversationId, seq);
    setAsking(false);
    tell(say.removed);
  }

  return (
    <article class="card report">
      <header class="report-head">
        <PersonName person={author} />
        <span class="hint">{placeOf(report)}</span>
      </header>
      <blockquote class="report-text" dir="auto" translate={false}>
        {text === "" ? <span class="hint">{say.noText}</span> : text}
      </blockquote>
      <p class="report-reason">
        <span dir="auto">{reason === undefined ? say.noReason : say.reason(reason)}</span>
        <span class="hint">{say.reported(nameOf(reporter), momentOf(at))}</span>
      </p>
      {isAsking ? (
        <Confirm
          ask={say.removeAsk}
          explain={say.removeExplain}
          action={say.remove}
          isBusy={isBusy}
          problem={problem}
          buttons={buttons}
          onCancel={() => setAsking(false)}
          onConfirm={() => start(remove)}
        />
      ) : (
        <>
          {own !== undefined && !isMember && <p class="hint">{say.notMember}</p>}
          <Problem text={problem} />
          <div ref={buttons} class="row-actions">
            {isMember && (
              <a class="button" href={messageAddress(conversationId, seq)}>
                {say.go}
              </a>
            )}
            {own?.mayRemove(conversationId) && (
              <button type="button" class="button" onClick={() => setAsking(true)}>
                {say.remove}
              </button>
            )}
            <button type="button" class="button" aria-haspopup="dialog" onClick={onAuthor}>
              {say.person}
            </button>
            <button
              type="button"
              class="button primary"
              aria-busy={isBusy}
              onClick={() =>
                start(async () => {
                  await run("resolve-report", { reportId: id });
                  tell(say.resolved);
                  onResolved();
                })
              }
            >
              {say.resolve}
            </button>
          </div>
        </>
      )}
    </article>
  );
}

function placeOf({ conversationId, roomName }: AdminReport): string {
  const say = reportWords.value;
  if (conversationId === LOBBY_ID) return say.lobby;
  return roomName === undefined ? say.direct : say.room(roomName);
}

function messageAddress(conversationId: string, seq: number): string {
  return new URL(`#c=${encodeURIComponent(conversationId)}&m=${seq}`, server).href;
}
