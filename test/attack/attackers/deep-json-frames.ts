import { begin, openSocket, repeat, signInGuest, textFrame } from "./guests.ts";

// 60 KB of brackets, 190 times a second, on four sockets of one guest; a socket that is closed is opened again.
const token = await signInGuest("mallory");
const frame = textFrame("[".repeat(60_000));
for (let index = 0; index < 4; index += 1) {
  let socket = await openSocket(token);
  let isOpening = false;
  const open = async (): Promise<void> => {
    isOpening = true;
    socket = await openSocket(token);
    isOpening = false;
  };
  repeat(190, () => {
    if (socket.writable) socket.write(frame);
    else if (!isOpening) void open();
  });
}
begin();
