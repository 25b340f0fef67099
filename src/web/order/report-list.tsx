import { useEffect, useRef, useState } from "preact/hooks";
import type { Report, Room } from "../../client/index.ts";
import { Avatar } from "../avatar.tsx";
import { useChat } from "../chat-context.ts";
import { Problem } from "../forms/problem.tsx";
import { useFocusAfter } from "../forms/use-focus-after.ts";
import { useRequest } from "../forms/use-request.ts";
import { shortTime } from "../i18n/format.ts";
import { isolated } from "../i18n/isolated.ts";
import { words } from "../i18n/words.ts";
import { showMessage } from "../state/navigation.ts";
import { type ReportedMessage, reportsByMessage } from "./reports-by-message.ts";
import { withReason } from "./say.ts";
import { orderWords } from "./words.ts";

/** Messages that members reported: the moderator looks, removes, or takes the report off the list. */
export function ReportList({ room }: { room: Room }) {
  const { client, openReports } = useChat();
  const { problem, run, load } = useRequest();
  const [reports, setReports] = useState<readonly Report[] | undefined>(undefined);
  const list = useRef<HTMLUListElement>(null);
  const say = orderWords.value;
  const messages = reportsByMessage(reports ?? []);
  const { moderation } = client;

  function show(next: readonly Report[]): void {
    setReports(next);
    openReports.value = { conversationId: room.id, count: next.length };
  }
  useEffect(() => load(async () => show(await moderation.reports(room.id))), [room.id]);
  // The row with the focus has gone.
  useFocusAfter(reports?.length ?? 0, list);

  const without = (seq: number): readonly Report[] => (reports ?? []).filter((report) => report.seq !== seq);
  const resolveAll = async (of: ReportedMessage): Promise<void> => {
    for (const { id } of of.reports) await moderation.resolveReport(room.id, id);
    show(without(of.seq));
  };
  const resolve = (of: ReportedMessage): void => run(() => resolveAll(of));
  // What the reporters wrote is for moderators: the room is not told of it.
  const remove = (of: ReportedMessage): void =>
    run(async () => {
      await client.delete(room.id, of.seq);
      await resolveAll(of);
    });

  return (
    <section class="order-list" aria-label={say.reports}>
      <Problem text={problem} />
      {reports === undefined && problem === undefined && <p class="hint">{words.value.common.loading}</p>}
      {reports?.length === 0 && <p class="empty-hint">{say.noReports}</p>}
      <ul ref={list}>
        {messages.map((message) => {
          const [{ author, text }] = message.reports;
          return (
            <li key={message.seq} class="order-report">
              <div class="order-item">
                <Avatar person={author} />
                <div class="pick-text">
                  <bdi translate={false} class="pick-name">
                    {author.nickname}
                  </bdi>
                  <span class="order-quote" dir="auto">
                    {text}
                  </span>
                </div>
              </div>
              {message.reports.map(({ id, reporter, reason, at }) => (
                <p key={id} class="hint" dir="auto">
                  {withReason(say.reportedBy(isolated(reporter.nickname)), reason)} · {shortTime(at)}
                </p>
              ))}
              <div class="order-acts">
                <button type="button" class="quiet-button" onClick={() => showMessage(room.id, message.seq)}>
                  {say.goToMessage}
                </button>
                <button type="button" class="quiet-button" onClick={() => remove(message)}>
                  {say.remove}
                </button>
                <button type="button" class="quiet-button" onClick={() => resolve(message)}>
                  {say.resolve}
                </button>
              </div>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
