import { homedir } from "node:os";
import { join } from "node:path";
import { ShoalClient, ShoalError } from "shoal/client";
import { type Game, hear, SECRET_MAX } from "./game.ts";
import { takeIdentity } from "./identity.ts";

// Plays "guess the number": with everyone who writes to it in private, and in every room that it is in, when a member says "guess".
// SHOAL_URL is the server, SHOAL_TOKEN_FILE where the token is kept; README.md walks through this file.

const nickname = "guess";
const url = process.env.SHOAL_URL ?? "http://127.0.0.1:9527";
const tokenFolder = join(homedir(), ".local/state/shoal-bots", nickname);
const tokenFile = process.env.SHOAL_TOKEN_FILE ?? join(tokenFolder, encodeURIComponent(url));
const bot = await takeIdentity(url, nickname, tokenFile).catch(giveUp);
const client = new ShoalClient(url, { token: bot.token });

/** The game of each conversation. In memory: when the bot ends, so do its games. */
const games = new Map<string, Game>();

client.on("state", ({ state }) => console.log(state));
client.on("closed", (error) => error && giveUp(error)); // the server does not want it back; without an error it was us

// Invitations that came while the bot was away are told as soon as it is back.
client.on("invitations", (invitations) => {
  for (const { conversationId } of invitations.values()) accept(conversationId);
});

client.on("message", ({ conversationId, event }) => {
  client.markRead(conversationId, event.seq);
  if (event.by.id === bot.user.id) return; // a bot that answers itself never stops
  const isPrivate = client.conversations.get(conversationId)?.kind === "direct";
  const { game, reply } = hear(games.get(conversationId), event.text, { isPrivate, newSecret });
  if (game === undefined) games.delete(conversationId);
  else games.set(conversationId, game);
  if (reply !== undefined) say(conversationId, reply);
});

// Ctrl-C, and what supervisors and containers send. Who is killed outright goes on as the same person the next time.
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, leave);

function accept(conversationId: string): void {
  client.acceptInvitation(conversationId).catch((error: Error) => console.error("Not accepted:", error.message));
}

function say(conversationId: string, text: string): void {
  // Across lost connections, once and in order; what is refused for good (the room was left, say) ends here.
  client.send(conversationId, text).catch((error: Error) => console.error("Not sent:", error.message));
}

function leave(): void {
  client.close();
  bot.signOut().catch(giveUp);
}

/** What is to be expected is said in a sentence; anything else is a mistake in here, and shows where. */
function giveUp(error: unknown): never {
  if (!(error instanceof ShoalError)) throw error;
  console.error(`The bot “${nickname}” ends: ${error.message}`);
  process.exit(1);
}

function newSecret(): number {
  return 1 + Math.floor(Math.random() * SECRET_MAX);
}
