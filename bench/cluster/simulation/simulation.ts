import { BATCHES_AT_ONCE_MAX, Turns } from "../../../src/server/storage/postgres/appends/turns.ts";
import { APPEND_LANES } from "../../../src/server/storage/postgres/locks.ts";
import { SeededRandom } from "../../../test/support/random.ts";
import { percentile } from "../../support/statistics.ts";
import type { Costs } from "../costs.ts";
import { Cores, Disk, Lock, Timeline } from "./resources.ts";
import type { RoomKind, Scenario } from "./scenario.ts";

const MESSAGES_PER_BATCH_MAX = 512;
const VERBS_PER_BATCH_MAX = 256;
const POLL_MS = 500;
/** A way through NATS, or to Postgres and back, within one data centre. */
const HINT_MS = 0.5;
const US_PER_SECOND = 1e6;

/** What a simulated second took, of each resource. */
export interface Prediction {
  readonly acknowledged: number;
  /** Whether what was asked for was done, or queues grew. */
  readonly holds: boolean;
  readonly nodeCores: number;
  /** Of a node's event loop, the busiest. */
  readonly loopShare: number;
  readonly postgresCores: number;
  readonly postgresShare: number;
  readonly diskShare: number;
  /** Of the busiest lane. */
  readonly laneShare: number;
  /** How long verbs held the cluster's lock, or waited for it, so that no append could begin. */
  readonly verbShare: number;
  readonly appendCommitsPerSecond: number;
  readonly verbCommitsPerSecond: number;
  readonly walBytesPerSecond: number;
  readonly natsInPerSecond: number;
  readonly natsOutPerSecond: number;
  readonly natsBytesOutPerSecond: number;
  readonly deliveriesPerSecond: number;
  readonly bytesOfNode: number;
  readonly acknowledgedP50Ms: number;
  readonly acknowledgedP99Ms: number;
  readonly deliveredElsewhereP50Ms: number;
}

interface Post {
  readonly at: number;
  readonly room: Room;
}

interface Room {
  readonly kind: RoomKind;
  readonly number: number;
  readonly lane: number;
}

export async function simulate(scenario: Scenario, costs: Costs, seed = 1): Promise<Prediction> {
  return await new Simulation(scenario, costs, seed).run();
}

/** What the code does, event by event: batches per lane and node, locks, group commits, readings of the feed, frames. */
class Simulation {
  readonly scenario: Scenario;
  readonly costs: Costs;
  readonly random: SeededRandom;
  readonly timeline = new Timeline();
  readonly postgres: Cores;
  readonly disk: Disk;
  readonly clusterLock = new Lock(this.timeline);
  readonly lanes = Array.from({ length: APPEND_LANES }, () => new Lock(this.timeline));
  readonly nodes: Node[];
  readonly rooms = new Map<RoomKind, Map<number, Room>>();
  readonly waits: number[] = [];
  readonly arrivals: number[] = [];
  posts = 0;
  commits = 0;
  verbCommits = 0;
  messages = 0;
  frames = 0;

  constructor(scenario: Scenario, costs: Costs, seed: number) {
    this.scenario = scenario;
    this.costs = costs;
    this.random = new SeededRandom(seed);
    this.postgres = new Cores(this.timeline, scenario.postgresCores);
    this.disk = new Disk(this.timeline, this.commitMs);
    this.nodes = Array.from({ length: scenario.nodes }, (_, number) => new Node(this, number));
  }

  get commitMs(): number {
    return this.scenario.commitMs ?? this.costs.postgres.commitMs;
  }

  async run(): Promise<Prediction> {
    const { postsPerSecond, verbsPerSecond, hellosPerSecond, seconds } = this.scenario;
    this.#every(postsPerSecond, () => this.#anyNode().post({ at: this.timeline.now, room: this.#anyRoom() }));
    this.#every(verbsPerSecond, () => this.#anyNode().verb({ at: this.timeline.now, room: this.#anyRoom() }));
    this.#every(hellosPerSecond, () => this.#anyNode().hello());
    for (const node of this.nodes) node.begin();
    await this.timeline.runUntil(seconds * 1_000);
    return this.#prediction();
  }

