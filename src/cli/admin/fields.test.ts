import { expect, test } from "bun:test";
import { Command } from "commander";
import { adminCommands } from "../../protocol/admin.ts";
import { addFields } from "./fields.ts";

test("[P180h] a list is given to a flag as words with commas between", () => {
  const command = new Command().exitOverride();
  addFields(command, adminCommands["create-bot"].input.entries);
  command.parse(["--nickname", "helper", "--scopes", "read, write"], { from: "user" });
  expect(command.opts()).toEqual({ nickname: "helper", scopes: ["read", "write"] });
});
