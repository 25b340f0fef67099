import type { Command } from "commander";
import { type ClusterOptions, readCluster, storageOption } from "./cluster-options.ts";

/** `shoal new-epoch`: what comes after a restore of PostgreSQL. */
export function addNewEpoch(program: Command): void {
  program
    .command("new-epoch")
    .description(
      "after PostgreSQL was restored to an earlier moment, and before nodes start: let clients drop what they hold of the time after it",
    )
    .showHelpAfterError("(shoal new-epoch --help says what there is)")
    .addOption(storageOption())
    .option("--beside-nodes", "after a failover: nodes that run notice it, and end")
    .action(async ({ besideNodes = false, ...options }: Pick<ClusterOptions, "storage"> & { readonly besideNodes?: boolean }) => {
      const { newEpoch } = await import("../operator/new-epoch.ts");
      process.exitCode = await newEpoch(readCluster(options).storageUrl, besideNodes);
    });
}
