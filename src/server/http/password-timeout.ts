/** What of the server says how long a request's socket may be silent. */
export interface RequestTimeouts {
  timeout(request: Request, seconds: number): void;
}

/** A request with a password may wait so long for its turn to be hashed. */
export const PASSWORD_TIMEOUT_SECONDS = 60;
