import { Command } from "commander";
import packageJson from "../package.json" with { type: "json" };
import { addAdministration } from "./command/administration.ts";
import { addBackup } from "./command/backup.ts";
import { addCheck } from "./command/check.ts";
import { addExport } from "./command/export.ts";
import { addHealth } from "./command/health.ts";
import { addImport } from "./command/import.ts";
import { addNewEpoch } from "./command/new-epoch.ts";
import { addPrograms } from "./command/programs.ts";
import { addRetention } from "./command/retention.ts";
import { addServe } from "./command/serve.ts";
import { addStats } from "./command/stats.ts";

// A variable that is set to nothing is one that is not set.
for (const [name, value] of Object.entries(process.env)) if (name.startsWith("SHOAL_") && value === "") delete process.env[name];

const program = new Command("shoal")
  .description("Real-time group and private chat that anyone can run with one command, and that loses nothing.")
  .version(packageJson.version)
  .showHelpAfterError("(shoal --help says what there is)");

addServe(program);
addHealth(program);
await addAdministration(program);
addBackup(program);
addExport(program);
addImport(program);
addRetention(program);
addCheck(program);
addStats(program);
addNewEpoch(program);
addPrograms(program);

await program.parseAsync();
