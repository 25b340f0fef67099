import { labWords } from "../words.ts";

export interface LoggedEvent {
  readonly atMs: number;
  /** Also the class of the line: `open` is green; `error`, `refused` and `close` are coral. */
  readonly kind: string;
  readonly name: string;
  readonly detail: string;
}

interface EventLogProps {
  readonly title: string;
  /** While there is no event. */
  readonly empty: string;
  /** In order. The caller bounds their number. */
  readonly events: readonly LoggedEvent[];
}

/** What happened, line by line. A screen reader says each new one. */
export function EventLog({ title, empty, events }: EventLogProps) {
  return (
    <section class="card">
      <h2>{title}</h2>
      {events.length === 0 && <p class="hint">{empty}</p>}
      <div role="log" aria-label={title}>
        <ol class="event-log">
          {events.map(({ atMs, kind, name, detail }, place) => (
            <li key={place} class={kind}>
              <span class="code">{labWords.value.milliseconds(atMs)}</span>
              <strong>{name}</strong>
              <span>{detail}</span>
            </li>
          ))}
        </ol>
      </div>
    </section>
  );
}
