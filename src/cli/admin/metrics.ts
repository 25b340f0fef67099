import { controlPaths } from "../../protocol/control.ts";
import { ControlError, readServer } from "./control-call.ts";

/** `shoal metrics`: prints what the running server tells Prometheus. Answers with the exit code. */
export async function printMetrics(dataFolder: string): Promise<number> {
  try {
    process.stdout.write(await readServer(dataFolder, controlPaths.metrics));
    return 0;
  } catch (error) {
    if (!(error instanceof ControlError)) throw error;
    process.stderr.write(`shoal: ${error.message}\n`);
    return 1;
  }
}
