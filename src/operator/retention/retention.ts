import { bytesText } from "../../cli/admin/amounts.ts";
import { answerLines } from "../../cli/admin/answers.ts";
import { ShoalError } from "../../protocol/errors.ts";
import { limits } from "../../protocol/limits.ts";
import { isShorter, type RetentionChange, strictest } from "../../protocol/retention.ts";
import type { RetentionAnswer } from "../../protocol/retention-answer.ts";
import { OperatorError } from "../operator-error.ts";
import type { Place } from "../stored-data.ts";
import { openRetention, type RetentionAccess } from "./retention-access.ts";

export interface RetentionOptions extends RetentionChange, Place {
  /** Of this room alone; else of the server. */
  readonly room?: string | undefined;
  readonly dryRun?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/** `shoal retention`: shows how long messages are kept, tells what would go, or changes it. Answers with the exit code. */
export async function retention({
  room,
  dryRun = false,
  json = false,
  days,
  messages,
  ...place
}: RetentionOptions): Promise<number> {
  const given = { days, messages };
  const isChange = days !== undefined || messages !== undefined;
  if ((days ?? 0) > limits.retentionDaysMax) throw new OperatorError(`--days is at most ${limits.retentionDaysMax}.`);
  if (dryRun && !isChange) throw new OperatorError("Say what to try: --days or --messages.");
  await using access = await openRetention(place);
  if (isChange && !dryRun) await access.change(given, room).catch((error: unknown) => refuse(error, room));
  const found = dryRun ? await wouldGo(access, given, room) : await whole(access, {});
  const shown = room === undefined ? found : onlyOf(found, room);
  const lines = json ? [JSON.stringify(shown)] : linesOf(shown, { isDryRun: dryRun, isRunning: access.isRunning });
  process.stdout.write(`${lines.join("\n")}\n`);
  return 0;
}

function refuse(error: unknown, room: string | undefined): never {
  const isMissing = error instanceof ShoalError && error.code === "not-found";
  throw isMissing ? new OperatorError(`There is no room ${room}; shoal admin rooms lists the rooms with their ids.`) : error;
}

/** No room keeps longer than its server: for a room the stricter of both is tried. */
async function wouldGo(access: RetentionAccess, given: RetentionChange, room: string | undefined): Promise<RetentionAnswer> {
  if (room === undefined) return await whole(access, given);
  const { retentionDays, retentionMessages } = await access.survey({});
  const tried = { days: given.days ?? 0, messages: given.messages ?? 0 };
  return await whole(access, strictest(tried, { days: retentionDays, messages: retentionMessages }));
}

/** All pages as one. */
async function whole(access: RetentionAccess, given: RetentionChange): Promise<RetentionAnswer> {
  const { next: first, ...answer } = await access.survey(given);
  let next = first;
  while (next !== undefined) {
    const page = await access.survey(given, next);
    answer.rooms.push(...page.rooms);
    for (const name of ["messages", "files", "fileBytes"] as const)
      answer.privateConversations[name] += page.privateConversations[name];
    next = page.next;
  }
  return answer;
}

function onlyOf({ rooms, ...answer }: RetentionAnswer, room: string): RetentionAnswer {
  return {
    ...answer,
    rooms: rooms.filter(({ conversationId }) => conversationId === room),
    privateConversations: { messages: 0, files: 0, fileBytes: 0 },
  };
}

function linesOf(
  { retentionDays, retentionMessages, rooms, privateConversations }: RetentionAnswer,
  { isDryRun, isRunning }: { readonly isDryRun: boolean; readonly isRunning: boolean },
): readonly string[] {
  const isEver = !isShorter({ days: 0, messages: 0 }, { days: retentionDays, messages: retentionMessages });
  const kept = [
    ...(retentionDays > 0 ? [`${retentionDays} ${retentionDays === 1 ? "day" : "days"}`] : []),
    ...(retentionMessages > 0 ? [`the newest ${retentionMessages} messages of each conversation`] : []),
  ];
  const isDue = [...rooms, privateConversations].some(({ messages }) => messages > 0);
  const keeps = isEver ? "everything, for ever" : kept.join(", ");
  const { messages, files, fileBytes } = privateConversations;
  return [
    isDryRun ? `If the server keeps ${keeps}, this goes:` : `The server keeps ${keeps}.`,
    ...(rooms.length > 0 ? ["", ...answerLines({ rooms }, columns()), ""] : []),
    ...(messages > 0 ? [`Private conversations: ${messages} messages, ${files} files (${bytesText(fileBytes)}).`] : []),
    ...(isDue ? [] : ["Nothing is older than that now."]),
    ...(isDue && !isDryRun ? [`What is listed goes ${isRunning ? "within the hour" : "when the server runs"}, for ever.`] : []),
  ];
}

function columns(): number {
  return process.stdout.isTTY ? process.stdout.columns : 0;
}
