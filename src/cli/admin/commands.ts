import { type Command, Option } from "commander";
import { adminCommandNames, adminCommands } from "../../protocol/admin.ts";
import { controlPaths } from "../../protocol/control.ts";
import { answerLines } from "./answers.ts";
import { ControlError, callServer } from "./control-call.ts";
import { addFields } from "./fields.ts";

type Options = Readonly<Record<string, unknown>> & { readonly data: string; readonly json?: boolean };

/** The commands of the administration, as its table has them [P180]. */
export function addAdminCommands(admin: Command): void {
  for (const name of adminCommandNames) {
    const { about, input } = adminCommands[name];
    const command = admin.command(name).description(about);
    addFields(command, input.entries);
    command
      .addOption(new Option("--data <folder>", "the data folder of the server").env("SHOAL_DATA").default("./data"))
      .option("--json", "one JSON object, for machines")
      .showHelpAfterError(`(shoal admin ${name} --help says what there is)`)
      .action(async ({ data, json = false, ...fields }: Options) => {
        process.exitCode = await run(name, fields, { data, isJson: json });
      });
  }
}

async function run(name: string, fields: object, { data, isJson }: { data: string; isJson: boolean }): Promise<number> {
  try {
    const answer = await callServer(data, controlPaths.admin + name, fields);
    const columns = process.stdout.isTTY ? process.stdout.columns : 0;
    const lines = isJson ? [JSON.stringify(answer)] : answerLines({ ...Object(answer) }, columns);
    process.stdout.write(`${lines.join("\n")}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof ControlError)) throw error;
    process.stderr.write(`shoal: ${error.message}\n`);
    return 1;
  }
}
