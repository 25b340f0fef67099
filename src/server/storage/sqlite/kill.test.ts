import { expect, test } from "bun:test";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { newGuest } from "../../../../test/contract/storage/subject.ts";
import { pause } from "../../../../test/support/eventually.ts";
import { SeededRandom } from "../../../../test/support/random.ts";
import { temporaryFolder } from "../../../../test/support/temporary-folder.ts";
import { LOBBY_ID } from "../../../protocol/ids.ts";
import { SqliteDatabase } from "./database.ts";
import { openSqliteStorage } from "./sqlite-storage.ts";

const program = fileURLToPath(new URL("./testing/append-until-killed.ts", import.meta.url));
const trimmingProgram = fileURLToPath(new URL("./testing/trim-until-killed.ts", import.meta.url));
const RUNS = 4;
const random = new SeededRandom();

test(`[P11] after a kill every acknowledged message is in the log once, at its acknowledged seq (seed ${random.seed})`, async () => {
  await using folder = await temporaryFolder();
  const ann = newGuest("Ann");
  const acknowledged = new Map<string, number>();
  const first = await openSqliteStorage({ folder: folder.path, onCommit: () => {} });
  await first.createGuest(ann);
  await first.close();

  for (let run = 0; run < RUNS; run += 1) {
    const lines = await linesOfKilledRun(program, [folder.path, ann.user.id, String(run)], random.integer(1, 120));
    for (const [, clientMessageId = "", seq = ""] of lines.matchAll(/^(\S+) (\d+)\n/gm)) {
      acknowledged.set(clientMessageId, Number(seq));
    }
    const storage = await openSqliteStorage({ folder: folder.path, onCommit: () => {} });
    const { events } = await storage.readLog(LOBBY_ID, { after: 0, limit: 1_000_000 });
    await storage.close();
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    const messages = events.flatMap((event) => (event.type === "message" ? [event] : []));
    const places = new Map(messages.map(({ clientMessageId, seq }) => [clientMessageId, seq]));
    expect(places.size).toBe(messages.length);
    for (const [clientMessageId, seq] of acknowledged)
      expect([clientMessageId, places.get(clientMessageId)]).toEqual([clientMessageId, seq]);
  }
  expect(acknowledged.size).toBeGreaterThanOrEqual(RUNS);
}, 30_000);

test(`[P191a] [P191d] after a kill nothing is half trimmed, and what was acknowledged is known (seed ${random.seed})`, async () => {
  await using folder = await temporaryFolder();
  const ann = newGuest("Ann");
  const first = await openSqliteStorage({ folder: folder.path, onCommit: () => {} });
  await first.createGuest(ann);
  await first.close();
  for (let run = 0; run < RUNS; run += 1) {
    const lines = await linesOfKilledRun(trimmingProgram, [folder.path, ann.user.id, String(run)], random.integer(100, 300));
    const storage = await openSqliteStorage({ folder: folder.path, onCommit: () => {} });
    for (const [, clientMessageId = "", seq = ""] of lines.matchAll(/^(\S+) (\d+)\n/gm)) {
      const message = { conversationId: LOBBY_ID, userId: ann.user.id, clientMessageId, text: clientMessageId, at: 1 };
      expect(await storage.appendMessage(message)).toMatchObject({ seq: Number(seq), isDuplicate: true });
    }
    await storage.close();
    const database = new SqliteDatabase(join(folder.path, "shoal.db"));
    const { floor, head, floorMessageCount } = database.one<{ floor: number; head: number; floorMessageCount: number }>(
      "SELECT floor, head, floor_message_count AS floorMessageCount FROM logs WHERE id = ?",
      LOBBY_ID,
    ) ?? { floor: 0, head: 0, floorMessageCount: 0 };
    const kept = database.all<{ seq: number; messageCount: number }>(
      "SELECT seq, message_count AS messageCount FROM events WHERE log_key = 1 AND type <> 'trimmed' ORDER BY seq",
    );
    expect(kept.map(({ seq }) => seq)).toEqual(Array.from({ length: head - floor }, (_, index) => floor + 1 + index));
    expect((kept[0]?.messageCount ?? 0) - floorMessageCount).toBeOneOf([0, 1]);
    expect(database.all("SELECT 1 FROM events WHERE type = 'trimmed' AND (seq > ? OR body IS NOT NULL)", floor)).toEqual([]);
    for (const table of ["reactions", "pins", "mentions"])
      expect(database.all(`SELECT seq FROM ${table} WHERE log_key = 1 AND seq <= ?`, floor)).toEqual([]);
    expect(floor).toBeGreaterThan(0);
    database.close();
  }
}, 30_000);

/** Everything that it wrote, killed some time after its first line. */
async function linesOfKilledRun(file: string, parameters: string[], afterMs: number): Promise<string> {
  const child = Bun.spawn([process.execPath, file, ...parameters], { stdout: "pipe", stderr: "inherit" });
  let lines = "";
  const decoder = new TextDecoder();
  let killed: Promise<void> | undefined;
  for await (const bytes of child.stdout) {
    lines += decoder.decode(bytes, { stream: true });
    killed ??= pause(afterMs).then(() => child.kill("SIGKILL"));
  }
  await killed;
  await child.exited;
  return lines;
}
