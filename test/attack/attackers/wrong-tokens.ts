import { begin, hammer, postRequest } from "./guests.ts";

// 200 connections that ask with unknown tokens, each of which has to be looked up.
const body = JSON.stringify({ version: 1 });
for (let index = 0; index < 200; index += 1) {
  const token = String(index).padStart(43, "x");
  void hammer(postRequest("/api/poll", body, token));
}
begin();
