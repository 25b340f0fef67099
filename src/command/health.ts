import { type Command, Option } from "commander";
import { readHost, readPort } from "./serve-values.ts";

interface HealthFlags {
  readonly host: string;
  readonly port: number;
  readonly tlsCert?: string;
  readonly ready?: boolean;
}

/** `shoal health`: for what watches the server, such as Docker. */
export function addHealth(program: Command): void {
  program
    .command("health")
    .description("ask the server of this machine whether it serves: exit code 0 or 1")
    .showHelpAfterError("(shoal health --help says what there is)")
    .addOption(new Option("--port <number>", "where it listens").env("SHOAL_PORT").default(9527).argParser(readPort))
    .addOption(
      new Option("--host <address>", "the address on which it listens")
        .env("SHOAL_HOST")
        .default("127.0.0.1")
        .argParser(readHost),
    )
    .addOption(new Option("--tls-cert <file>", "it has TLS of its own").env("SHOAL_TLS_CERT"))
    .option("--ready", "whether it takes writes, too")
    .action(async ({ host, port, tlsCert, ready = false }: HealthFlags) => {
      const { printHealth } = await import("../cli/health.ts");
      process.exitCode = await printHealth({ host, port, hasTls: tlsCert !== undefined, isReady: ready });
    });
}
