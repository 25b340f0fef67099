import { useEffect, useState } from "preact/hooks";
import { Choices } from "../../forms/choices.tsx";
import { CostChart } from "../parts/cost-chart.tsx";
import { Burst, type BurstEnd, burstCounts, MESSAGE_BYTES, type Reader, readers } from "./burst.ts";
import { lifeWords } from "./words.ts";

/** `bufferedAmount` over time, when more is sent than leaves at once. */
export function BurstCard() {
  const say = lifeWords.value;
  const [burst] = useState(() => new Burst());
  const [count, setCount] = useState<(typeof burstCounts)[number]>("100");
  const [reader, setReader] = useState<Reader>("slow");
  useEffect(() => () => burst.stop(), [burst]);
  const labels = Object.fromEntries(burstCounts.map((each) => [each, each])) as Record<(typeof burstCounts)[number], string>;
  return (
    <>
      <section class="card">
        <h2>{say.burst}</h2>
        <p class="hint">{say.burstLead}</p>
        <div class="lab-bar">
          <Choices legend={say.burstCount} values={burstCounts} labels={labels} chosen={count} onChoose={setCount} />
          <Choices legend={say.reader} values={readers} labels={say.readers} chosen={reader} onChoose={setReader} />
          <button type="button" class="button" aria-busy={burst.isRunning.value} onClick={() => burst.run(Number(count), reader)}>
            {say.sendBurst}
          </button>
        </div>
        <p role="status">{burst.end.value !== undefined && endOf(burst.end.value)}</p>
        <p class="hint">{say.slowReader}</p>
      </section>
      {burst.waiting.value.length > 0 && (
        <CostChart
          title={say.burstChart}
          format={say.size}
          series={[
            { id: "websocket", name: "bufferedAmount", points: burst.waiting.value },
            { id: "stream", name: say.cameBack, points: burst.returned.value },
          ]}
        />
      )}
    </>
  );
}

function endOf(end: BurstEnd): string {
  const say = lifeWords.value;
  switch (end.kind) {
    case "all-back":
      return say.allBack(say.size(end.peakBytes), end.emptyAfterMs);
    case "closed":
      return say.burstClosed({ ...end, peak: say.size(end.peakBytes), left: Math.ceil(end.leftBytes / MESSAGE_BYTES) });
    case "not-open":
      return say.notOpen;
  }
}
