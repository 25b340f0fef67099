import { useEffect, useRef, useState } from "preact/hooks";
import { type RequestState, useRequest } from "../../forms/use-request.ts";

export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next?: string | undefined;
}

export interface List<Item> extends Pick<RequestState, "isBusy" | "problem"> {
  /** Undefined until the first page is there. */
  readonly items: readonly Item[] | undefined;
  readonly hasMore: boolean;
  more(): void;
  reload(): void;
  /** Puts another item in the place of each, or none. */
  change(replace: (item: Item) => Item | undefined): void;
}

/** A list of the server's, page by page. It begins again when `key` changes; an answer to a former key is dropped. */
export function useList<Item>(key: string, read: (after: string | undefined) => Promise<Page<Item>>): List<Item> {
  const { problem, load } = useRequest();
  const [isBusy, setBusy] = useState(false);
  const [state, setState] = useState<{ items?: readonly Item[] | undefined; next?: string | undefined }>({});
  const turn = useRef(0);

  function begin(): void {
    fetchPage(undefined, []);
  }

  function fetchPage(after: string | undefined, before: readonly Item[]): void {
    turn.current += 1;
    const mine = turn.current;
    setBusy(true);
    load(async () => {
      try {
        const { items, next } = await read(after);
        if (mine === turn.current) setState({ items: [...before, ...items], next });
      } catch (error) {
        if (mine === turn.current) throw error;
      } finally {
        if (mine === turn.current) setBusy(false);
      }
    });
  }

  useEffect(begin, [key]);
  useEffect(
    () => () => {
      turn.current += 1;
    },
    [],
  );

  return {
    items: state.items,
    hasMore: state.next !== undefined,
    isBusy,
    problem,
    more() {
      if (!isBusy && state.next !== undefined) fetchPage(state.next, state.items ?? []);
    },
    reload: begin,
    change(replace) {
      setState(({ items, next }) => ({ items: items?.flatMap((item) => replace(item) ?? []), next }));
    },
  };
}
