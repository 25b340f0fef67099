import type { Command } from "commander";
import type { Place } from "../operator/stored-data.ts";
import { type ClusterOptions, readCluster, storageOption } from "./cluster-options.ts";
import { dataOption } from "./data-option.ts";
import { type FilesOptions, filesOption, readFiles } from "./files-option.ts";

/** Where a server keeps everything, as `serve` was told. */
export interface PlaceOptions extends Pick<ClusterOptions, "storage">, FilesOptions {
  readonly data: string;
}

/** Adds `--data`, `--storage` and `--files` to a command that reads or writes what a server keeps. */
export function addPlace(command: Command): Command {
  for (const option of [dataOption(), storageOption(), filesOption()]) command.addOption(option);
  return command;
}

/** Ends the process with a sentence when an address is invalid. */
export function readPlace({ data, storage, files }: PlaceOptions): Place {
  const { storageUrl } = readCluster({ ...(storage !== undefined && { storage }) });
  const { filesUrl } = readFiles({ ...(files !== undefined && { files }) });
  return { data, storageUrl, filesUrl };
}
