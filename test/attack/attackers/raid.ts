import type { Socket } from "node:net";
import { begin, openConnection, postRequest, repeat } from "./guests.ts";

// 2,000 guests a second sign in, each from an address of its own, as a trusted proxy says.
const sockets = await Promise.all(Array.from({ length: 100 }, openConnection));
let count = 0;
begin();
repeat(2_000, () => {
  const place = count % sockets.length;
  const address = `10.${(count >> 16) & 255}.${(count >> 8) & 255}.${count & 255}`;
  const request = postRequest("/api/sessions", JSON.stringify({ nickname: `raider ${count}` }));
  send(place, request.replace("Content-Length", `X-Forwarded-For: ${address}\r\nContent-Length`));
  count += 1;
});

/** A connection that the server closed is opened anew. */
function send(place: number, request: string): void {
  const socket: Socket | undefined = sockets[place];
  if (socket?.writable) socket.write(request);
  else void openConnection().then((opened) => (sockets[place] = opened.resume()));
}
for (const socket of sockets) socket.resume();
