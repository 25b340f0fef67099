// The wire itself, for authors of clients in other languages. PROTOCOL.md says what every frame means.
// The SDK does what is missing here: coming back, cursors, holes, resending.

const url = process.env.SHOAL_URL ?? "http://127.0.0.1:9527";
const response = await fetch(`${url}/api/sessions`, { method: "POST", body: JSON.stringify({ nickname: "by hand" }) });
const session = await response.json();
if (!response.ok) throw new Error(session.message);

const socket = new WebSocket(`${url.replace(/^http/, "ws")}/api/socket`);
const say = (frame: object) => socket.send(JSON.stringify(frame));

socket.onopen = () => say({ type: "hello", version: 1, token: session.token });
socket.onclose = ({ code, reason }) => console.log("closed", code, reason);
socket.onmessage = ({ data }) => {
  console.log(data);
  const frame = JSON.parse(data);
  if (frame.type === "welcome")
    say({ type: "send", clientMessageId: crypto.randomUUID(), conversationId: "lobby", text: "Hello by hand." });
  if (frame.type === "ping") say({ type: "pong" });
};

const signOut = () => fetch(`${url}/api/session`, { method: "DELETE", headers: { Authorization: `Bearer ${session.token}` } });
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, signOut);

export {};
