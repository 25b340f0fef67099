// Run by Node: signs in with the built SDK, says something, waits for an answer, and ends by itself.
import { WebSocket } from "ws";

const [, , builtSdk, url] = process.argv;
const { LOBBY_ID, ShoalClient, ShoalError, signIn } = await import(builtSdk);

const { token } = await signIn(url, { nickname: "node" });
try {
  await signIn(url, { nickname: "node" });
} catch (error) {
  if (!(error instanceof ShoalError) || error.code !== "nickname-taken") throw error;
}

const client = new ShoalClient(url, { token, WebSocket });
client.on("message", ({ event }) => {
  console.log(`${event.by.nickname}: ${event.text}`);
  if (event.by.nickname !== "node") client.close();
});
await client.send(LOBBY_ID, "hello from Node");
