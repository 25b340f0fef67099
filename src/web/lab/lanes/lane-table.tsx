import { useId } from "preact/hooks";
import type { Lane } from "./lane.ts";
import { laneWords } from "./words.ts";

interface LaneTableProps<L extends Lane> {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly lanes: readonly L[];
  /** As many as there are columns. */
  readonly cellsOf: (lane: L) => readonly string[];
}

/** A row for each transport. */
export function LaneTable<L extends Lane>({ caption, columns, lanes, cellsOf }: LaneTableProps<L>) {
  const captionId = useId();
  const say = laneWords.value;
  return (
    <section class="table-scroll" aria-labelledby={captionId} tabIndex={0}>
      <table class="costs">
        <caption id={captionId}>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{say.transport}</th>
            {columns.map((column, place) => (
              <th key={place} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lanes.map((lane) => (
            <tr key={lane.transport} class={lane.transport}>
              <th scope="row">
                <span class="swatch" /> {say.transports[lane.transport]}
              </th>
              {lane.isBlocked ? (
                <td class="blocked" colSpan={columns.length}>
                  {say.blocked}
                </td>
              ) : (
                cellsOf(lane).map((cell, place) => <td key={place}>{cell}</td>)
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
