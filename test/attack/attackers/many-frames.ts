import { begin, openSocket, repeat, signInGuests, textFrame } from "./guests.ts";

// 40 guests with 16 sockets each send small frames at the pace that one connection may have.
const frame = textFrame(JSON.stringify({ type: "typing", conversationId: "lobby" }));
for (const token of await signInGuests(40)) {
  for (let index = 0; index < 16; index += 1) {
    const socket = await openSocket(token);
    socket.resume();
    repeat(190, () => socket.writable && socket.write(frame));
  }
}
begin();
