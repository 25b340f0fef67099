/** One message for a push service (RFC 8030). */
export interface PushRequest {
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** What the push service said to it. */
export interface PushAnswer {
  readonly status: number;
  /** Of its `Retry-After`, where it named seconds. */
  readonly retryAfterMs?: number | undefined;
}

/** The way to push services. Production has `https-transport.ts`; tests give their own. */
export interface PushTransport {
  /** Whether messages may be sent to that address. A name that cannot be resolved now may not. */
  accepts(endpoint: string): Promise<boolean>;
  /** Rejects when the service cannot be reached, does not answer in time, or may not be talked to. */
  deliver(request: PushRequest): Promise<PushAnswer>;
}
