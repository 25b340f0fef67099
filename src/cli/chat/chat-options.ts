/** The options of `shoal chat` as they were typed. */
export interface ChatOptions {
  readonly nickname?: string;
  readonly room?: string;
  readonly asGuest?: boolean;
  readonly files?: boolean;
}
