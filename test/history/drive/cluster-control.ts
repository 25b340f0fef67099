import type { Cluster, ClusterNode } from "../../support/cluster.ts";
import type { SeededRandom } from "../../support/random.ts";
import type { ServerControl } from "./server-control.ts";

/** All nodes of a cluster as one server, and the parts of it that faults act on. */
export class ClusterControl implements ServerControl {
  readonly cluster: Cluster;

  /** Takes the cluster over, and ends it. */
  constructor(cluster: Cluster) {
    this.cluster = cluster;
  }

  get url(): string {
    return this.cluster.url;
  }

  get log(): string {
    return this.cluster.log;
  }

  /** Nothing starts a node again that ended by itself: so many are missing. */
  get crashCount(): number {
    return this.cluster.nodes.filter(({ hasCrashed }) => hasCrashed).length;
  }

  pickNode(random: SeededRandom): ClusterNode {
    return random.pick(this.cluster.nodes);
  }

  async start(): Promise<void> {
    await this.#all((node) => node.restart());
  }

  async kill(): Promise<void> {
    await this.#all((node) => node.kill());
  }

  async drain(): Promise<void> {
    await this.#all((node) => node.drain());
  }

  freeze(): void {
    for (const node of this.cluster.nodes) node.pause();
  }

  thaw(): void {
    for (const node of this.cluster.nodes) node.resume();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.cluster[Symbol.asyncDispose]();
  }

  async #all(act: (node: ClusterNode) => Promise<unknown>): Promise<void> {
    await Promise.all(this.cluster.nodes.map(act));
  }
}
