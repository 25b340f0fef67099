import { begin, lobbyMessage, openConnection, openSocket, postRequest, signInGuests, textFrame } from "./guests.ts";

// 60 guests ask over HTTP for 16 pages of history at once, again and again on new connections, and read no answer.
const tokens = await signInGuests(60);
for (const token of tokens.slice(0, 40)) {
  const socket = await openSocket(token);
  socket.resume();
  socket.write(textFrame(lobbyMessage("x".repeat(8_000))));
}
const pages = Array.from({ length: 16 }, (_, requestId) =>
  JSON.stringify({ type: "history", requestId, conversationId: "lobby", before: 1_000_000, limit: 200 }),
).join("\n");
begin();
for (let round = 0; round < 10; round += 1) {
  for (const token of tokens) {
    const connection = await openConnection();
    connection.pause();
    connection.write(postRequest("/api/frames", pages, token));
  }
}
