import { begin, hammer, postRequest } from "./guests.ts";

// 200 connections that guess passwords of 50 nicknames as fast as they are answered.
for (let index = 0; index < 200; index += 1) {
  const body = JSON.stringify({ nickname: `guest ${index % 50}`, password: `guess number ${index}` });
  void hammer(postRequest("/api/sessions", body));
}
begin();
