import { limits, type SearchResult, type ShoalClient, ShoalError } from "../../client/index.ts";
import { ChatError } from "./chat-error.ts";
import { nameOf } from "./conversation-name.ts";
import { words } from "./i18n/words.ts";
import { excerptOf, type MarkedText, withPrefix } from "./marked-text.ts";

const say = words.search;

const RESULTS_PER_PAGE = 10;
/** A page may be empty although there are more: so many are asked for before the user is told. */
const EMPTY_PAGES_MAX = 5;

/** The last search: its results keep their numbers, by which `/goto` names them, over all its pages. */
export class MessageSearch {
  readonly #client: ShoalClient;
  #query: string | undefined;
  #results: readonly SearchResult[] = [];
  #next: string | undefined;

  constructor(client: ShoalClient) {
    this.#client = client;
  }

  /** The first results of a search, or the next ones of the last search when `query` is empty. */
  async lines(query: string): Promise<readonly (string | MarkedText)[]> {
    if (!this.#client.features.has("search")) throw new ShoalError("unsupported");
    if (Buffer.byteLength(query) > limits.searchQueryBytesMax) throw new ChatError(say.tooLong);
    if (query !== "") this.#begin(query);
    else if (this.#query === undefined) throw new ChatError(words.commands.search);
    else if (this.#next === undefined) return [say.noMore];
    const results = await this.#ask();
    if (results.length === 0) return [this.#next === undefined ? say.none : say.noneYet];
    const first = this.#results.length - results.length + 1;
    const lines = results.map((result, index) => this.#line(first + index, result));
    return [...lines, this.#next === undefined ? say.goTo : say.goToOrMore];
  }

  /** Throws when the last search has no result of that number. */
  result(number: number): SearchResult {
    const result = this.#results[number - 1];
    if (result === undefined) throw new ChatError(say.noResult(number));
    return result;
  }

  #begin(query: string): void {
    this.#query = query;
    this.#results = [];
    this.#next = undefined;
  }

  async #ask(): Promise<readonly SearchResult[]> {
    const query = this.#query ?? "";
    for (let asked = 0; asked < EMPTY_PAGES_MAX; asked += 1) {
      const { results, next } = await this.#client.search(query, { limit: RESULTS_PER_PAGE, after: this.#next });
      if (query !== this.#query) return []; // another search has begun
      this.#next = next;
      this.#results = [...this.#results, ...results];
      if (results.length > 0 || next === undefined) return results;
    }
    return [];
  }

  #line(number: number, { conversationId, message, hits }: SearchResult): MarkedText {
    const { seq, at, by, text, files = [] } = message;
    const place = nameOf(this.#client.conversations.get(conversationId));
    const found = excerptOf({ text, marks: hits });
    const names = files.map(({ name }) => `📎 ${name}`);
    const shown = [...(found.text === "" ? [] : [found.text]), ...names].join(" ");
    return withPrefix(say.result(number, place, seq, by.nickname, moments.format(at)), { ...found, text: shown });
  }
}

const moments = new Intl.DateTimeFormat(words.locale, { dateStyle: "medium", timeStyle: "short" });
