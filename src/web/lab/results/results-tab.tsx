import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { figures } from "./figures.ts";
import type { Compared } from "./peer-figures.ts";
import { costRows, lossRows, summaryOf, talksOf } from "./result-rows.ts";
import { resultsWords } from "./words.ts";

/** The servers of tutorials beside Shoal, in one sentence and two tables. */
export function ResultsTab() {
  const say = resultsWords.value;
  const costs = costRows(figures);
  const losses = lossRows(figures);
  const summary = summaryOf(figures);
  if (costs.length === 0 && losses.length === 0) {
    return (
      <>
        <p>{say.lead}</p>
        <p>{say.notYet}</p>
      </>
    );
  }
  return (
    <>
      <p>{say.lead}</p>
      {summary !== undefined && (
        <p>
          <strong>{say.summary(summary)}</strong>
        </p>
      )}
      <ResultTable
        caption={say.costs(figures.membersOfTalk)}
        columns={[...talksOf(figures).map(say.cpu), say.memory(figures.idleSockets)]}
        rows={costs.map(({ server, cpuMicrosPerDelivery, bytesPerIdleSocket }) => ({
          id: server,
          cells: [
            ...cpuMicrosPerDelivery.map((cpu, place) => (
              <ComparedFigure key={place} figure={cpu} format={say.micros} isShoal={server === "shoal"} />
            )),
            <ComparedFigure key="memory" figure={bytesPerIdleSocket} format={say.kibibytes} isShoal={server === "shoal"} />,
          ],
        }))}
      />
      <ResultTable
        caption={say.losses}
        columns={[say.killed, say.away(figures.awayMs / 1_000), say.dead, say.stalled, say.name]}
        rows={losses.map(({ server, losses: { killed, away, deadSocket, stalled, isFalseNameBelieved } }) => ({
          id: server,
          cells: [
            say.of(killed.readable, killed.acknowledged),
            say.of(away.got, away.said),
            say.deadOf(deadSocket),
            stalled.isStopped ? say.stops(stalled.saidBytes / 1024 / 1024) : say.goesOn,
            isFalseNameBelieved ? say.yes : say.no,
          ],
        }))}
      />
      <p class="hint">{say.circumstances(figures)}</p>
      <p class="hint">{say.programs(figures)}</p>
    </>
  );
}

interface ResultTableProps {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly {
    readonly id: keyof (typeof resultsWords)["value"]["servers"];
    readonly cells: readonly ComponentChildren[];
  }[];
}

function ResultTable({ caption, columns, rows }: ResultTableProps) {
  const captionId = useId();
  const say = resultsWords.value;
  if (rows.length === 0) return null;
  return (
    <section class="table-scroll" aria-labelledby={captionId} tabIndex={0}>
      <table class="costs results">
        <caption id={captionId}>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{say.server}</th>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ id, cells }) => (
            <tr key={id} class={id === "shoal" ? "own" : ""}>
              <th scope="row">{say.servers[id]}</th>
              {cells.map((cell, place) => (
                <td key={columns[place]} data-name={columns[place]}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface ComparedFigureProps {
  readonly figure: Compared | undefined;
  readonly format: (value: number) => string;
  /** Shoal is not compared with itself. */
  readonly isShoal: boolean;
}

function ComparedFigure({ figure, format, isShoal }: ComparedFigureProps) {
  const say = resultsWords.value;
  if (figure === undefined) return <em>{say.none}</em>;
  return (
    <span>
      {format(figure.median)} {!isShoal && <strong>{say.times(figure.timesShoal.median)}</strong>}
    </span>
  );
}
