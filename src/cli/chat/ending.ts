/** How a chat ended. */
export interface Ending {
  readonly exitCode: number;
  readonly isSigningOut: boolean;
}
