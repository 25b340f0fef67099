import { signal } from "@preact/signals";

/** A member whom the user wants to mention, until the field has taken the name. */
export const givenMention = signal<{ readonly nickname: string; readonly userId: string } | undefined>(undefined);
