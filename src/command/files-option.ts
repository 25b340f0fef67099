import { Option } from "commander";
import type { Config } from "../server/config.ts";
import { parseS3Address } from "../server/files/s3-address.ts";

/** Where the bytes of files are, as every command that reads or writes them takes it. */
export interface FilesOptions {
  readonly files?: string;
}

/** What `--files` takes. Not told with the value: people put keys into addresses. */
const sentence =
  "--files takes s3://bucket/prefix?endpoint=https://host&region=name, without keys: those are AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment.";

export function filesOption(): Option {
  return new Option("--files <url>", "files are in a bucket, s3://bucket?endpoint=https://host, not in the data folder").env(
    "SHOAL_FILES",
  );
}

/** Ends the process with a sentence when the address is invalid. */
export function readFiles({ files }: FilesOptions): Pick<Config, "filesUrl"> {
  if (files === undefined) return {};
  if (parseS3Address(files) !== undefined) return { filesUrl: files };
  process.stderr.write(`error: ${sentence}\n`);
  process.exit(1);
}
