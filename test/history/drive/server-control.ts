/** A server as faults see it: one process, or all nodes of a cluster. */
export interface ServerControl extends AsyncDisposable {
  readonly url: string;
  /** How often it, or a node of it, ended without being told to. */
  readonly crashCount: number;
  readonly log: string;
  /** Resolves when it takes connections. */
  start(): Promise<void>;
  kill(): Promise<void>;
  /** Asks it to stop, which lets it say goodbye to its clients. */
  drain(): Promise<void>;
  freeze(): void;
  thaw(): void;
}
