import { begin, openConnection, openSocket } from "./guests.ts";

// 1,000 connections that never ask, and as many WebSockets that never say hello.
for (let index = 0; index < 1_000; index += 1) {
  await openConnection();
  const socket = await openSocket();
  socket.resume();
}
begin();
