import { ControlError, callServer } from "../../cli/admin/control-call.ts";
import { systemClock } from "../../clock.ts";
import { controlPaths } from "../../protocol/control.ts";
import type { Retention, RetentionChange } from "../../protocol/retention.ts";
import type { RetentionAnswer } from "../../protocol/retention-answer.ts";
import { retentionAnswer } from "../../server/admin/retention.ts";
import { openSqliteStorage } from "../../server/storage/sqlite/sqlite-storage.ts";
import type { Storage } from "../../server/storage/storage.ts";
import { openDataFolder } from "../data-folder.ts";
import { OperatorError } from "../operator-error.ts";
import { openStoredData, type Place } from "../stored-data.ts";

/** One page: `next` says where the next one begins. */
export interface RetentionAccess extends AsyncDisposable {
  /** Whether a server runs on the folder: then it removes what is due. */
  readonly isRunning: boolean;
  survey(given: RetentionChange, after?: number): Promise<RetentionAnswer>;
  /** Of a room, or of the server. */
  change(given: RetentionChange, roomId: string | undefined): Promise<void>;
}

/** By the running server; or directly, where none runs. With a PostgreSQL this command is a node like the others. Throws `OperatorError`, `StorageStartError`. */
export async function openRetention({ data: folder, storageUrl }: Place): Promise<RetentionAccess> {
  if (storageUrl !== undefined) {
    // No database is made of an empty one.
    await (await openStoredData({ data: folder, storageUrl }))[Symbol.asyncDispose]();
    const { openPostgresStorage } = await import("../../server/storage/postgres/postgres-storage.ts");
    return directly(await openPostgresStorage({ url: storageUrl, onCommit: () => {}, follows: () => false }));
  }
  openDataFolder(folder)[Symbol.dispose]();
  try {
    await callServer(folder, `${controlPaths.admin}settings`, {});
    return throughServer(folder);
  } catch (error) {
    if (!(error instanceof ControlError)) throw error;
    return directly(await openSqliteStorage({ folder, onCommit: () => {} })); // its lock refuses while a server runs that does not answer
  }
}

function throughServer(folder: string): RetentionAccess {
  const ask = async (name: string, input: object): Promise<unknown> => {
    try {
      return await callServer(folder, controlPaths.admin + name, input);
    } catch (error) {
      throw error instanceof ControlError ? new OperatorError(error.message, { cause: error }) : error;
    }
  };
  return {
    isRunning: true,
    survey: async (given, after) => (await ask("retention", { ...named(given), after })) as RetentionAnswer,
    async change(given, conversationId) {
      if (conversationId === undefined) await ask("set-settings", named(given));
      else await ask("set-room-retention", { conversationId, ...named(given) });
    },
    async [Symbol.asyncDispose]() {},
  };
}

function directly(storage: Storage): RetentionAccess {
  const now = systemClock.now();
  const kept = async (): Promise<Retention> => {
    const { retentionDays, retentionMessages } = await storage.readSettings();
    return { days: Number(retentionDays ?? 0), messages: Number(retentionMessages ?? 0) };
  };
  return {
    isRunning: false,
    async survey({ days, messages }, after) {
      const before = await kept();
      const server = { days: days ?? before.days, messages: messages ?? before.messages };
      const { items, next } = await storage.listRetention({ server, at: await storage.advanceTime(now, 0), after });
      return { ...retentionAnswer(server, items), ...(next !== undefined && { next }) };
    },
    async change(given, conversationId) {
      if (conversationId !== undefined) await storage.setRoomRetention({ ...given, conversationId, at: now });
      else {
        const changes = Object.fromEntries(Object.entries(named(given)).filter(([, value]) => value !== undefined));
        await storage.changeSettings({ act: "set-settings", action: "change-settings", changes, at: now });
      }
    },
    [Symbol.asyncDispose]: () => storage.close(),
  };
}

function named({ days, messages }: RetentionChange) {
  return { retentionDays: days, retentionMessages: messages };
}
