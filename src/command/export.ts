import { type Command, Option } from "commander";
import type { ExportOptions } from "../operator/moving/export-command.ts";
import { addPlace, type PlaceOptions, readPlace } from "./place-options.ts";

/** `shoal export`: what a server has, for another one. */
export function addExport(program: Command): void {
  const command = program
    .command("export")
    .description("write what the server has into an archive that any server can import; beside the running server, or without it")
    .showHelpAfterError("(shoal export --help says what there is)")
    .argument("<file>", "the archive to make; - is standard output")
    .option("--room <id or name>", "only this room, with the people in it")
    .addOption(
      new Option("--person <id or nickname>", "only this person's own data, as they get it themselves: JSON lines").conflicts(
        "room",
      ),
    )
    .addOption(
      new Option("--with-passwords", "hashes of passwords, too: who has the archive can try passwords on them").conflicts([
        "room",
        "person",
      ]),
    );
  addPlace(command).action(async (file: string, options: Omit<ExportOptions, "storageUrl" | "filesUrl"> & PlaceOptions) => {
    const { exportTo } = await import("../operator/moving/export-command.ts");
    process.exitCode = await exportTo(file, { ...options, ...readPlace(options) });
  });
}
