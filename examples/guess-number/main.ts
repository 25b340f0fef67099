import { ShoalClient, signIn, signOut } from "shoal/client";
import { type Game, hear, SECRET_MAX } from "./game.ts";

// Plays "guess the number": with whoever writes to it in private, and in every room that it is in, when somebody says "guess".
// SHOAL_URL is the server; README.md walks through this file.

const url = process.env.SHOAL_URL ?? "http://127.0.0.1:9527";
const { token, user } = await signIn(url, { nickname: "guess", device: "examples/guess-number" });
const client = new ShoalClient(url, { token });

/** The game of each conversation. In memory: when the bot ends, so do its games. */
const games = new Map<string, Game>();

client.on("state", ({ state }) => console.log(state));
client.on("closed", (error) => console.log("Closed for good:", error?.message ?? "by us."));

client.on("message", ({ conversationId, event }) => {
  client.markRead(conversationId, event.seq);
  if (event.by.id === user.id) return; // a bot that answers itself never stops
  const isPrivate = client.conversations.get(conversationId)?.kind === "direct";
  const { game, reply } = hear(games.get(conversationId), event.text, { isPrivate, newSecret });
  if (game === undefined) games.delete(conversationId);
  else games.set(conversationId, game);
  if (reply !== undefined) say(conversationId, reply);
});

// Ctrl-C signs out: that frees the nickname for the next time, and closes the client.
process.once("SIGINT", () => signOut(url, { token }));

function say(conversationId: string, text: string): void {
  // Across lost connections, once and in order; what is refused for good (the room was left, say) ends here.
  client.send(conversationId, text).catch((error: Error) => console.error("Not sent:", error.message));
}

function newSecret(): number {
  return 1 + Math.floor(Math.random() * SECRET_MAX);
}
