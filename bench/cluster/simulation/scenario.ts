/** What is asked of a cluster. Rates are of the whole cluster, a second. */
export interface Scenario {
  readonly name: string;
  readonly people: number;
  readonly rooms: readonly RoomKind[];
  readonly postsPerSecond: number;
  /** Reactions, read markers, joins and everything else that writes and is no append. */
  readonly verbsPerSecond: number;
  readonly hellosPerSecond: number;
  readonly nodes: number;
  readonly postgresCores: number;
  /** How long the disk of PostgreSQL takes to keep a commit; as it was measured, unless told. */
  readonly commitMs?: number | undefined;
  /** Simulated. */
  readonly seconds: number;
}

/** Rooms of one size, which get that share of the posts. All of their members are connected. */
export interface RoomKind {
  readonly count: number;
  readonly members: number;
  readonly shareOfPosts: number;
}

export const scenarios: readonly Scenario[] = [
  {
    name: "A million people in 100,000 rooms",
    people: 1_000_000,
    rooms: [{ count: 100_000, members: 50, shareOfPosts: 1 }],
    ...{
      postsPerSecond: 2_000,
      verbsPerSecond: 50,
      hellosPerSecond: 300,
      nodes: 20,
      postgresCores: 16,
      commitMs: 0.5,
      seconds: 5,
    },
  },
  {
    name: "One room of 100,000",
    people: 100_000,
    rooms: [{ count: 1, members: 100_000, shareOfPosts: 1 }],
    ...{ postsPerSecond: 5, verbsPerSecond: 5, hellosPerSecond: 50, nodes: 8, postgresCores: 4, commitMs: 0.5, seconds: 20 },
  },
];
