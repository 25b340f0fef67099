import { ShoalClient, signIn, signOut } from "shoal/client";

// Says again what it is told: to everyone who writes to it in private, or begins with @echo in the lobby.
// It is missed while it is off: what was said meanwhile it could read with `client.history`.

const url = process.env.SHOAL_URL ?? "http://127.0.0.1:9527";
const { token, user } = await signIn(url, { nickname: "echo", device: "examples/echo-bot.ts" });
const client = new ShoalClient(url, { token });

client.on("state", ({ state }) => console.log(state));
client.on("closed", (error) => console.log("Closed for good:", error?.message ?? "by us."));

client.on("message", ({ conversationId, event }) => {
  if (event.by.id === user.id) return; // a bot that answers itself never stops
  const isDirect = client.conversations.get(conversationId)?.kind === "direct";
  if (!isDirect && !event.text.startsWith("@echo ")) return;
  client
    .send(conversationId, `${event.by.nickname}: ${event.text}`)
    .catch((error: Error) => console.error("Not sent:", error.message)); // with the nickname before it, it may be too large
  client.markRead(conversationId, event.seq);
});

for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => signOut(url, { token }));
