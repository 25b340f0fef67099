import { LOBBY_ID, ShoalClient, signIn, signOut } from "shoal/client";

const url = process.env.SHOAL_URL ?? "http://127.0.0.1:9527";
const { token } = await signIn(url, { nickname: "ten lines" });
const client = new ShoalClient(url, { token });
client.on("message", ({ event }) => console.log(`${event.by.nickname}: ${event.text}`));
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => signOut(url, { token })); // frees the nickname

const { seq } = await client.send(LOBBY_ID, "Hello, everybody!");
console.log(`That is on disk, as event ${seq} of the lobby.`);
