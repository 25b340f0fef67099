import type { Quote as QuoteData } from "../../client/index.ts";
import { words } from "../i18n/words.ts";
import { nicknameOf } from "../people/nickname-of.ts";
import { showMessage } from "../state/navigation.ts";

/** What a message answers. A press goes there, however far back that is. */
export function Quote({ conversationId, quote }: { conversationId: string; quote: QuoteData }) {
  const say = words.value.messages;
  return (
    <button type="button" class="quote" onClick={() => showMessage(conversationId, quote.seq)}>
      <span class="hidden-text">{say.goToQuoted(quote.by ? nicknameOf(quote.by) : "")}: </span>
      {quote.by !== undefined && (
        <bdi translate={false} class="quote-author" aria-hidden="true">
          {nicknameOf(quote.by)}
        </bdi>
      )}
      <span class={quote.text === undefined ? "quote-text gone" : "quote-text"} dir="auto">
        {quote.text ?? (quote.by === undefined ? say.notKept : say.deleted)}
      </span>
    </button>
  );
}
