import type { NodeStatus } from "../../../protocol/admin.ts";
import { momentOf } from "../../i18n/format.ts";
import { numberOf, roughSpan } from "../parts/format.ts";
import { statusWords } from "./words.ts";

/** A node that was heard of within this is not late. */
const LATE_MS = 6_000;

/** The nodes of the server, and all of them together. */
export function Nodes({ nodes }: { nodes: readonly NodeStatus[] }) {
  const say = statusWords.value;
  const posts = nodes.reduce((sum, { postsPerSecond }) => sum + postsPerSecond, 0);
  return (
    <section class="card nodes">
      <h3>{say.nodes(nodes.length)}</h3>
      <table>
        <thead>
          <tr>
            <th scope="col">{say.node}</th>
            <th scope="col">{say.version}</th>
            <th scope="col">{say.started}</th>
            <th scope="col">{say.connections}</th>
            <th scope="col">{say.postsPerSecond}</th>
            <th scope="col">{say.heard}</th>
          </tr>
        </thead>
        <tbody>
          {nodes.map((node, index) => (
            <Node key={`${node.name} ${node.startedAt}`} node={node} isThis={index === 0} />
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{say.allNodes}</th>
            <td data-label={say.version} />
            <td data-label={say.started} />
            <td data-label={say.connections}>
              {numberOf(nodes.reduce((sum, { connections }) => sum + countOf(connections), 0))}
            </td>
            <td data-label={say.postsPerSecond}>{numberOf(posts)}</td>
            <td data-label={say.heard} />
          </tr>
        </tfoot>
      </table>
      <p class="hint">{say.nodesHint}</p>
    </section>
  );
}

function Node({ node, isThis }: { node: NodeStatus; isThis: boolean }) {
  const say = statusWords.value;
  const { name, version, startedAt, connections, postsPerSecond, silentMs } = node;
  const now = silentMs < LATE_MS ? say.heardNow : say.heardAgo(roughSpan(silentMs));
  return (
    <tr>
      <th scope="row" translate={false}>
        {name}
      </th>
      <td data-label={say.version} translate={false}>
        {version}
      </td>
      <td data-label={say.started}>{momentOf(startedAt)}</td>
      <td data-label={say.connections}>
        <div>
          {numberOf(countOf(connections))}
          <span class="hint">
            {Object.entries(connections)
              .map(([transport, count]) => `${say.transports[transport] ?? transport} ${numberOf(count)}`)
              .join(say.comma)}
          </span>
        </div>
      </td>
      <td data-label={say.postsPerSecond}>{numberOf(postsPerSecond)}</td>
      <td data-label={say.heard}>{isThis ? say.thisNode : now}</td>
    </tr>
  );
}

function countOf(connections: NodeStatus["connections"]): number {
  return Object.values(connections).reduce((sum, count) => sum + count, 0);
}
