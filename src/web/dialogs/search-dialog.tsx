import { useEffect, useRef, useState } from "preact/hooks";
import type { Conversation, SearchResult } from "../../client/index.ts";
import { useChat } from "../chat-context.ts";
import { nameOf } from "../conversations/conversation-name.ts";
import { MoreButton } from "../forms/more-button.tsx";
import { Problem } from "../forms/problem.tsx";
import { SearchField } from "../forms/search-field.tsx";
import { useRequest } from "../forms/use-request.ts";
import { words } from "../i18n/words.ts";
import { closeDialog } from "../state/navigation.ts";
import { MessageList } from "./message-list.tsx";
import { Modal } from "./modal.tsx";
import { dialogWords } from "./words.ts";

/** Searches all conversations of the user, or the one that it was opened in. */
export function SearchDialog({ conversation }: { conversation?: Conversation | undefined }) {
  const { client, conversations } = useChat();
  const [isHere, setHere] = useState(conversation !== undefined);
  const [query, setQuery] = useState("");
  const [results, setResults] = useState<readonly SearchResult[] | undefined>(undefined);
  const [next, setNext] = useState<string | undefined>(undefined);
  /** The answer to an earlier search comes too late. */
  const searches = useRef(0);
  const { isBusy, problem, run, load } = useRequest();
  const say = words.value;
  const dialogs = dialogWords.value;

  useEffect(() => {
    setResults(undefined);
    setNext(undefined);
    if (query !== "") load(() => loadPage([], undefined));
  }, [query, isHere]);

  async function loadPage(before: readonly SearchResult[], after: string | undefined): Promise<void> {
    searches.current += 1;
    const current = searches.current;
    const page = await client.search(query, { after, conversationId: isHere ? conversation?.id : undefined });
    if (current !== searches.current) return;
    setResults([...before, ...page.results]);
    setNext(page.next);
  }

  const placeOf = (id: string): string => {
    const place = conversations.value.get(id);
    return place === undefined ? "" : nameOf(place);
  };
  return (
    <Modal title={say.search.title} onClose={closeDialog}>
      <SearchField label={dialogs.search.field} onSearch={setQuery} />
      {conversation !== undefined && (
        <label class="check">
          <input type="checkbox" checked={isHere} onChange={(event) => setHere(event.currentTarget.checked)} />
          {dialogs.search.onlyIn(nameOf(conversation))}
        </label>
      )}
      <Problem text={problem} />
      <section class="search-results" aria-label={dialogs.search.results}>
        {query === "" && <p class="empty-hint">{dialogs.search.hint}</p>}
        {query !== "" && results === undefined && problem === undefined && <p class="empty-hint">{say.common.loading}</p>}
        {results?.length === 0 && next === undefined && <p class="empty-hint">{dialogs.search.none}</p>}
        {results !== undefined && <MessageList messages={results} nameOf={isHere ? undefined : placeOf} />}
        {results !== undefined && next !== undefined && (
          <MoreButton isBusy={isBusy} isAutomatic={problem === undefined} onMore={() => run(() => loadPage(results, next))} />
        )}
      </section>
    </Modal>
  );
}
