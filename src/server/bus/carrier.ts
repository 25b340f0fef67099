/** A way between nodes: NATS, or Postgres' NOTIFY. It knows packets, and not what is in them. */
export interface Carrier {
  /** For the log: what it is and where, without credentials. */
  readonly place: string;
  /** Between the beginnings of two sends: what is published meanwhile goes together. */
  readonly intervalMs: number;
  /** Takes this many packets in one send. */
  readonly packetsAtOnceMax: number;
  /** Tries once, for some seconds at most. Throws an error whose message tells the operator why, without credentials. */
  connect(ends: LinkEnds): Promise<Link>;
}

export interface LinkEnds {
  /** How each packet of this node begins, and none of another. */
  readonly start: string;
  /** A packet that tells nothing, which a carrier may send to try its way. */
  readonly empty: string;
  /** Called with what comes, also from strangers. Packets of this node may be among it. */
  readonly receive: (data: string | Uint8Array) => void;
}

/** One connection. It never comes back: after its end there is another one. */
export interface Link {
  /** Resolves when the carrier has taken them; not at all when the link ends before. */
  send(packets: readonly string[]): Promise<void>;
  /** Resolves with the reason when the link has ended, at either side. */
  readonly closed: Promise<string>;
  close(): Promise<void>;
}
