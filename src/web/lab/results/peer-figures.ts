/** A figure of several rounds. With one round all three are the same. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** A figure of a server, and the same figure in relation to Shoal's of the same round. */
export interface Compared extends Spread {
  /** The median, least and most of the rounds' ratios to Shoal; 1 for Shoal itself. */
  readonly timesShoal: Spread;
}

/** What a server costs in a room where every message goes to every member. */
export interface Talk {
  /** Members that always have a message on its way. */
  readonly inFlight: number;
  /** A delivery is one message to one member. */
  readonly deliveriesPerSecond: Compared;
  /** CPU time of the server, in microseconds. */
  readonly cpuMicrosPerDelivery: Compared;
}

/** What the users of a server lose. */
export interface Losses {
  /** The server's process was killed while messages were sent. */
  readonly killed: {
    /** Messages that were acknowledged by then; by a server without acknowledgements, that had come back to their sender. */
    readonly acknowledged: number;
    /** How many of them can be read when the server is started again. */
    readonly readable: number;
  };
  /** A user lost the connection for a while. */
  readonly away: {
    /** Messages that another user sent meanwhile. */
    readonly said: number;
    /** How many of them the user got after reconnecting. */
    readonly got: number;
  };
  /** The connection of one member ended without a goodbye. Then two others sent a message each. */
  readonly deadSocket: {
    /** Members that should hear such a message: all but the dead one and the sender. */
    readonly others: number;
    readonly missedFirst: number;
    readonly missedSecond: number;
    /** Members whose connection the server ended meanwhile, the dead one not counted. */
    readonly thrownOut: number;
  };
  /** One of three members kept its connection and read nothing any more, like a phone without reception. Another talked to the third. */
  readonly stalled: {
    /** What the third member got of it, in bytes. */
    readonly saidBytes: number;
    /** Whether the third got nothing any more then, because the server waited for the member that did not read. */
    readonly isStopped: boolean;
  };
  /** Whether others are told a name that the sender has no right to. */
  readonly isFalseNameBelieved: boolean;
}

/** The figures of one server. */
export interface ServerFigures {
  /** `gevent` and `tornado` are the servers that tutorials teach; `shoalPlain` is Shoal with the same clients as they. */
  readonly server: "gevent" | "geventTidy" | "tornado" | "shoalPlain" | "shoal";
  readonly talks?: readonly Talk[];
  /** Resident memory of the server for each idle connection, in bytes. */
  readonly bytesPerIdleSocket?: Compared;
  readonly losses?: Losses;
}

/** What `npm run bench -- articles --write` has measured. */
export interface PeerFigures {
  /** The day of the measurement, like `2026-11-28`. */
  readonly measuredOn: string;
  /** What is lost is measured once. */
  readonly rounds: { readonly talk: number; readonly idle: number };
  readonly membersOfTalk: number;
  readonly idleSockets: number;
  readonly awayMs: number;
  readonly machine: { readonly processor: string; readonly cores: number; readonly system: string };
  readonly versions: Readonly<Record<"python" | "gevent" | "geventWebSocket" | "tornado" | "bun", string>>;
  /** How busy the machine was with other work while it measured: the load average of a minute, at the beginning and at the end. */
  readonly loadAverage: { readonly before: number; readonly after: number };
  readonly servers: readonly ServerFigures[];
}
