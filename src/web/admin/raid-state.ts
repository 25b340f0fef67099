import { effect, signal, untracked } from "@preact/signals";
import { serverInfo, systemClock } from "../../client/index.ts";
import type { RaidState } from "../../protocol/admin.ts";
import { isVisible } from "../state/environment.ts";
import { bounded, server } from "../state/session.ts";

const ASK_EVERY_MS = 15_000;

/** Until when the server is closed to newcomers; missing while it is not. */
export const raidUntil = signal<number | undefined>(undefined);

export function takeRaid({ isOn, until }: RaidState): void {
  raidUntil.value = isOn ? until : undefined;
}

/** Keeps it up to date while the page is seen: others turn it on and off, too, and it ends by itself. The result stops that. */
export function followRaid(): () => void {
  return effect(() => {
    if (!isVisible.value) return undefined;
    untracked(ask);
    return systemClock.every(ASK_EVERY_MS, ask);
  });
}

function ask(): void {
  serverInfo(server, bounded()).then(
    (info) => {
      raidUntil.value = info.raidUntil;
    },
    () => {}, // what the page knew stays
  );
}
