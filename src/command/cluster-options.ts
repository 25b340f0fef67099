import { Option } from "commander";
import { BUS_ADDRESS_FORM, parseBusAddress } from "../server/bus/bus-address.ts";
import type { Config } from "../server/config.ts";

/** What joins several nodes, as `serve` takes it. */
export interface ClusterOptions {
  readonly storage?: string;
  readonly bus?: string;
}

export function storageOption(
  description = "the PostgreSQL that keeps everything, where it is not the data folder: postgres://user:password@host/database",
): Option {
  return new Option("--storage <address>", description).env("SHOAL_STORAGE");
}

export function clusterOptions(): readonly Option[] {
  return [
    storageOption("keep everything in this PostgreSQL, which other nodes may use, too: postgres://user:password@host/database"),
    new Option("--bus <address>", "what carries news between nodes: nats://host:4222 or postgres://host/database").env(
      "SHOAL_BUS",
    ),
  ];
}

/** Ends the process with a sentence when an address is invalid. Not a parser of the option: commander would repeat the text, with its password. */
export function readCluster({ storage, bus }: ClusterOptions): Pick<Config, "busUrl" | "storageUrl"> {
  if (storage && !isPostgresUrl(storage)) end("--storage is invalid. It looks like postgres://user:password@host:5432/database.");
  if (bus && parseBusAddress(bus) === undefined) end(`--bus is invalid. ${BUS_ADDRESS_FORM}.`);
  return { ...(storage && { storageUrl: storage }), ...(bus && { busUrl: bus }) };
}

function isPostgresUrl(text: string): boolean {
  const url = URL.parse(text);
  return /^postgres(ql)?:$/.test(url?.protocol ?? "") && url?.hostname !== "" && (url?.pathname ?? "").length > 1;
}

function end(sentence: string): never {
  process.stderr.write(`error: ${sentence}\n`);
  process.exit(1);
}
