import { MoreButton } from "../../forms/more-button.tsx";
import { Problem } from "../../forms/problem.tsx";
import { adminWords } from "../words.ts";
import type { List } from "./use-list.ts";

/** Below a list: what it waits for, why it is empty, and its next page. */
export function ListFoot<Item>({ list, empty }: { list: List<Item>; empty: string }) {
  const say = adminWords.value;
  const { items, hasMore, isBusy, problem } = list;
  return (
    <div class="list-foot">
      {items === undefined && isBusy && <p class="empty-hint">{say.loading}</p>}
      {items?.length === 0 && !isBusy && problem === undefined && <p class="empty-hint">{empty}</p>}
      <Problem text={problem} />
      {problem !== undefined && items === undefined && (
        <button type="button" class="button" onClick={list.reload}>
          {say.reload}
        </button>
      )}
      {hasMore && <MoreButton isBusy={isBusy} isAutomatic={problem === undefined} onMore={list.more} />}
    </div>
  );
}
