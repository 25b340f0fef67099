import { createInterface } from "node:readline";
import type { ConversationEvent } from "../../client/index.ts";
import { visible } from "../terminal-text.ts";
import { enterRoom, perform, refusalOf } from "./actions.ts";
import { parseCommand } from "./commands.ts";
import { connectionSentence } from "./connection-sentence.ts";
import { nameOf } from "./conversation-name.ts";
import type { Ending } from "./ending.ts";
import { invitationSentence, onInvitation } from "./invitations.ts";
import { memberSentence } from "./member-sentence.ts";
import type { Talk } from "./talk.ts";

/** Without a terminal: lines of standard input are sent in turn, what comes is printed, one line each. */
export async function chatInLines(talk: Talk, room: string | undefined): Promise<Ending> {
  const { client } = talk;
  const { stdin, stdout } = process;
  const input = createInterface({ input: stdin, terminal: false });
  const lines = input[Symbol.asyncIterator](); // at once: lines that come while a room is looked for wait here
  const stop = (): void => {
    input.close();
    client.close();
  };
  client.on("event", ({ conversationId, event }) => {
    stdout.write(`${lineOf(nameOf(client.conversations.get(conversationId)), event)}\n`);
    client.markRead(conversationId, event.seq);
  });
  onInvitation(client, (invitation) => remark(invitationSentence(invitation)));
  client.on("state", ({ state, retryInMs }) => {
    if (state === "waiting") remark(connectionSentence(talk.connection, retryInMs) ?? "");
  });
  client.on("closed", () => input.close());
  process.on("SIGINT", stop).on("SIGTERM", stop).on("SIGHUP", stop);
  stdout.on("error", stop); // whoever read along has gone, as `head` does
  try {
    if (room !== undefined) await enterRoom(talk, room);
    return await run(talk, lines);
  } finally {
    process.off("SIGINT", stop).off("SIGTERM", stop).off("SIGHUP", stop);
    input.close();
    stdin.destroy();
  }
}

async function run(talk: Talk, lines: AsyncIterable<string>): Promise<Ending> {
  const oldest = new Map<string, number>();
  let exitCode = 0;
  for await (const line of lines) {
    const command = parseCommand(line);
    if (command.type === "quit" || command.type === "sign-out") return { exitCode, isSigningOut: command.type === "sign-out" };
    try {
      if (command.type === "history") await printHistory(talk, oldest);
      else for (const answer of await perform(talk, command)) process.stdout.write(`${visible(answer)}\n`);
    } catch (error) {
      exitCode = 1;
      remark(refusalOf(error));
    }
    if (talk.client.state === "closed") break;
  }
  return { exitCode, isSigningOut: false };
}

/** The last page of what is shown, and with every further time the page before. */
async function printHistory({ client, shown, shownId }: Talk, oldest: Map<string, number>): Promise<void> {
  const { events } = await client.history(shownId, { before: oldest.get(shownId) });
  const [first] = events;
  if (first !== undefined) oldest.set(shownId, first.seq);
  for (const event of events) process.stdout.write(`${lineOf(nameOf(shown), event)}\n`);
}

function lineOf(name: string, event: ConversationEvent): string {
  const what = event.type === "message" ? `${event.by.nickname}: ${event.text}` : `* ${memberSentence([event])}`;
  return visible(`[${name}] ${what}`);
}

function remark(text: string): void {
  process.stderr.write(`shoal chat: ${visible(text)}\n`);
}
