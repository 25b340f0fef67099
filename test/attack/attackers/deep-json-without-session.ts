import { begin, hammer, postRequest } from "./guests.ts";

// 500 connections without a session, each with the costliest body that fits.
const body = `{"version":1,"a":${"[".repeat(30_000)}${"]".repeat(30_000)}}`;
for (let index = 0; index < 500; index += 1) void hammer(postRequest("/api/poll", body));
begin();
