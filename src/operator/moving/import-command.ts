import { bytesText } from "../../cli/admin/amounts.ts";
import { systemClock } from "../../clock.ts";
import { counted } from "../counted.ts";
import { OperatorError } from "../operator-error.ts";
import { run } from "../run.ts";
import type { Place } from "../stored-data.ts";
import { openArchiveSource } from "./archive-source.ts";
import { type Checked, check } from "./check.ts";
import { Importer, type ImportReport } from "./importer.ts";
import { openInput } from "./input.ts";
import { openIrcReader } from "./irc/irc-reader.ts";
import type { MovingReader } from "./records.ts";
import { openServerTarget } from "./server-target.ts";
import { openSlackReader } from "./slack/slack-reader.ts";
import { openFolderTarget, openNodeTarget } from "./storage-target.ts";
import type { ImportTarget } from "./target.ts";

export interface ImportOptions extends Place {
  readonly from: "shoal" | "irc" | "slack";
  readonly source?: string | undefined;
  readonly owner?: string | undefined;
  readonly withPasswords?: boolean | undefined;
  readonly withRoles?: boolean | undefined;
  readonly dryRun?: boolean | undefined;
}

/** `shoal import`. Answers with the exit code. */
export function importFrom(path: string, options: ImportOptions): Promise<number> {
  return run(async () => {
    await using opened = await openReader(path, options);
    const { reader } = opened;
    const checked = await check(reader);
    for (const note of reader.notes) process.stderr.write(`${note}\n`);
    if (checked.problemCount > 0) throw problemsOf(path, checked);
    if (options.dryRun === true) {
      process.stdout.write(`${countsText(checked)}\nNothing was written.\n`);
      return 0;
    }
    await using target = await openTarget(options);
    const importer = new Importer({
      ...{ clock: systemClock, target, reader, owner: options.owner },
      ...{ hasPasswords: options.withPasswords === true, hasRoles: options.withRoles === true },
    });
    process.stdout.write(reportText(checked, await importer.run()));
    return 0;
  });
}

/** The running server, or what keeps everything where none runs; with a PostgreSQL this command is a node like the others. */
async function openTarget(place: Place): Promise<ImportTarget> {
  if (place.storageUrl !== undefined) return await openNodeTarget(place, place.storageUrl);
  return (await openServerTarget(place.data)) ?? (await openFolderTarget(place));
}

interface OpenReader extends AsyncDisposable {
  readonly reader: MovingReader;
}

async function openReader(path: string, { from, source, owner }: ImportOptions): Promise<OpenReader> {
  if (from === "irc") {
    if (owner === undefined) {
      throw new OperatorError("A log of IRC has no members; name the user of this server who owns its room with --owner.");
    }
    return { reader: openIrcReader(path, { source }), async [Symbol.asyncDispose]() {} };
  }
  if (from === "slack") {
    const reader = await openSlackReader(path);
    return { reader, [Symbol.asyncDispose]: async () => reader[Symbol.dispose]() };
  }
  const input = await openInput(path);
  try {
    const reader = await openArchiveSource(input);
    return { reader, [Symbol.asyncDispose]: async () => input[Symbol.dispose]() };
  } catch (error) {
    input[Symbol.dispose]();
    throw error;
  }
}

function problemsOf(path: string, { problems, problemCount }: Checked): OperatorError {
  const more = problemCount > problems.length ? [`and ${problemCount - problems.length} more`] : [];
  return new OperatorError(
    [`${path === "-" ? "standard input" : path} cannot be imported; nothing was written:`, ...problems, ...more].join("\n  "),
  );
}

function countsText({ counts }: Checked): string {
  const { users, conversations, messages, events, files, fileBytes } = counts;
  const amounts = [
    counted(users, "user"),
    counted(conversations, "conversation"),
    counted(messages, "message"),
    counted(events - messages, "other event"),
  ];
  return `${amounts.join(", ")} and ${counted(files, "file")} (${bytesText(fileBytes)}).`;
}

/** Names in a list; the others are counted. */
const NAMES_SHOWN_MAX = 10;

function reportText(checked: Checked, { renamed, alreadyHere, warnings }: ImportReport): string {
  const lines = [`Imported ${countsText(checked)}`, ...renamed];
  if (alreadyHere.length > 0) {
    const names = alreadyHere.slice(0, NAMES_SHOWN_MAX).join(", ");
    const more = alreadyHere.length > NAMES_SHOWN_MAX ? ` and ${alreadyHere.length - NAMES_SHOWN_MAX} more` : "";
    lines.push(`An earlier import brought ${names}${more}: they stay as they are.`);
  }
  return [...lines, ...warnings].map((line) => `${line}\n`).join("");
}
