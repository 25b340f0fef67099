import { setPriority } from "node:os";
import type { Command } from "commander";
import { type ClusterOptions, storageOption } from "./cluster-options.ts";
import { dataOption } from "./data-option.ts";
import { type FilesOptions, filesOption, readFiles } from "./files-option.ts";

interface BackupOptions extends FilesOptions, Pick<ClusterOptions, "storage"> {
  readonly data: string;
  readonly quiet?: boolean;
}

const refused = "not for a PostgreSQL: docs/cluster.md#backup";

/** Ends the process with a sentence: PostgreSQL has better means of its own. */
function refusePostgres(storage: string | undefined): void {
  if (storage === undefined) return;
  process.stderr.write(
    "shoal: a PostgreSQL is backed up and restored by its own means, pg_dump or a base backup with an archive of its WAL; docs/cluster.md#backup says how. For a data folder, leave --storage and SHOAL_STORAGE out.\n",
  );
  process.exit(1);
}

/** The lowest: the server and everything else on the machine come first. */
const BACKUP_PRIORITY = 19;

/** `shoal backup` and `shoal restore`: a whole data folder in one archive, and back. */
export function addBackup(program: Command): void {
  program
    .command("backup")
    .description("write all messages, users and files into one archive, also while the server runs")
    .showHelpAfterError("(shoal backup --help says what there is)")
    .argument("<file>", "the archive to make, or to replace when it is whole (-: standard output)")
    .addOption(dataOption())
    .addOption(filesOption())
    .addOption(storageOption(refused))
    .option("--quiet", "print warnings and errors only, for scheduled jobs")
    .action(async (file: string, { data, quiet = false, storage, ...options }: BackupOptions) => {
      refusePostgres(storage);
      const { filesUrl } = readFiles(options);
      setPriority(BACKUP_PRIORITY);
      const [{ run }, { backUp }] = await Promise.all([import("../operator/run.ts"), import("../operator/backup/back-up.ts")]);
      process.exitCode = await run(() => backUp(file, { data, filesUrl, isQuiet: quiet }));
    });

  program
    .command("restore")
    .description("make a data folder of an archive of shoal backup")
    .showHelpAfterError("(shoal restore --help says what there is)")
    .argument("<file>", "the archive (-: standard input)")
    .addOption(dataOption("an empty or missing folder, which becomes the data folder"))
    .addOption(storageOption(refused))
    .option("--quiet", "print warnings and errors only")
    .action(async (file: string, { data, quiet = false, storage }: BackupOptions) => {
      refusePostgres(storage);
      const [{ run }, { restore }] = await Promise.all([import("../operator/run.ts"), import("../operator/backup/restore.ts")]);
      // A pipe that is still open would keep the process.
      process.exit(await run(() => restore(file, { data, isQuiet: quiet })));
    });
}
