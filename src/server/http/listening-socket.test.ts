import { afterEach, expect, test } from "bun:test";
import { FakeClock } from "../../../test/support/fake-clock.ts";
import { ListeningSocket } from "./listening-socket.ts";
import type { ShoalServer } from "./router.ts";

const open: Bun.Server<undefined>[] = [];
const lines: string[] = [];
const log = { info() {}, warn() {}, error: (message: string) => void lines.push(message) };

afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.stop(true)));
  lines.length = 0;
});

function listen(port: number, answer: () => Response | Promise<Response>): ShoalServer {
  const server = Bun.serve({ hostname: "127.0.0.1", port, fetch: answer });
  open.push(server);
  return server as unknown as ShoalServer;
}

/** With the way to tell that there is another certificate. */
function start(clock: FakeClock, listenAt: (port: number) => ShoalServer): { socket: ListeningSocket; replace: () => void } {
  let replace = (): void => {};
  const socket = new ListeningSocket({
    ...{ port: 0, clock, log, open: listenAt },
    watchCertificates: (onReplaced) => {
      replace = onReplaced;
      return () => {
        replace = () => {};
      };
    },
  });
  return { socket, replace: () => replace() };
}

test("another certificate opens the port anew; a request that is being answered keeps the server that took it", async () => {
  let generation = 0;
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  const { socket, replace } = start(new FakeClock(), (port) => {
    const own = ++generation;
    return listen(port, async () => {
      if (own === 1) await held;
      return new Response(String(own));
    });
  });
  const url = `http://127.0.0.1:${socket.port}`;
  const first = fetch(url, { keepalive: false });
  await Bun.sleep(0);
  while (open[0]?.pendingRequests !== 1) await Bun.sleep(5);
  replace();
  expect(await (await fetch(url, { keepalive: false })).text()).toBe("2");
  release();
  expect(await (await first).text()).toBe("1");
  await socket.stop();
  replace();
  expect(generation).toBe(2);
});

test("a port that is taken meanwhile is tried again", async () => {
  const clock = new FakeClock();
  let isTaken = false;
  const { socket, replace } = start(clock, (port) => {
    if (isTaken) throw new Error("EADDRINUSE");
    return listen(port, () => new Response("here"));
  });
  isTaken = true;
  replace();
  clock.advance(1_000);
  expect(lines).not.toEqual([]);
  await expect(fetch(`http://127.0.0.1:${socket.port}`, { keepalive: false })).rejects.toThrow();
  isTaken = false;
  clock.advance(1_000);
  expect(await (await fetch(`http://127.0.0.1:${socket.port}`, { keepalive: false })).text()).toBe("here");
  await socket.stop();
});
