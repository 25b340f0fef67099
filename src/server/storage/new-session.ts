export interface NewSession {
  readonly id: string;
  readonly userId: string;
  readonly tokenHash: string;
  readonly device: string;
  readonly at: number;
  /** Its last visit, as far as its end is reckoned from it. Default: `at`. */
  readonly lastSeenAt?: number;
  /** [P28g] */
  readonly isVisit?: boolean;
}
