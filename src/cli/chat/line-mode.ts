import {
  type Conversation,
  type HandEvent,
  isLogEntry,
  type LogEntry,
  type ReceivedEvent,
  type ShoalClient,
  systemClock,
} from "../../client/index.ts";
import { visible } from "../terminal-text.ts";
import { signOutWarning } from "./account-actions.ts";
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
import { obstacleSentence } from "./obstacle.ts";
import { actorOf, type RulesState, rulesBefore } from "./order-sentences.ts";
import { onOwnOrder } from "./own-order.ts";
import type { Talk } from "./talk.ts";

/** The exit code that a shell gives to a program that wrote into a closed pipe: 128 and SIGPIPE. */
const READER_IS_GONE = 141;

/** An upload or a download that takes longer says how far it is. */
const PROGRESS_INTERVAL_MS = 5_000;

/** Without a terminal that can be painted: lines of standard input are sent in turn; received messages are printed, one line each. */
export async function chatInLines(talk: Talk, room: string | undefined, mayUseFiles: boolean): Promise<Ending> {
  const { client } = talk;
  const { stdin, stdout, stderr } = process;
  const rulesNow = new RoomsRules(client);
  let isReaderGone = false;
  if (!stdin.isTTY) talk.asked = undefined;
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
    const before = rulesNow.take(conversationId, event);
    const said = isLogEntry(event) ? whatOf(event, before) : changeOf(event);
    for (const line of said) stdout.write(`${lineOf(placeOf(talk, name, event), line)}\n`);
    client.markRead(conversationId, event.seq);
  });
  onInvitation(client, (invitation) => remark(invitationSentence(invitation)));
  onOwnOrder(talk, remark);
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
  let isWarned = false;
  for await (const line of lines) {
    const command = parseCommand(line);
    // A script has decided already.
    if (command.type === "sign-out" && process.stdin.isTTY && !isWarned) {
      isWarned = true;
      const warning = await signOutWarning(talk);
      if (warning !== undefined) {
        remark(warning);
        continue;
      }
    }
    if (command.type === "quit" || command.type === "sign-out") return { exitCode, isSigningOut: command.type === "sign-out" };
    try {
      // The lines of another program may be a stranger's: they must not send the user's files.
      if ((command.type === "upload" || command.type === "download") && !mayUseFiles) throw new ChatError(words.files.notAllowed);
      const obstacle = command.type === "say" ? obstacleSentence(talk) : undefined;
      if (obstacle !== undefined) remark(obstacle);
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
async function printHistory(talk: Talk, oldest: Map<string, number>): Promise<void> {
  const { client, shown, shownId } = talk;
  const { events } = await client.history(shownId, { before: oldest.get(shownId), changes: false });
  const [first] = events;
  if (first !== undefined) oldest.set(shownId, first.seq);
  const entries = events.filter(isLogEntry);
  for (const [index, entry] of entries.entries()) {
    const before = entry.type === "rules" ? rulesBefore(entries, index) : undefined;
    const place = placeOf(talk, nameOf(shown), entry);
    for (const line of whatOf(entry, before)) process.stdout.write(`${lineOf(place, line)}\n`);
  }
}

/** Where something was said, with the number of the message for commands when it is asked for. */
function placeOf({ hasNumbers }: Talk, name: string, { type, seq }: ReceivedEvent): string {
  return hasNumbers && type === "message" ? `${name} #${seq}` : name;
}

function lineOf(name: string, what: string): string {
  return visible(`[${name}] ${what}`);
}

function textOf(answer: string | MarkedText): string {
  return typeof answer === "string" ? answer : answer.text;
}

function whatOf(entry: LogEntry, before: RulesState): readonly string[] {
  if (entry.type !== "message") {
    const sentence = memberSentence([entry], before);
    return sentence === "" ? [] : [`* ${sentence}`]; // a rule of a newer server says nothing
  }
  const { by, seq, text, files = [], isDeleted } = entry;
  if (isDeleted === true) return [`${by.nickname}: ${words.messages.deleted}`];
  const said = [...(text === "" && files.length > 0 ? [] : [text]), ...files.map((file) => fileLine(file, seq))];
  return said.map((line) => `${by.nickname}: ${line}`);
}

/** What readers of lines must know: a line that they have read says something else now, or a member asks to speak, or may. */
function changeOf(event: ReceivedEvent): readonly string[] {
  const { messages, order } = words;
  switch (event.type) {
    case "edit":
      return [`* ${messages.didEdit(event.by.nickname, event.target, event.text)}`];
    case "delete":
      return [`* ${order.because(messages.didDelete(event.by.nickname, event.target), event.reason)}`];
    case "voice":
      return [`* ${order.log.voice(actorOf(event.by), event.user.nickname, event.hasVoice)}`];
    case "hand":
      return [`* ${handSentence(event)}`];
    default:
      return [];
  }
}

function handSentence({ by, user, isRaised }: HandEvent): string {
  const { log } = words.order;
  if (user === undefined) return log.handsLowered(actorOf(by));
  return by?.id === user.id ? log.hand(user.nickname, isRaised) : log.handLoweredBy(actorOf(by), user.nickname);
}

/** The rules of each room as the reader was last told them. */
class RoomsRules {
  readonly #rules = new Map<string, RulesState>();

  constructor(client: ShoalClient) {
    const learn = (conversations: ReadonlyMap<string, Conversation>): void => {
      for (const id of this.#rules.keys()) if (!conversations.has(id)) this.#rules.delete(id);
      for (const room of conversations.values()) {
        if (room.kind === "room" && !this.#rules.has(room.id))
          this.#rules.set(room.id, { rules: room.rules ?? {}, isArchived: room.isArchived });
      }
    };
    client.on("conversations", learn);
    learn(client.conversations);
  }

  /** The rules before the event. */
  take(conversationId: string, event: ReceivedEvent): RulesState {
    const before = this.#rules.get(conversationId);
    if (event.type === "rules") this.#rules.set(conversationId, event);
    return before;
  }
}

function remark(text: string): void {
  process.stderr.write(`shoal chat: ${visible(text)}\n`);
}
