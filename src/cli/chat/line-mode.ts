import { isLogEntry, type LogEntry, type ReceivedEvent, systemClock } from "../../client/index.ts";
import { visible } from "../terminal-text.ts";
import { enterRoom, perform, refusalOf } from "./actions.ts";
import { ChatError } from "./chat-error.ts";
import { parseCommand } from "./commands.ts";
import { connectionSentence } from "./connection-sentence.ts";
import { nameOf } from "./conversation-name.ts";
import type { Ending } from "./ending.ts";
import { words } from "./i18n/words.ts";
import { invitationSentence, onInvitation } from "./invitations.ts";
import { linesOf } from "./lines-of.ts";
import { fileLine } from "./log-lines.ts";
import type { MarkedText } from "./marked-text.ts";
import { memberSentence } from "./member-sentence.ts";
import type { Talk } from "./talk.ts";

/** The exit code that a shell gives to a program that wrote into a closed pipe: 128 and SIGPIPE. */
const READER_IS_GONE = 141;

/** An upload or a download that takes longer says how far it is. */
const PROGRESS_INTERVAL_MS = 5_000;

/** Without a terminal that can be painted: lines of standard input are sent in turn; received messages are printed, one line each. */
export async function chatInLines(talk: Talk, room: string | undefined, mayUseFiles: boolean): Promise<Ending> {
  const { client } = talk;
  const { stdin, stdout, stderr } = process;
  let isReaderGone = false;
  const stop = (): void => {
    talk.transfers.cancel();
    stdin.destroy();
    client.close();
  };
  const interrupt = (): void => {
    if (!talk.transfers.cancel()) stop();
  };
  const stopReading = (): void => {
    isReaderGone = true;
    stop();
  };
  client.on("event", ({ conversationId, event }) => {
    const name = nameOf(client.conversations.get(conversationId));
    for (const line of isLogEntry(event) ? whatOf(event) : changeOf(event)) stdout.write(`${lineOf(name, line)}\n`);
    client.markRead(conversationId, event.seq);
  });
  onInvitation(client, (invitation) => remark(invitationSentence(invitation)));
  client.on("state", ({ state, retryInMs }) => {
    if (state === "waiting") remark(connectionSentence(talk.connection, retryInMs) ?? "");
  });
  client.on("closed", () => {
    talk.transfers.cancel();
    stdin.destroy();
  });
  const stopTicking = systemClock.every(PROGRESS_INTERVAL_MS, () => {
    if (talk.transfers.progress !== undefined) remark(talk.transfers.progress);
  });
  process.on("SIGINT", interrupt).on("SIGTERM", stop).on("SIGHUP", stop);
  stdout.on("error", stopReading); // as `head` does, when it has what it wants
  stderr.on("error", () => {}); // remarks are lost with their reader
  try {
    if (room !== undefined) await enterRoom(talk, room);
    if (stdin.isTTY) remark(words.signIn.connectedTo(nameOf(talk.shown), client.user?.nickname ?? ""));
    const ending = await run(talk, linesOf(chunksOf(stdin)), stdin.isTTY || mayUseFiles, () => isReaderGone);
    return isReaderGone ? { ...ending, exitCode: READER_IS_GONE } : ending;
  } catch (error) {
    if (!isReaderGone) throw error;
    return { exitCode: READER_IS_GONE, isSigningOut: false };
  } finally {
    stopTicking();
    process.off("SIGINT", interrupt).off("SIGTERM", stop).off("SIGHUP", stop);
    stdin.destroy();
  }
}

/** Until the end, or until it is destroyed. */
async function* chunksOf(input: NodeJS.ReadStream): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of input) yield chunk as Uint8Array;
  } catch (error) {
    if (!input.destroyed) throw error;
  }
}

async function run(talk: Talk, lines: AsyncIterable<string>, mayUseFiles: boolean, isReaderGone: () => boolean): Promise<Ending> {
  const oldest = new Map<string, number>();
  let exitCode = 0;
  for await (const line of lines) {
    const command = parseCommand(line);
    if (command.type === "quit" || command.type === "sign-out") return { exitCode, isSigningOut: command.type === "sign-out" };
    try {
      // The lines of another program may be a stranger's: they must not send the user's files.
      if ((command.type === "upload" || command.type === "download") && !mayUseFiles) throw new ChatError(words.files.notAllowed);
      if (command.type === "history") await printHistory(talk, oldest);
      else for (const answer of await perform(talk, command)) process.stdout.write(`${visible(textOf(answer))}\n`);
    } catch (error) {
      if (isReaderGone()) break;
      exitCode = 1;
      remark(refusalOf(error));
    }
    if (talk.client.state === "closed") break;
  }
  return { exitCode, isSigningOut: false };
}

/** The last page of the shown conversation, and with every further call the page before. */
async function printHistory({ client, shown, shownId }: Talk, oldest: Map<string, number>): Promise<void> {
  const { events } = await client.history(shownId, { before: oldest.get(shownId), changes: false });
  const [first] = events;
  if (first !== undefined) oldest.set(shownId, first.seq);
  for (const line of events.filter(isLogEntry).flatMap(whatOf)) process.stdout.write(`${lineOf(nameOf(shown), line)}\n`);
}

function lineOf(name: string, what: string): string {
  return visible(`[${name}] ${what}`);
}

function textOf(answer: string | MarkedText): string {
  return typeof answer === "string" ? answer : answer.text;
}

function whatOf(entry: LogEntry): readonly string[] {
  if (entry.type !== "message") return [`* ${memberSentence([entry])}`];
  const { by, seq, text, files = [], isDeleted } = entry;
  if (isDeleted === true) return [`${by.nickname}: ${words.messages.deleted}`];
  const said = [...(text === "" && files.length > 0 ? [] : [text]), ...files.map((file) => fileLine(file, seq))];
  return said.map((line) => `${by.nickname}: ${line}`);
}

/** What readers of lines must know: a line that they have read says something else now. */
function changeOf(event: ReceivedEvent): readonly string[] {
  if (event.type === "edit") return [`* ${words.messages.didEdit(event.by.nickname, event.target, event.text)}`];
  return event.type === "delete" ? [`* ${words.messages.didDelete(event.by.nickname, event.target)}`] : [];
}

function remark(text: string): void {
  process.stderr.write(`shoal chat: ${visible(text)}\n`);
}
