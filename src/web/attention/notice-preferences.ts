import { signal } from "@preact/signals";
import type { PushContent } from "../../client/index.ts";
import { forgetAll, recall, remember } from "../state/local-storage.ts";
import { type DailyHours, isWithin, readHours, textOfHours } from "./daily-hours.ts";

export const pushContents = ["nothing", "who", "who-and-what"] as const satisfies readonly PushContent[];

/** Nothing is told before this time: do not disturb. In ms since 1970 UTC; 0 when it was never chosen. */
export const silentUntil = signal(Number(recall("silent-until")) || 0);
/** Hours of every day in which nothing is told, by the clock of this device. */
export const quietHours = signal<DailyHours | undefined>(readHours(recall("quiet-hours")));

export function chooseSilence(until: number): void {
  silentUntil.value = until;
  remember("silent-until", until === 0 ? undefined : String(until));
}

export function chooseQuietHours(hours: DailyHours | undefined): void {
  quietHours.value = hours;
  remember("quiet-hours", hours && textOfHours(hours));
}

/** Whether nothing is told at that time. */
export function isDisturbanceUnwanted(at: number): boolean {
  const now = new Date(at);
  const hours = quietHours.peek();
  return at < silentUntil.peek() || (hours !== undefined && isWithin(hours, now.getHours() * 60 + now.getMinutes()));
}

/** What push messages may say on this device; `undefined` while they are off. Each user of the browser chooses anew. */
export function pushChoiceOf(userId: string): PushContent | undefined {
  const kept = recall(`push.${userId}`);
  if (kept === undefined) forgetAll("push."); // the choices of those who were here before
  return pushContents.find((each) => each === kept);
}

export function rememberPushChoice(userId: string, content: PushContent | undefined): void {
  remember(`push.${userId}`, content);
}
