import { Option } from "commander";
import type { Config } from "../server/config.ts";
import { logFormats, logLevels } from "../server/logging/format.ts";
import { readNetworks } from "./serve-values.ts";

/** What an operator sees of the running server, as `serve` takes it. */
export interface OperationsOptions {
  readonly log: Config["log"]["format"];
  readonly logLevel: Config["log"]["level"];
  readonly metricsFrom: readonly string[];
}

export function operationsOptions(): readonly Option[] {
  return [
    new Option("--log <format>", "the log on standard error: text, or one JSON object a line")
      .env("SHOAL_LOG")
      .choices(logFormats)
      .default("text"),
    new Option("--log-level <level>", "what is logged: entries of this level and graver ones")
      .env("SHOAL_LOG_LEVEL")
      .choices(logLevels)
      .default("info"),
    new Option("--metrics-from <network...>", "addresses or networks that GET /metrics answers, when they ask directly")
      .env("SHOAL_METRICS_FROM")
      .default([], "none")
      .argParser(readNetworks),
  ];
}

export function readOperations({ log, logLevel, metricsFrom }: OperationsOptions): Pick<Config, "log" | "metricsFrom"> {
  return { log: { format: log, level: logLevel }, metricsFrom };
}
