import type { Command } from "commander";
import { addPlace, type PlaceOptions, readPlace } from "./place-options.ts";

/** `shoal stats`: what a server keeps, beside it or without it. */
export function addStats(program: Command): void {
  const command = program
    .command("stats")
    .description("sizes and counts of what a server keeps, messages by day, the largest rooms; no text of anyone")
    .showHelpAfterError("(shoal stats --help says what there is)")
    .option("--json", "one JSON object, for machines");
  addPlace(command).action(async (options: PlaceOptions & { readonly json?: boolean }) => {
    const { stats } = await import("../operator/stats/stats.ts");
    process.exitCode = await stats(readPlace(options), options.json ?? false);
  });
}
