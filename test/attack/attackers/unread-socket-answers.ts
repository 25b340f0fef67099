import { begin, lobbyMessage, openSocket, signInGuests, textFrame } from "./guests.ts";

// 40 guests with 16 sockets each ask for 30 pages of history, and read none.
const tokens = await signInGuests(40);
for (const token of tokens) {
  const socket = await openSocket(token);
  socket.resume();
  socket.write(textFrame(lobbyMessage("x".repeat(8_000))));
}
const page = (requestId: number): string =>
  JSON.stringify({ type: "history", requestId, conversationId: "lobby", before: 1_000_000, limit: 200 });
begin();
for (const token of tokens) {
  for (let index = 0; index < 16; index += 1) {
    const socket = await openSocket(token);
    socket.pause();
    for (let requestId = 1; requestId <= 30; requestId += 1) socket.write(textFrame(page(requestId)));
  }
}
