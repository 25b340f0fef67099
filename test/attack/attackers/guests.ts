import { connect, type Socket } from "node:net";
import { paths } from "../../../src/protocol/http.ts";
import { handshake, maskedFrame } from "../../support/raw-socket.ts";

export const [url = ""] = process.argv.slice(2);
const { hostname, port, host } = new URL(url);

/** So many guests of one address, as their tokens. */
export async function signInGuests(count: number): Promise<string[]> {
  return await Promise.all(Array.from({ length: count }, (_, index) => signInGuest(`guest ${index}`)));
}

export async function signInGuest(nickname: string): Promise<string> {
  const response = await fetch(url + paths.sessions, { method: "POST", body: JSON.stringify({ nickname }) });
  const { token } = (await response.json()) as { token: string };
  return token;
}

export function hello(token: string): string {
  return JSON.stringify({ type: "hello", version: 1, token, cursors: {} });
}

/** A greeted WebSocket, by hand: it sends what it likes, and reads as little as it likes. */
export async function openSocket(token?: string): Promise<Socket> {
  const socket = await openConnection();
  socket.write(handshake(url));
  if (token !== undefined) socket.write(textFrame(hello(token)));
  await new Promise((resolve) => socket.once("data", resolve));
  return socket;
}

export async function openConnection(): Promise<Socket> {
  const socket = connect(Number(port), hostname);
  socket.on("error", () => {});
  await new Promise((resolve) => {
    socket.once("connect", resolve);
    socket.once("close", resolve);
  });
  return socket;
}

export function textFrame(text: string): Uint8Array {
  return maskedFrame(1, Buffer.from(text));
}

export function postRequest(path: string, body: string, token?: string): string {
  const lines = [`POST ${path} HTTP/1.1`, `Host: ${host}`, `Content-Length: ${Buffer.byteLength(body)}`];
  if (token !== undefined) lines.push(`Authorization: Bearer ${token}`);
  return `${lines.join("\r\n")}\r\n\r\n${body}`;
}

/** Sends the request again and again, as soon as it is answered. A connection that the server closes is opened anew. */
export async function hammer(request: string): Promise<never> {
  for (;;) {
    const socket = await openConnection();
    socket.on("data", () => socket.write(request));
    socket.write(request);
    await new Promise((resolve) => socket.once("close", resolve));
  }
}

export function lobbyMessage(text: string): string {
  const clientMessageId = crypto.randomUUID();
  return JSON.stringify({ type: "send", clientMessageId, conversationId: "lobby", text });
}

/** Says that the attack begins, to the test that started it. */
export function begin(): void {
  console.log("attacking");
}

/** Does it that often in a second. */
export function repeat(perSecond: number, action: () => void): void {
  const beginsAt = performance.now();
  let count = 0;
  setInterval(() => {
    for (; count < ((performance.now() - beginsAt) * perSecond) / 1000; count += 1) action();
  }, 10);
}
