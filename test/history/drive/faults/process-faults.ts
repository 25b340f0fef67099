import { join } from "node:path";
import type { World } from "../world.ts";

/** Between a backup and its return: what is acknowledged meanwhile is lost by intention. */
const BACKUP_AGE_MS = 1_500;

export async function kill({ server, counts }: World): Promise<void> {
  counts.kills += 1;
  await server.kill();
  await server.start();
}

export async function drain({ server, counts }: World): Promise<void> {
  counts.drains += 1;
  await server.drain();
  await server.start();
}

/** The server stands still without anyone being told: its sockets stay open. */
export async function freeze({ server, options, counts }: World): Promise<void> {
  counts.freezes += 1;
  server.freeze();
  await Bun.sleep(options.freezeMs);
  server.thaw();
}

/** Nothing but what the disk has got is left. */
export async function powerCut({ server, disk, counts }: World): Promise<void> {
  if (disk === undefined) throw new Error("A power cut needs a file system of its own.");
  counts.powerCuts += 1;
  server.freeze();
  const image = await disk.capture();
  await server.kill();
  await disk.replace(image);
  await server.start();
}

export async function restoreBackup({ server, adapter, folder, scratchFolder, recorder, counts }: World): Promise<void> {
  counts.restores += 1;
  const file = join(scratchFolder, `backup-${counts.restores}`);
  const backupAt = recorder.now();
  await adapter.backUp(folder, file);
  await Bun.sleep(BACKUP_AGE_MS);
  await server.kill();
  await adapter.restore(folder, file);
  recorder.write({ type: "restored", backupAt });
  await server.start();
}
