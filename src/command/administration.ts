import type { Command } from "commander";
import { dataOption } from "./data-option.ts";

/** `shoal admin-link`, `shoal metrics` and `shoal admin`: what is asked of the running server, by the socket in its data folder. */
export async function addAdministration(program: Command): Promise<void> {
  program
    .command("admin-link")
    .description("make a one-time link whose bearer becomes an administrator of the running server")
    .showHelpAfterError("(shoal admin-link --help says what there is)")
    .addOption(dataOption())
    .option("--json", "one JSON object, for machines")
    .action(async (options: { readonly data: string; readonly json?: boolean }) => {
      const { printAdministratorLink } = await import("../cli/admin/admin-link.ts");
      process.exitCode = await printAdministratorLink(options.data, options.json ?? false);
    });

  program
    .command("metrics")
    .description("print the figures of the running server, as Prometheus reads them")
    .showHelpAfterError("(shoal metrics --help says what there is)")
    .addOption(dataOption())
    .action(async ({ data }: { readonly data: string }) => {
      const { printMetrics } = await import("../cli/admin/metrics.ts");
      process.exitCode = await printMetrics(data);
    });

  const admin = program
    .command("admin")
    .description("people, rooms, reports, settings and addresses of the running server: shoal admin --help")
    .showHelpAfterError("(shoal admin --help says what there is)");
  // Its table is part of the protocol, which other commands need not wait for.
  if (process.argv[2] === "admin" || process.argv[2] === "help") {
    const { addAdminCommands } = await import("../cli/admin/commands.ts");
    addAdminCommands(admin);
  }
}