  #every(perSecond: number, happen: () => void): void {
    if (perSecond <= 0) return;
    const next = (): void => {
      happen();
      this.timeline.after((-Math.log(1 - this.random.next()) * 1_000) / perSecond, next);
    };
    this.timeline.after((this.random.next() * 1_000) / perSecond, next);
  }

  #anyNode(): Node {
    const node = this.nodes[Math.floor(this.random.next() * this.nodes.length)];
    if (node === undefined) throw new Error("A cluster has nodes.");
    return node;
  }

  #anyRoom(): Room {
    let left = this.random.next();
    for (const [place, kind] of this.scenario.rooms.entries()) {
      left -= kind.shareOfPosts;
      if (left < 0 || place === this.scenario.rooms.length - 1) {
        return this.#room(kind, Math.floor(this.random.next() * kind.count));
      }
    }
    throw new Error("A scenario has rooms.");
  }

  #room(kind: RoomKind, number: number): Room {
    const known = this.rooms.get(kind) ?? new Map<number, Room>();
    this.rooms.set(kind, known);
    const room = known.get(number) ?? { kind, number, lane: number % APPEND_LANES };
    known.set(number, room);
    return room;
  }

  #prediction(): Prediction {
    const { scenario, costs } = this;
    const { seconds, nodes, people, hellosPerSecond } = scenario;
    const ms = seconds * 1_000;
    const idleUs = costs.node.idleSecond + (costs.node.connectionSecond * people) / nodes;
    const besideUs = idleUs + (costs.node.hello * hellosPerSecond) / nodes;
    const threads = this.nodes.reduce((sum, node) => sum + node.loop.busyMs + node.threadMs, 0);
    const nodeCores = threads / nodes / ms + besideUs / US_PER_SECOND;
    const postgresCores = this.postgres.busyMs / ms;
    const acknowledged = this.waits.length / seconds;
    return {
      acknowledged,
      holds: this.waits.length >= SHARE_DONE * this.posts,
      nodeCores,
      loopShare: Math.max(...this.nodes.map((node) => node.loop.busyMs)) / ms + besideUs / US_PER_SECOND,
      postgresCores,
      postgresShare: postgresCores / scenario.postgresCores,
      diskShare: (this.disk.flushCount * this.commitMs) / ms,
      laneShare: Math.max(...this.lanes.map(({ heldMs }) => heldMs)) / ms,
      verbShare: this.clusterLock.closedMs / ms,
      appendCommitsPerSecond: this.commits / seconds,
      verbCommitsPerSecond: this.verbCommits / seconds,
      walBytesPerSecond:
        (this.messages * costs.postgres.walBytesOfMessage + this.commits * costs.postgres.walBytesOfBatch) / seconds,
      natsInPerSecond: (this.commits * costs.nats.messagesOfBatch) / seconds,
      natsOutPerSecond: (this.commits * costs.nats.messagesOfBatch * (nodes - 1)) / seconds,
      natsBytesOutPerSecond: (this.commits * costs.nats.bytesOfBatch * (nodes - 1)) / seconds,
      deliveriesPerSecond: this.frames / seconds,
      bytesOfNode: costs.node.bytes + (costs.node.bytesOfConnection * people) / nodes,
      acknowledgedP50Ms: percentile(this.waits, 0.5),
      acknowledgedP99Ms: percentile(this.waits, 0.99),
      deliveredElsewhereP50Ms: percentile(this.arrivals, 0.5),
    };
  }
}

/** Less is a queue that grows. */
const SHARE_DONE = 0.95;

class Node {
  readonly loop: Cores;
  threadMs = 0;
  readonly #simulation: Simulation;
  readonly #waiting = Array.from({ length: APPEND_LANES }, () => [] as Post[]);
  readonly #isCommitting = Array.from({ length: APPEND_LANES }, () => false);
  readonly #turns = new Turns(BATCHES_AT_ONCE_MAX);
  readonly #number: number;
  #verbs: Post[] = [];
  #isWriting = false;
  #heard: Post[] = [];
  #isReading = false;

  constructor(simulation: Simulation, number: number) {
    this.#simulation = simulation;
    this.#number = number;
    this.loop = new Cores(simulation.timeline, 1);
  }

  begin(): void {
    const { timeline, random } = this.#simulation;
    const poll = (): void => {
      void this.#readFeed(true);
      timeline.after(POLL_MS, poll);
    };
    timeline.after(random.next() * POLL_MS, poll);
  }

  post(post: Post): void {
    this.#simulation.posts += 1;
    void this.loop.work(this.#simulation.costs.node.message).then(() => {
      this.#waiting[post.room.lane]?.push(post);
      if (this.#isCommitting[post.room.lane] !== true) void this.#commitLane(post.room.lane);
    });
  }

