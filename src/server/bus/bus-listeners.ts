import type { Log } from "../log.ts";
import type { BusListener, Subject } from "./bus.ts";

/** Who is told of what the bus brings. */
export class BusListeners {
  readonly #log: Pick<Log, "error">;
  readonly #ofSubjects = new Map<Subject, Set<{ readonly listener: BusListener }>>();
  readonly #ofReconnects = new Set<{ readonly listener: () => void }>();

  constructor(log: Pick<Log, "error">) {
    this.#log = log;
  }

  subscribe(subject: Subject, listener: BusListener): () => void {
    const others = this.#ofSubjects.get(subject);
    const entries = others ?? new Set();
    if (others === undefined) this.#ofSubjects.set(subject, entries);
    return addTo(entries, { listener });
  }

  onReconnect(listener: () => void): () => void {
    return addTo(this.#ofReconnects, { listener });
  }

  deliver(subject: Subject, text: string, fromNodeId: string): void {
    for (const { listener } of this.#ofSubjects.get(subject) ?? []) {
      this.#try("a message of the bus could not be handled", () => listener(text, fromNodeId));
    }
  }

  reconnected(): void {
    for (const { listener } of this.#ofReconnects) this.#try("a return of the bus could not be handled", listener);
  }

  clear(): void {
    this.#ofSubjects.clear();
    this.#ofReconnects.clear();
  }

  #try(message: string, tell: () => void): void {
    try {
      tell();
    } catch (error) {
      this.#log.error(message, error);
    }
  }
}

function addTo<Entry>(entries: Set<Entry>, entry: Entry): () => void {
  entries.add(entry);
  return () => entries.delete(entry);
}
