import { begin, lobbyMessage, openSocket, repeat, signInGuests, textFrame } from "./guests.ts";

// 150 guests of one address write messages of 8 KB into the lobby, each at the full pace of a user.
const text = "x".repeat(8_000);
for (const token of await signInGuests(150)) {
  const socket = await openSocket(token);
  socket.resume();
  repeat(20, () => socket.write(textFrame(lobbyMessage(text))));
}
begin();
