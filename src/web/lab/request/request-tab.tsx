import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { HandshakeView } from "../../../protocol/http.ts";
import { hasWebSocket } from "../../state/available-transports.ts";
import { askOverWebSocket, lookAtRequest } from "../handshake/handshake-view.ts";
import { Note } from "../parts/note.tsx";
import { rfc } from "../parts/rules.ts";
import { type Comparison, compareFacts, compareHeaders, relations, type Told } from "./compare-requests.ts";
import { requestWords } from "./words.ts";

interface Requests {
  readonly plain: HandshakeView;
  /** Missing where no WebSocket gets through. */
  readonly upgrade?: HandshakeView;
}

/** A plain request of this page beside the upgrade request of its browser. */
export function RequestTab() {
  const [requests, setRequests] = useState<Requests>();
  const [hasFailed, setHasFailed] = useState(false);
  const say = requestWords.value;
  const ask = async (): Promise<void> => {
    setHasFailed(false);
    try {
      setRequests(await askBoth());
    } catch {
      setHasFailed(true);
    }
  };
  useEffect(() => void ask(), []);
  const problem = hasWebSocket ? say.blocked : say.noWebSocket;
  return (
    <>
      <p>{say.lead}</p>
      <div class="lab-bar">
        <button type="button" class="button" onClick={() => void ask()}>
          {say.again}
        </button>
        <p role="status">
          {hasFailed && say.failed}
          {!hasFailed && requests !== undefined && requests.upgrade === undefined && problem}
        </p>
      </div>
      {requests !== undefined && <Tables {...requests} />}
      <Note rule={rfc(9110, "3.3")}>{say.note}</Note>
    </>
  );
}

async function askBoth(): Promise<Requests> {
  const [plain, upgrade] = await Promise.all([
    lookAtRequest(),
    hasWebSocket ? askOverWebSocket().catch(() => undefined) : undefined,
  ]);
  return { plain, ...(upgrade !== undefined && { upgrade: upgrade.sight }) };
}

function Tables({ plain, upgrade }: Requests) {
  const say = requestWords.value;
  const facts = compareFacts(plain, upgrade ?? plain);
  const headers = compareHeaders(plain, upgrade ?? plain);
  const omittedCount = Math.max(plain.omittedCount, upgrade?.omittedCount ?? 0);
  const hasBoth = upgrade !== undefined;
  return (
    <>
      <Table
        title={say.facts}
        rows={facts.map((fact) => ({ ...fact, title: <b>{say.factNames[fact.name]}</b>, why: say.factReasons[fact.name] }))}
        hasBoth={hasBoth}
      />
      {relations.map((relation) => (
        <Table
          key={relation}
          title={hasBoth ? say.groups[relation] : say.plain}
          rows={headers
            .filter((each) => each.relation === relation)
            .map((each) => ({ ...each, title: <b class="code">{each.name}</b>, why: say.headerReasons[each.name] ?? "" }))}
          hasBoth={hasBoth}
        />
      ))}
      {omittedCount > 0 && <p class="hint">{say.omitted(omittedCount)}</p>}
    </>
  );
}

interface Row extends Comparison {
  readonly title: ComponentChildren;
  /** Empty where we do not know the header. */
  readonly why: string;
}

/** Each row is two of the table: the name with the reason, and the two values, which have half of the width on a phone, too. */
function Table({ title, rows, hasBoth }: { title: string; rows: readonly Row[]; hasBoth: boolean }) {
  const say = requestWords.value;
  if (rows.length === 0) return null;
  return (
    <section class="card">
      <table class="requests">
        <caption>{title}</caption>
        {hasBoth && (
          <thead>
            <tr>
              <th scope="col">{say.plain}</th>
              <th scope="col">{say.upgrade}</th>
            </tr>
          </thead>
        )}
        {rows.map((row) => (
          <tbody key={row.name} class={row.relation}>
            <tr>
              <th scope="rowgroup" colSpan={2}>
                {row.title} {hasBoth && <span class="relation">{say.relations[row.relation]}</span>}
                {row.why !== "" && <span class="hint why">{row.why}</span>}
              </th>
            </tr>
            <tr class="code">
              {row.relation === "same" ? (
                <td colSpan={2}>
                  <Value told={row.plain} />
                </td>
              ) : (
                <>
                  <td>
                    <Value told={row.plain} />
                  </td>
                  <td>
                    <Value told={row.upgrade} />
                  </td>
                </>
              )}
            </tr>
          </tbody>
        ))}
      </table>
    </section>
  );
}

function Value({ told }: { told: Told | undefined }) {
  const say = requestWords.value;
  if (told === undefined) return <em>{say.absent}</em>;
  if ("byteLength" in told) return <em>{say.withheld(told.byteLength)}</em>;
  return told.text === "" ? <em>{say.none}</em> : <span>{told.text}</span>;
}
