import { Option } from "commander";

/** The folder of the server that a command is about. */
export function dataOption(description = "the data folder of the server"): Option {
  return new Option("--data <folder>", description).env("SHOAL_DATA").default("./data");
}
