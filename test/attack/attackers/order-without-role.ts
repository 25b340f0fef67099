import { begin, hammer, openSocket, postRequest, repeat, signInGuests, textFrame } from "./guests.ts";

// 40 guests on 40 WebSockets try to moderate the lobby, report, raise hands and type, 60 times a second each; 40 connections ask for administration and
// for exports as fast as they are answered.
const tokens = await signInGuests(40);
const at = { requestId: 1, conversationId: "lobby" };
const frames = [
  { type: "typing", conversationId: "lobby" },
  { type: "set-rules", ...at, isLocked: true, announcement: "mine" },
  { type: "mute", ...at, userId: "u_nobody", reason: "because" },
  { type: "ban", ...at, userId: "u_nobody" },
  { type: "delete", ...at, seq: 1 },
  { type: "report", ...at, seq: 1, reason: "spam" },
  { type: "reports", ...at },
  { type: "restrictions", ...at },
  { type: "raise-hand", ...at },
  { type: "set-role", ...at, userId: "u_nobody", role: "owner" },
].map((frame) => textFrame(JSON.stringify(frame)));
for (const [index, token] of tokens.entries()) {
  const socket = await openSocket(token);
  socket.resume();
  let count = index;
  repeat(60, () => {
    const frame = frames[count % frames.length];
    count += 1;
    if (frame !== undefined && socket.writable) socket.write(frame);
  });
}
for (let index = 0; index < 40; index += 1) {
  const request = postRequest("/api/admin/people", "{}", tokens[index]);
  void hammer(index % 2 === 0 ? request : request.replace("POST /api/admin/people", "GET /api/account/export"));
}
begin();
