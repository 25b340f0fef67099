import { OperatorError } from "./operator-error.ts";
import { run } from "./run.ts";

/** `shoal new-epoch`. Answers with the exit code. */
export function newEpoch(storageUrl: string | undefined, isBesideNodes: boolean): Promise<number> {
  return run(async () => {
    if (storageUrl === undefined) {
      throw new OperatorError(
        "Name the PostgreSQL that was restored with --storage; shoal restore gives a data folder another epoch by itself.",
      );
    }
    const { changeEpoch } = await import("../server/storage/postgres/new-epoch.ts");
    await changeEpoch(storageUrl, { isBesideNodes });
    process.stdout.write("The database has another epoch: clients drop what they hold, and read it again.\n");
    return 0;
  });
}
