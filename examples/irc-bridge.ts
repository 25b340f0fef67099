import { connect, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { currentSession, ShoalClient } from "shoal/client";

// A room and a channel of IRC, joined: what is said in one is said in the other. Both sides may go away and come back: lines of the
// room wait meanwhile, and what was said in the channel while the bridge was off stays there, as in IRC.
//   SHOAL_TOKEN=shb_… SHOAL_ROOM=r_… IRC=irc.example.org:6667 CHANNEL='#reef' scripts/bun examples/irc-bridge.ts

const { SHOAL_URL: url = "http://127.0.0.1:9527", SHOAL_TOKEN: token = "", SHOAL_ROOM: room = "lobby" } = process.env;
const { IRC = "127.0.0.1:6667", CHANNEL: channel = "#shoal", NICK: nick = "shoal" } = process.env;
const [host = "", port = "6667"] = IRC.split(":");

/** Of a line with everything before its text (RFC 2812 has 512 for all of it). */
const TEXT_BYTES_MAX = 400;
/** Servers of IRC throw out what says more. */
const LINE_PAUSE_MS = 600;
const RETRY_MS = 5_000;
const WAITING_LINES_MAX = 1_000;

const session = await currentSession(url, { token });
if (session === undefined) throw new Error("SHOAL_TOKEN is not a valid token.");
const client = new ShoalClient(url, { token });
const waiting: string[] = [];
let irc: Socket | undefined;
let isIn = false;
let isEnding = false;

client.on("message", ({ conversationId, event: { by, text, files = [] } }) => {
  if (conversationId !== room || by.id === session.user.id) return; // what came from IRC does not go back
  const lines = [...text.split("\n"), ...files.map(({ name }) => `[${name}]`)];
  for (const line of lines.flatMap(inParts)) if (waiting.length < WAITING_LINES_MAX) waiting.push(`<${by.nickname}> ${line}`);
});

setInterval(() => {
  const line = isIn ? waiting.shift() : undefined;
  if (line !== undefined) tell(`PRIVMSG ${channel} :${line}`);
}, LINE_PAUSE_MS);

function open(): void {
  const socket = connect(Number(port), host);
  irc = socket;
  socket.on("connect", () => {
    tell(`NICK ${nick}`);
    tell(`USER ${nick} 0 * :a bridge to Shoal`);
  });
  // A line of IRC is in UTF-8, or in what its writer had: then it has odd characters, and is no error.
  createInterface({ input: socket }).on("line", hear);
  socket.on("error", (error) => console.error(`IRC: ${error.message}`));
  socket.on("close", () => {
    isIn = false;
    if (!isEnding) setTimeout(open, RETRY_MS);
  });
}

function hear(line: string): void {
  const [, from = "", command = "", rest = ""] = /^(?::(\S+) )?(\S+) ?(.*)$/.exec(line) ?? [];
  const text = rest.slice(rest.indexOf(":") + 1);
  if (command === "PING") tell(`PONG :${text}`);
  else if (command === "001") tell(`JOIN ${channel}`);
  else if (command === "433") tell(`NICK ${nick}${Math.floor(Math.random() * 1_000)}`);
  else if (command === "366") isIn = true;
  else if (command === "PRIVMSG" && rest.startsWith(`${channel} `)) {
    const [author] = from.split("!");
    // Colours, and the marks around "/me waves", are control characters.
    const said = text.replace(/\p{Cc}ACTION (.*)\p{Cc}/u, "* $1").replace(/\p{Cc}/gu, "");
    client.send(room, `${author}: ${said}`).catch((error: Error) => console.error(`Not sent: ${error.message}`));
  }
}

/** A text of Shoal must not become a command of IRC: it has no line breaks, and nothing that ends a line there. */
function tell(line: string): void {
  irc?.write(`${line.replace(/[\r\n\0]/g, " ")}\r\n`);
}

function inParts(line: string): string[] {
  const parts: string[] = [];
  let part = "";
  for (const character of line) {
    if (Buffer.byteLength(part + character) > TEXT_BYTES_MAX) {
      parts.push(part);
      part = "";
    }
    part += character;
  }
  return part.trim() === "" ? parts : [...parts, part];
}

open();
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, () => {
    isEnding = true;
    tell("QUIT :bye");
    irc?.end();
    client.close();
    setTimeout(() => process.exit(), 200);
  });
}
