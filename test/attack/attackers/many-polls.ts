import { begin, hammer, postRequest, signInGuests } from "./guests.ts";

// 16 guests poll on eight connections each, as fast as they are answered, and are greeted every time.
for (const token of await signInGuests(16)) {
  for (let index = 0; index < 8; index += 1) void hammer(postRequest("/api/poll", JSON.stringify({ version: 1 }), token));
}
begin();
