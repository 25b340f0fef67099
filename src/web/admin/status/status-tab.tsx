import type { ServerStatus } from "../../../protocol/admin.ts";
import { Problem } from "../../forms/problem.tsx";
import { momentOf } from "../../i18n/format.ts";
import { numberOf, roughSpan, sizeOf } from "../parts/format.ts";
import { adminWords } from "../words.ts";
import { Bars } from "./bars.tsx";
import { Nodes } from "./nodes.tsx";
import { Storage } from "./storage.tsx";
import { useStatus } from "./use-status.ts";
import { statusWords } from "./words.ts";

export function StatusTab() {
  const { status, problem } = useStatus();
  return (
    <>
      <Problem text={problem} />
      {status === undefined && problem === undefined && <p class="empty-hint">{adminWords.value.loading}</p>}
      {status !== undefined && <Figures status={status} />}
    </>
  );
}

function Figures({ status }: { status: ServerStatus }) {
  const say = statusWords.value;
  const { version, startedAt, uptimeMs, counts, onlineUsers, connections, perSecond, memory, eventLoopDelay, data } = status;
  const connectionCount = Object.values(connections).reduce((sum, count) => sum + count, 0);
  return (
    <>
      <dl class="figures">
        <Figure name={say.online} value={numberOf(onlineUsers)} />
        <Figure name={say.people} value={numberOf(counts.users)} more={say.accounts(counts.accounts)} />
        <Figure name={say.rooms} value={numberOf(counts.rooms)} />
        <Figure name={say.messages} value={numberOf(counts.messages)} />
        <Figure name={say.sessions} value={numberOf(counts.sessions)} />
        <Figure name={say.memory} value={sizeOf(memory.residentBytes)} more={say.heap(sizeOf(memory.heapBytes))} />
        <Figure name={say.uptime} value={roughSpan(uptimeMs)} more={say.since(momentOf(startedAt))} />
        <Figure name={say.version} value={version} />
      </dl>
      {status.nodes !== undefined && <Nodes nodes={status.nodes} />}
      <div class="status-cards">
        <Storage data={data} />
        <section class="card">
          <h3>{say.connections}</h3>
          {connectionCount === 0 ? (
            <p class="hint">{say.noConnections}</p>
          ) : (
            <Bars
              rows={Object.entries(connections).map(([name, count]) => ({
                name: Object.hasOwn(say.transports, name) ? (say.transports[name] ?? name) : name,
                value: count,
                text: numberOf(count),
              }))}
            />
          )}
        </section>
        <section class="card">
          <h3>{say.rates}</h3>
          <dl class="facts">
            <Fact name={say.rate.deliveries} text={numberOf(perSecond.deliveries)} />
            <Fact name={say.rate.posts} text={numberOf(perSecond.posts)} />
            <Fact name={say.rate.signIns} text={numberOf(perSecond.signIns)} />
          </dl>
        </section>
        <section class="card">
          <h3>{say.loop}</h3>
          <dl class="facts">
            <Fact name={say.mean} text={say.ms(numberOf(eventLoopDelay.meanMs))} />
            <Fact name={say.max} text={say.ms(numberOf(eventLoopDelay.maxMs))} />
          </dl>
          <p class="hint">{say.loopHint}</p>
        </section>
        <Refusals refusals={status.refusals} />
      </div>
    </>
  );
}

function Figure({ name, value, more }: { name: string; value: string; more?: string }) {
  return (
    <div class="figure">
      <dt>{name}</dt>
      <dd>
        <strong>{value}</strong>
        {more !== undefined && <span class="hint">{more}</span>}
      </dd>
    </div>
  );
}

function Fact({ name, text }: { name: string; text: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{text}</dd>
    </div>
  );
}

function Refusals({ refusals }: Pick<ServerStatus, "refusals">) {
  const say = statusWords.value;
  return (
    <section class="card">
      <h3>{say.refusals}</h3>
      {refusals.length === 0 ? (
        <p class="hint">{say.noRefusals}</p>
      ) : (
        <table class="refusals">
          <thead>
            <tr>
              <th scope="col">{say.code}</th>
              <th scope="col">{say.count}</th>
              <th scope="col">{say.last}</th>
            </tr>
          </thead>
          <tbody>
            {refusals.map(({ code, count, lastAt }) => (
              <tr key={code}>
                <td translate={false}>{code}</td>
                <td>{numberOf(count)}</td>
                <td>{momentOf(lastAt)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
