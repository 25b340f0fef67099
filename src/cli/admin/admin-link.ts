import * as v from "valibot";
import { administratorLink, controlPaths } from "../../protocol/control.ts";
import { ControlError, callServer } from "./control-call.ts";

/** `shoal admin-link`: prints a one-time link whose bearer becomes an administrator. Answers with the exit code. */
export async function printAdministratorLink(dataFolder: string, isJson: boolean): Promise<number> {
  try {
    const { url, expiresAt } = v.parse(administratorLink, await callServer(dataFolder, controlPaths.administratorLinks));
    process.stdout.write(
      isJson ? `${JSON.stringify({ url, expiresAt })}\n` : `${url}\nIt works once, until ${new Date(expiresAt).toISOString()}.\n`,
    );
    return 0;
  } catch (error) {
    const reason = error instanceof ControlError ? error.message : "the server could not make a link; its log has the reason.";
    process.stderr.write(`shoal: ${reason}\n`);
    return 1;
  }
}
