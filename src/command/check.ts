import type { Command } from "commander";
import { addPlace, type PlaceOptions, readPlace } from "./place-options.ts";

/** `shoal check`: whether everything that a server keeps is right, beside it or without it. */
export function addCheck(program: Command): void {
  const command = program
    .command("check")
    .description("read everything that a server keeps, and say what is wrong in it; ends with 1 when something is")
    .showHelpAfterError("(shoal check --help says what there is)")
    .option("--json", "one JSON object, for machines");
  addPlace(command).action(async (options: PlaceOptions & { readonly json?: boolean }) => {
    const { check } = await import("../operator/check/check.ts");
    process.exitCode = await check(readPlace(options), options.json ?? false);
  });
}
