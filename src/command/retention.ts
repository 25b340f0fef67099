import { type Command, InvalidArgumentError } from "commander";
import { storageOption } from "./cluster-options.ts";
import { dataOption } from "./data-option.ts";
import { type PlaceOptions, readPlace } from "./place-options.ts";

interface Options extends Pick<PlaceOptions, "data" | "storage"> {
  readonly days?: number;
  readonly messages?: number;
  readonly room?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

/** `shoal retention`: how long messages are kept. */
export function addRetention(program: Command): void {
  program
    .command("retention")
    .description("show how long messages are kept and what goes, or change it: --days 30; 0 is for ever")
    .showHelpAfterError("(shoal retention --help says what there is)")
    .option("--days <number>", "days for which messages are kept; 0 is for ever", readCount)
    .option("--messages <number>", "the newest messages that each conversation keeps; 0 is all", readCount)
    .option("--room <id>", "of this room alone; no room keeps longer than the server")
    .option("--dry-run", "only tell what would go")
    .addOption(dataOption())
    .addOption(storageOption())
    .option("--json", "one JSON object, for machines")
    .action(async (options: Options) => {
      const [{ retention }, { run }] = await Promise.all([
        import("../operator/retention/retention.ts"),
        import("../operator/run.ts"),
      ]);
      process.exitCode = await run(() => retention({ ...options, ...readPlace(options) }));
    });
}

const COUNT_MAX = 1_000_000_000;

function readCount(text: string): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && count <= COUNT_MAX) return count;
  throw new InvalidArgumentError("It is a whole number, 0 or more.");
}
