import { Database } from "bun:sqlite";
import { copyFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { LOBBY_ID, signIn, transportNames } from "../../../src/client/index.ts";
import { checkDataFolder } from "../../../src/operator/check/check-data-folder.ts";
import { checks } from "../../../src/operator/check/checks.ts";
import { runShoal } from "../../support/server-process.ts";
import type { Account, ChatAdapter, LaunchOptions, ServerProgram } from "../adapter.ts";
import { damageOfPostgres } from "./postgres-damage.ts";
import { SdkClient } from "./sdk-client.ts";
import { strayFiles, upload } from "./shoal-files.ts";
import { openShoalGroupSocket } from "./shoal-group-socket.ts";
import { spyOnShoal } from "./shoal-spy.ts";

/** Shoal itself: a real process, the SDK over each transport, plain sockets, and requests by hand. */
export const shoalAdapter: ChatAdapter = {
  name: "shoal",
  transports: transportNames,
  lobbyId: LOBBY_ID,
  launch,
  signIn: signInGuest,
  open: (url, account, transport, listener) => new SdkClient(url, account, transport, listener),
  openGroupSocket: openShoalGroupSocket,
  spy: spyOnShoal,
  upload,
  strayFiles,
  damage,
  damageOfDatabase: damageOfPostgres,
  backUp,
  restore,
  databaseFile: (folder) => join(folder, "shoal.db"),
};

async function launch({ folder, port, environment, sourceRoot }: LaunchOptions): Promise<ServerProgram> {
  const parameters = ["serve", "--port", String(port), "--data", folder, "--messages-per-second", "0"];
  const command = runShoal(parameters, { environment, sourceRoot });
  try {
    await command.says(/Shoal is at http/);
  } catch (error) {
    await command.end("SIGKILL");
    throw error;
  }
  return {
    pid: command.pid,
    get log() {
      return command.stderr;
    },
    exited: command.exited,
    async end(signal) {
      await command.end(signal);
    },
  };
}

async function signInGuest(url: string, nickname: string): Promise<Account> {
  const { user, token } = await signIn(url, { nickname });
  if (token === undefined) throw new Error("Without a cookie a sign-in has a token.");
  return { userId: user.id, nickname, token };
}

/** Clocks jump in a run, and a restored database knows files that were deleted since; stray ones are looked for anyway. */
async function damage(folder: string): Promise<readonly string[]> {
  const { problems } = await checkDataFolder(folder, { families: checks.filter(({ name }) => name !== "files") });
  return problems.filter(({ kind }) => kind !== "time-backwards").flatMap(({ sentences }) => sentences);
}

async function backUp(folder: string, file: string): Promise<void> {
  const database = new Database(join(folder, "shoal.db"), { readonly: true });
  try {
    database.run("VACUUM INTO ?", [file]);
  } finally {
    database.close();
  }
}

/** What docs/operating.md tells an operator to do. */
async function restore(folder: string, file: string): Promise<void> {
  for (const suffix of ["-wal", "-shm"]) await rm(join(folder, `shoal.db${suffix}`), { force: true });
  await copyFile(file, join(folder, "shoal.db"));
  const database = new Database(join(folder, "shoal.db"));
  database.run("UPDATE meta SET value = lower(hex(randomblob(16))) WHERE name = 'epoch'");
  database.close();
}
