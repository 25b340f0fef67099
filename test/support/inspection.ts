import { createServer, type Server, type Socket } from "node:net";
import { fileURLToPath } from "node:url";
import { headerValue, parseHead } from "../../src/wire/http-head.ts";

export const shoal = fileURLToPath(new URL("../../bin/shoal", import.meta.url));

/** What the inspector saw, as `--json` tells it. */
export interface Seen {
  readonly type: string;
  readonly [detail: string]: unknown;
}

export interface Inspection {
  readonly exitCode: number;
  readonly seen: readonly Seen[];
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `shoal inspect` to its end, with lines typed into it, and `/quit` as soon as its output has `quitWhen`. */
export async function inspect(
  parameters: readonly string[],
  lines: readonly string[] = [],
  quitWhen?: RegExp,
): Promise<Inspection> {
  const child = Bun.spawn([shoal, "inspect", ...parameters], { stdin: "pipe", stdout: "pipe", stderr: "pipe" });
  for (const line of lines) child.stdin.write(`${line}\n`);
  let stdout = "";
  let hasQuit = false;
  const decoder = new TextDecoder();
  for await (const chunk of child.stdout) {
    stdout += decoder.decode(chunk, { stream: true });
    if (hasQuit || quitWhen?.test(stdout) !== true) continue;
    child.stdin.write("/quit\n");
    hasQuit = true;
  }
  const stderr = await new Response(child.stderr).text();
  const seen = parameters.includes("--json") ? stdout.split("\n").filter(Boolean).map(readSeen) : [];
  return { exitCode: await child.exited, seen, stdout, stderr };
}

function readSeen(line: string): Seen {
  return JSON.parse(line) as Seen;
}

export function frames({ seen }: Inspection, direction: "in" | "out"): readonly Seen[] {
  return seen.filter((one) => one.type === "frame" && one.direction === direction);
}

/** Answers every request with `answer`, made for the key that came. */
export async function wrongServer(answer: (key: string, socket: Socket) => void): Promise<{ url: string } & AsyncDisposable> {
  const server: Server = createServer((socket) => {
    socket.on("error", () => socket.destroy());
    socket.once("data", (request) => answer(headerValue(parseHead(request.toString()), "Sec-WebSocket-Key") ?? "", socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server listens on a port");
  return {
    url: `ws://127.0.0.1:${address.port}/`,
    async [Symbol.asyncDispose]() {
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export const switching = (accept: string): string =>
  `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`;
