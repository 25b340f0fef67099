import { counted } from "../counted.ts";
import { run } from "../run.ts";
import { openStoredData, type Place } from "../stored-data.ts";
import { exportPerson } from "./export-person.ts";
import { exportServer } from "./export-server.ts";
import { openOutput } from "./output.ts";

export interface ExportOptions extends Place {
  readonly room?: string | undefined;
  readonly person?: string | undefined;
  readonly withPasswords?: boolean | undefined;
}

/** `shoal export`. Answers with the exit code. */
export function exportTo(file: string, options: ExportOptions): Promise<number> {
  return run(async () => {
    const { room, person, withPasswords = false } = options;
    await using stored = await openStoredData(options);
    const output = openOutput(file);
    try {
      const sentence =
        person === undefined
          ? sentenceOf(await exportServer({ stored, output, hasPasswords: withPasswords, room }))
          : await exportPerson({ stored, output, person });
      output.finish();
      process.stderr.write(`${sentence}\n`);
    } catch (error) {
      output.discard();
      throw error;
    }
    return 0;
  });
}

function sentenceOf({ users, conversations, messages, files, missing }: Awaited<ReturnType<typeof exportServer>>): string {
  const gone = missing === 0 ? "" : ` Not in it: ${counted(missing, "file")}, deleted meanwhile or missing.`;
  const amounts = [counted(users, "user"), counted(conversations, "conversation"), counted(messages, "message")];
  return `Exported ${amounts.join(", ")} and ${counted(files, "file")}.${gone}`;
}
