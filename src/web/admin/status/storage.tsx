import type { ServerStatus } from "../../../protocol/admin.ts";
import { sizeOf } from "../parts/format.ts";
import { statusWords } from "./words.ts";

const parts = ["databaseBytes", "searchBytes", "fileBytes", "walBytes"] as const;

/** What lies in the data folder, as parts of a bar. What is free is told beside it: against a large disk the parts would be too thin to see. */
export function Storage({ data }: Pick<ServerStatus, "data">) {
  const say = statusWords.value;
  const total = Math.max(
    1,
    parts.reduce((sum, part) => sum + data[part], 0),
  );
  return (
    <section class="card">
      <h3>{say.storage}</h3>
      <div class="stack" aria-hidden="true">
        {parts.map((part) => (
          <span key={part} class={`stack-part of-${part}`} style={{ "--share": data[part] / total }} />
        ))}
      </div>
      <dl class="facts">
        {parts.map((part) => (
          <div key={part}>
            <dt>
              <span class={`swatch of-${part}`} aria-hidden="true" />
              {say.parts[part]}
            </dt>
            <dd>{sizeOf(data[part])}</dd>
          </div>
        ))}
        <div>
          <dt>{say.freePart}</dt>
          <dd>{sizeOf(data.freeBytes)}</dd>
        </div>
      </dl>
    </section>
  );
}