  verb(verb: Post): void {
    this.#verbs.push(verb);
    if (!this.#isWriting) void this.#write();
  }

  hello(): void {
    void this.#simulation.postgres.work(this.#simulation.costs.postgres.hello);
  }

  hear(posts: readonly Post[]): void {
    this.#heard.push(...posts);
    void this.#readFeed(false);
  }

  async #commitLane(number: number): Promise<void> {
    const { costs, clusterLock, lanes, postgres, disk, timeline } = this.#simulation;
    const waiting = this.#waiting[number];
    const lane = lanes[number];
    if (waiting === undefined || lane === undefined) throw new Error("Every room has a lane.");
    this.#isCommitting[number] = true;
    while (waiting.length > 0) {
      await this.#turns.take();
      const batch = waiting.splice(0, MESSAGES_PER_BATCH_MAX);
      await this.loop.work(costs.node.batch);
      await clusterLock.hold(false, () =>
        lane.hold(true, async () => {
          await postgres.work(costs.postgres.batch + batch.length * costs.postgres.message);
          await disk.commit();
        }),
      );
      this.#simulation.commits += 1;
      this.#simulation.messages += batch.length;
      for (const { at } of batch) this.#simulation.waits.push(timeline.now - at);
      this.#tell(batch);
      this.#turns.give();
    }
    this.#isCommitting[number] = false;
  }

  async #write(): Promise<void> {
    const { costs, clusterLock, postgres, disk } = this.#simulation;
    this.#isWriting = true;
    while (this.#verbs.length > 0) {
      const verbs = this.#verbs.splice(0, VERBS_PER_BATCH_MAX);
      await clusterLock.hold(true, async () => {
        // The thread and Postgres take turns.
        for (const _ of verbs) {
          this.threadMs += costs.node.verb / 1_000;
          await this.#simulation.timeline.wait(costs.node.verb / 1_000);
          await postgres.work(costs.postgres.verb);
        }
        await disk.commit();
      });
      this.#simulation.verbCommits += 1;
      this.#tell(verbs);
    }
    this.#isWriting = false;
  }

  #tell(posts: readonly Post[]): void {
    const { timeline, nodes } = this.#simulation;
    void this.#deliver(posts);
    timeline.after(HINT_MS, () => {
      for (const node of nodes) if (node !== this) node.hear(posts);
    });
  }

  /** Hints that come while the feed is read are one more reading. */
  async #readFeed(isPoll: boolean): Promise<void> {
    if (this.#isReading || (this.#heard.length === 0 && !isPoll)) return;
    const { costs, postgres, timeline, arrivals } = this.#simulation;
    this.#isReading = true;
    do {
      const heard = this.#heard;
      this.#heard = [];
      const events = heard.filter(({ room }) => this.#localMembers(room) > 0);
      await postgres.work(costs.postgres.feedRead + events.length * costs.postgres.foreignEvent);
      await this.loop.work(costs.node.feedRead + events.length * costs.node.foreignEvent);
      await this.#deliver(events);
      for (const { at } of events) arrivals.push(timeline.now - at);
    } while (this.#heard.length > 0);
    this.#isReading = false;
  }

  /** One frame for each room and connection, however many messages it got. */
  async #deliver(posts: readonly Post[]): Promise<void> {
    const rooms = new Set(posts.map(({ room }) => room));
    let frames = 0;
    for (const room of rooms) frames += this.#localMembers(room);
    this.#simulation.frames += frames;
    if (frames > 0) await this.loop.work(frames * this.#simulation.costs.node.frame);
  }

  #localMembers({ kind, number }: Room): number {
    const mean = kind.members / this.#simulation.scenario.nodes;
    return mean > MEAN_MAX ? Math.round(mean) : byChance(mean, new SeededRandom(number * NODES_MAX + this.#number).next());
  }
}

const NODES_MAX = 1_024;
/** Beyond it chance makes little difference. */
const MEAN_MAX = 30;

/** How many of a small room are at one node (Poisson), for a share from 0 to 1. The same room has the same members at it each time. */
function byChance(mean: number, share: number): number {
  let count = 0;
  let probability = Math.exp(-mean);
  for (let sum = probability; sum < share && count < MEAN_MAX * 4; sum += probability) {
    count += 1;
    probability *= mean / count;
  }
  return count;
}
