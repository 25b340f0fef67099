import { signal } from "@preact/signals";
import type { Person } from "../../../client/index.ts";

/** Whose entries the audit log shows: what they did, or what was done to them. */
export interface ShownPerson {
  readonly person: Person;
  readonly as: "by" | "user";
}

export const shownPerson = signal<ShownPerson | undefined>(undefined);

/** Goes to the audit log of what was done to a person. */
export function showAuditOf(person: Person): void {
  shownPerson.value = { person, as: "user" };
  location.hash = "#audit";
}
