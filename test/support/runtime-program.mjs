// Run by every runtime that the SDK is for. Each transport that the runtime has is welcomed and delivers, a dial that is refused
// is told as such, and a client comes back after the server was away. Says what it does, a line each.

const [, , sdk, url, closedUrl] = process.argv;
const { LOBBY_ID, ShoalClient, ShoalError, signIn } = await import(sdk);
const WebSocket = globalThis.WebSocket ?? (await import("ws")).WebSocket;
const nickname = `runtime ${process.pid}`;

const { token } = await signIn(url, { nickname });
await signIn(url, { nickname }).catch((error) => {
  if (!(error instanceof ShoalError)) throw error;
  console.log(`again: ${error.code}`);
});

for (const transport of ["websocket", "stream", "long-poll", "poll"]) {
  const client = new ShoalClient(url, { token, transport, WebSocket });
  await client.ready();
  const { promise: heard, resolve } = Promise.withResolvers?.() ?? deferred();
  client.on("message", ({ event }) => event.text === transport && resolve());
  await client.send(LOBBY_ID, transport);
  await heard;
  console.log(`${client.transport}: heard`);
  client.close();
}

const refused = new ShoalClient(closedUrl, { token, transport: "websocket", WebSocket });
const change = await new Promise((resolve) => refused.on("state", (next) => next.state === "waiting" && resolve(next)));
console.log(`refused: ${/in time/.test(change.error.message) ? "only after a timeout" : change.error.code}`);
refused.close();

const client = new ShoalClient(url, { token, WebSocket });
await client.ready();
console.log("live");
await new Promise((resolve) => client.on("state", ({ state }) => state === "waiting" && resolve()));
console.log("away");
await client.ready();
await client.send(LOBBY_ID, "back");
console.log("back");
client.close();

function deferred() {
  let resolve;
  const promise = new Promise((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
