import { computed, signal } from "@preact/signals";
import { systemClock } from "../../client/index.ts";

/** So late midnight is noticed at most while the page is seen. A timer until midnight would stand still while the device sleeps. */
const LOOK_EVERY_MS = 15_000;

/** When the reader's day began. */
export const today = signal(startOfDay(systemClock.now()));
const lookedCount = signal(0);
/** Where the reader is. Formatters keep the zone in which they were made. The browser takes long to find it first, and the sign-in needs none. */
export const timeZone = computed(() => {
  lookedCount.value; // found again after each look
  return currentTimeZone();
});

/** Keeps both as they are now, also after sleep and on a journey. */
export function followCalendar(): void {
  systemClock.every(LOOK_EVERY_MS, look);
  for (const event of ["visibilitychange", "focus", "pageshow"]) window.addEventListener(event, look, true);
}

export function startOfDay(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}

function look(): void {
  lookedCount.value += 1;
  today.value = startOfDay(systemClock.now());
}

function currentTimeZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}
