import { type Command, Option } from "commander";
import type { ImportOptions } from "../operator/moving/import-command.ts";
import { addPlace, type PlaceOptions, readPlace } from "./place-options.ts";

/** `shoal import`: what another server has, into this one. */
export function addImport(program: Command): void {
  const command = program
    .command("import")
    .description(
      "bring in what another server had; beside the running server, or without it. What was cut off goes on when it is run again",
    )
    .showHelpAfterError("(shoal import --help says what there is)")
    .argument("<file>", "an archive of shoal export (- is standard input), or what --from names")
    .addOption(new Option("--from <what>", "what the file is").choices(["shoal", "irc", "slack"]).default("shoal"))
    .option("--source <name>", "with irc: what the network is called, so that another import knows its people again")
    .option("--owner <id or nickname>", "who owns rooms that come without an owner")
    .option("--with-passwords", "people sign in with the passwords that they had, where the archive has their hashes")
    .option("--with-roles", "moderators and administrators there are that here")
    .option("--dry-run", "read everything and say what there is; write nothing");
  addPlace(command).action(async (file: string, options: Omit<ImportOptions, "storageUrl" | "filesUrl"> & PlaceOptions) => {
    const { importFrom } = await import("../operator/moving/import-command.ts");
    process.exitCode = await importFrom(file, { ...options, ...readPlace(options) });
  });
}
