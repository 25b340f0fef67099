import { createServer } from "node:net";

const PORT_MIN = 12_000;
/**
 * Below the ports that outgoing connections get (32768 on Linux). A client that knocks at a port up there, again and again
 * while its server is down, is given that very port now and then, connects to itself, and keeps the server from coming back.
 */
const PORT_MAX = 32_000;
const ATTEMPTS_MAX = 50;

/** A free port, for a server that must come back on the same one. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt += 1) {
    const port = PORT_MIN + Math.floor(Math.random() * (PORT_MAX - PORT_MIN));
    if (await isFree(port)) return port;
  }
  throw new Error(`${ATTEMPTS_MAX} ports were tried, and all are taken.`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
